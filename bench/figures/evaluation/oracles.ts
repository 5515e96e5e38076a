/** The oracles on recordings: in the order of the literature, and the complex one as good as rounding allows. */

import { createOracle, type OracleKind, type OracleOptions } from '../../../src/decompose/index.ts';
import { siSdr, snr } from '../../../src/metrics/index.ts';
import type { Figure, Measurement } from '../figure.ts';
import { type Recording, recordings, recordingsNote } from '../recordings.ts';

/** Settings of SiSEC 2018's oracles, and ours. */
const frameSizes = [2048, 4096];

const figures: Figure[] = [
  {
    what: 'oracles on recordings: ideal binary < ideal ratio < complex mask, SI-SDR, mean over stems',
    floor: 'this order on every recording',
    measure: compareOrder,
  },
  {
    what: 'complex ideal mask on recordings: the worst stem, SDR',
    floor: '≥ 60 dB',
    measure: measureComplex,
  },
  {
    what: 'all oracles on recordings, frames of 2048, SI-SDR, mean over stems',
    floor: 'phase-sensitive above ratio, powers above magnitudes',
    measure: compareAll,
  },
];

export default figures;

async function compareOrder(): Promise<Measurement> {
  const lines: string[] = [];
  let holds = true;
  for (const recording of recordings()) {
    for (const fftSize of frameSizes) {
      const kinds: readonly OracleKind[] = ['ibm', 'irm', 'cirm'];
      const scores: number[] = [];
      for (const kind of kinds) scores.push(mean(await scoresOf(recording, kind, { fftSize })));
      holds &&= scores[0]! < scores[1]! && scores[1]! < scores[2]!;
      if (fftSize === frameSizes[0]) {
        lines.push(`${recording.name} ${scores.map((score) => score.toFixed(1)).join(' < ')}`);
      }
    }
  }
  return {
    measured: lines.join('; '),
    ok: holds,
    note: `dB with frames of ${frameSizes[0]}; the order also with ${frameSizes[1]}; ${recordingsNote}`,
  };
}

async function compareAll(): Promise<Measurement> {
  const lines: string[] = [];
  let holds = true;
  for (const recording of recordings()) {
    const score = async (kind: OracleKind, options: OracleOptions = {}) =>
      mean(await scoresOf(recording, kind, { fftSize: 2048, ...options }));
    const magnitudes = await score('irm', { exponent: 1 });
    const powers = await score('irm');
    const sensitive = await score('psm');
    holds &&= magnitudes < powers && powers < sensitive;
    const others = [await score('ibm'), await score('wiener'), await score('mwf')];
    const [ibm, wiener, mwf] = others.map((value) => value.toFixed(1));
    lines.push(
      `${recording.name}: irm p = 1 ${magnitudes.toFixed(1)}, ibm ${ibm}, wiener ${wiener}, irm ${powers.toFixed(1)}, mwf ${mwf}, psm ${sensitive.toFixed(1)}`,
    );
  }
  return { measured: lines.join('; '), ok: holds, note: recordingsNote };
}

async function measureComplex(): Promise<Measurement> {
  let worst = Number.POSITIVE_INFINITY;
  for (const recording of recordings()) {
    const { stems, mixture } = recording;
    for (const fftSize of frameSizes) {
      const estimates = await createOracle('cirm', stems, { fftSize }).separate(mixture);
      for (const [stem, { channels }] of stems) {
        worst = Math.min(worst, snr(channels, estimates.get(stem)!.channels));
      }
    }
  }
  return { measured: `${worst.toFixed(1)} dB`, ok: worst >= 60, note: recordingsNote };
}

async function scoresOf(
  { stems, mixture }: Recording,
  kind: OracleKind,
  options: OracleOptions,
): Promise<readonly number[]> {
  const estimates = await createOracle(kind, stems, options).separate(mixture);
  return [...stems].map(([stem, { channels }]) => siSdr(channels, estimates.get(stem)!.channels));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
