/** The oracles by kind: what each is, its options, and its filter. To add one: write its filter and its entry here. */

import { checkChoice, checkNumber } from '../../util/index.ts';
import type { OptionDescription } from '../option.ts';
import {
  complexIdeal,
  idealBinary,
  idealRatio,
  idealWiener,
  phaseSensitive,
  type SpectrogramFilter,
} from './ideal-masks.ts';

/** The kinds of oracles: `oracle-` and the kind is the separator's name. */
export type OracleKind = 'ibm' | 'irm' | 'wiener' | 'mwf' | 'psm' | 'cirm';

/** The names of oracles as separators. */
export type OracleName = `oracle-${OracleKind}`;

/** Options of {@link createOracle}. */
export interface OracleOptions {
  /** Samples per frame, from 4. Default 4096: 93 ms at 44.1 kHz. The masks of SiSEC 2018 were made with 2048. */
  readonly fftSize?: number;
  /** Default a quarter of `fftSize`. */
  readonly hopSize?: number;
  /**
   * `irm`: the exponent p of |S|ᵖ, above 0. Default 2, the ratio of powers (IRM2 of SiSEC 2018), which has the better SDR; 1 is that of
   * magnitudes (IRM1): below the binary mask in SDR, since it leaves more of the others in, and smoother.
   */
  readonly exponent?: number;
  /** `psm` and `cirm`: the largest mask, above 0. Default 1 for `psm` (the truncated mask that networks can learn), `Infinity` for `cirm`. */
  readonly limit?: number;
}

/** An oracle: an upper limit of what separators of a kind can reach. */
export interface OracleDescription {
  readonly kind: OracleKind;
  readonly name: OracleName;
  /** One line: what it knows and what it limits. */
  readonly summary: string;
  readonly paper: string;
  readonly options: readonly OptionDescription[];
}

const frameOptions: readonly OptionDescription[] = [
  { name: 'fftSize', kind: 'integer', default: '4096', summary: 'samples per frame' },
  {
    name: 'hopSize',
    kind: 'integer',
    default: 'fftSize / 4',
    summary: 'samples from frame to frame, at most half a frame',
  },
];

const limitOption = (standard: string): OptionDescription => ({
  name: 'limit',
  kind: 'number',
  default: standard,
  summary: 'the largest mask',
});

/** Every oracle, the weakest first. */
export const oracles: readonly OracleDescription[] = [
  {
    kind: 'ibm',
    name: 'oracle-ibm',
    summary: 'Ideal binary mask: every bin to its strongest source',
    paper: 'Wang 2005',
    options: frameOptions,
  },
  {
    kind: 'irm',
    name: 'oracle-irm',
    summary: 'Ideal ratio mask: bins shared in proportion to powers, or to magnitudes',
    paper: 'Liutkus, Badeau, ICASSP 2015',
    options: [
      ...frameOptions,
      { name: 'exponent', kind: 'number', default: '2', summary: 'of the magnitudes; 2 compares powers' },
    ],
  },
  {
    kind: 'wiener',
    name: 'oracle-wiener',
    summary: 'Ideal Wiener mask: bins shared in proportion to powers, one mask for all channels',
    paper: 'Benaroya, Bimbot, Gribonval, IEEE TASLP 2006',
    options: frameOptions,
  },
  {
    kind: 'mwf',
    name: 'oracle-mwf',
    summary: 'Multichannel Wiener filter: knows the powers and where each source stands',
    paper: 'Duong, Vincent, Gribonval, IEEE TASLP 2010',
    options: frameOptions,
  },
  {
    kind: 'psm',
    name: 'oracle-psm',
    summary: 'Phase-sensitive mask: the best real mask of a bin, between 0 and its limit',
    paper: 'Erdogan, Hershey, Watanabe, Le Roux, ICASSP 2015',
    options: [...frameOptions, limitOption('1')],
  },
  {
    kind: 'cirm',
    name: 'oracle-cirm',
    summary: 'Complex ideal ratio mask: magnitude and phase; the source itself, up to rounding',
    paper: 'Williamson, Wang, Wang, IEEE/ACM TASLP 2016',
    options: [...frameOptions, limitOption('none')],
  },
];

/** The names of all oracles, the weakest first. */
export const oracleNames: readonly OracleName[] = oracles.map(({ name }) => name);

/** Whether this is the name of an oracle. */
export function isOracle(name: string): name is OracleName {
  return (oracleNames as readonly string[]).includes(name);
}

/** The oracle of this kind or name. Throws `ArgumentError` that lists the names. */
export function findOracle(kindOrName: string): OracleDescription {
  const full = kindOrName.startsWith('oracle-') ? kindOrName : `oracle-${kindOrName}`;
  const name = checkChoice('oracle', full, oracleNames);
  return oracles.find((oracle) => oracle.name === name)!;
}

/** The filter of a mask-based oracle; `undefined` for the multichannel one, which must hear the song first. Checks its options. */
export function maskFilter(
  kind: OracleKind,
  { exponent = 2, limit }: OracleOptions,
): SpectrogramFilter | undefined {
  switch (kind) {
    case 'ibm':
      return idealBinary;
    case 'irm':
      return idealRatio(checkNumber('oracle-irm.exponent', exponent, { above: 0 }));
    case 'wiener':
      return idealWiener;
    case 'psm':
      return phaseSensitive(checkLimit('oracle-psm', limit ?? 1));
    case 'cirm':
      return complexIdeal(checkLimit('oracle-cirm', limit ?? Number.POSITIVE_INFINITY));
    case 'mwf':
      return undefined;
  }
}

function checkLimit(place: string, limit: number): number {
  return limit === Number.POSITIVE_INFINITY ? limit : checkNumber(`${place}.limit`, limit, { above: 0 });
}
