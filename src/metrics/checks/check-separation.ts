/**
 * Checks of a separation that need no references: do the stems add up to the mixture, is one silent, clipped, full of NaN, does it click at
 * its edges, is one stem in another? For whoever has only the result.
 */

import { type Audio, checkAudio, lengthSamples, type Stems } from '../../audio/index.ts';
import { ArgumentError, checkInteger, checkNumber } from '../../util/index.ts';
import { checkClicks } from './clicks.ts';
import { inWords, type SeparationFinding } from './finding.ts';
import { type Leakage, measureLeakage } from './leakage.ts';
import { checkClipping, checkFiniteSamples, checkSilence, peakOf } from './samples.ts';

/** Options of {@link checkSeparation}. */
export interface CheckSeparationOptions {
  /** A residual above this, in dB of the mixture, is a finding. Default −60: barely heard under music. */
  readonly residualDb?: number;
  /** Leakage above this, in dB of the stem's power, is a finding. Default −6: a quarter of the stem. */
  readonly leakageDb?: number;
  /** Sample positions at which the song was cut for the separator; clicks are looked for there besides both ends. Default none. */
  readonly borderSamples?: readonly number[];
}

/** What {@link checkSeparation} gives. */
export interface SeparationCheck {
  /** |mixture − Σ stems|² in dB of |mixture|²: the null test. `-Infinity` where they add up exactly, NaN where a sample is not finite. */
  readonly residualDb: number;
  /** The residual's largest sample, in dB of full scale. */
  readonly residualPeakDb: number;
  /** Every pair in both directions; none where a sample is not finite. */
  readonly leakage: readonly Leakage[];
  /** Problems first. Empty: nothing to say. */
  readonly findings: readonly SeparationFinding[];
}

/**
 * Looks at a separation of `mixture` into `stems`.
 *
 * Throws `ArgumentError` where there is no stem, or a stem's rate, channel count or length is not the mixture's. Everything else that may be
 * wrong with it is a finding.
 */
export function checkSeparation(
  mixture: Audio,
  stems: Stems,
  options: CheckSeparationOptions = {},
): SeparationCheck {
  const limits = {
    residualDb: checkNumber('residualDb', options.residualDb ?? -60),
    leakageDb: checkNumber('leakageDb', options.leakageDb ?? -6),
    borderSamples: (options.borderSamples ?? []).map((at) => checkInteger('borderSamples', at, { min: 0 })),
  };
  checkShapes(mixture, stems);
  const everything = [['mixture', mixture] as const, ...stems];
  const broken = everything.flatMap(([name, audio]) => checkFiniteSamples(name, audio));
  if (broken.length > 0) {
    return { residualDb: Number.NaN, residualPeakDb: Number.NaN, leakage: [], findings: broken };
  }
  const residual = nullTest(mixture, stems);
  const leakage = stems.size > 1 ? measureLeakage(stems) : [];
  const peak = peakOf(mixture);
  const findings = [
    ...residualFindings(residual.residualDb, limits.residualDb),
    ...[...stems].flatMap(([stem, audio]) => [
      ...checkSilence(stem, audio, peak),
      ...checkClipping(stem, audio),
      ...checkClicks(stem, audio, { mixture, borderSamples: limits.borderSamples }),
    ]),
    ...leakageFindings(leakage, limits.leakageDb),
  ];
  const weight = ({ severity }: SeparationFinding) => (severity === 'problem' ? 0 : 1);
  return { ...residual, leakage, findings: findings.sort((a, b) => weight(a) - weight(b)) };
}

/** The level of what is left when all stems are taken from the mixture, in double precision. */
function nullTest(mixture: Audio, stems: Stems): { residualDb: number; residualPeakDb: number } {
  let [signal, rest, peak] = [0, 0, 0];
  mixture.channels.forEach((channel, c) => {
    const parts = [...stems.values()].map(({ channels }) => channels[c]!);
    for (let n = 0; n < channel.length; n++) {
      let difference = channel[n]!;
      for (const part of parts) difference -= part[n]!;
      signal += channel[n]! ** 2;
      rest += difference ** 2;
      peak = Math.max(peak, Math.abs(difference));
    }
  });
  const residualDb = rest === 0 ? Number.NEGATIVE_INFINITY : 10 * Math.log10(rest / signal);
  return { residualDb, residualPeakDb: 20 * Math.log10(peak) };
}

function residualFindings(residualDb: number, limitDb: number): SeparationFinding[] {
  if (!(residualDb > limitDb)) return [];
  return [
    {
      kind: 'residual',
      severity: 'notice',
      valueDb: residualDb,
      words: `the stems do not add up to the mixture: what is left has ${inWords(residualDb)} of its power`,
    },
  ];
}

function leakageFindings(leakage: readonly Leakage[], limitDb: number): SeparationFinding[] {
  return leakage
    .filter(({ coherentDb }) => coherentDb > limitDb)
    .map(({ stem, other, coherentDb }) => ({
      kind: 'leakage',
      severity: 'notice',
      stem,
      other,
      valueDb: coherentDb,
      words: `${stem} has much in common with ${other}: ${Math.round(100 * 10 ** (coherentDb / 10))} % of its power could be filtered out of it`,
    }));
}

function checkShapes(mixture: Audio, stems: Stems): void {
  checkAudio('mixture', mixture);
  if (stems.size === 0) {
    throw new ArgumentError({
      place: 'stems',
      expected: 'at least one stem',
      got: 'none',
      remedy: 'Give what a separator made of the mixture',
    });
  }
  const shape = ({ sampleRate, channels }: Audio, length: number) =>
    `${channels.length} channels of ${length} samples at ${sampleRate} Hz`;
  const expected = shape(mixture, lengthSamples(mixture));
  for (const [name, audio] of stems) {
    checkAudio(`stem ${name}`, audio);
    const got = shape(audio, lengthSamples(audio));
    if (got === expected) continue;
    throw new ArgumentError({
      place: `stem ${name}`,
      expected: `${expected}, as the mixture has`,
      got,
      remedy: 'Compare a separation with the very mixture it was made from, at one rate and length',
    });
  }
}
