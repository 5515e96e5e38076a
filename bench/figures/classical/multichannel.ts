/** What separates by independence or by place, beside plain references, on mixtures whose answer is known, and its cost. */

import type { Separator } from '../../../src/audio/index.ts';
import {
  createAdress,
  createDuet,
  createFastica,
  createIlrma,
  createIva,
  createProjet,
} from '../../../src/decompose/index.ts';
import { siSdr } from '../../../src/metrics/index.ts';
import {
  instruments,
  mixByDelays,
  mixByGains,
  mixByRooms,
  type SpatialMixture,
} from '../../../test/support/spatial-mixtures.ts';
import { compare, parityCases, speedCases } from '../../classical/multichannel-parity.ts';
import { singingClips } from '../../classical/singing-clips.ts';
import type { Figure, Measurement } from '../figure.ts';

const rate = 8000;

/** One run of the peer serves all rows. */
let run: ReturnType<typeof compare> | undefined;

const three = () => instruments(3, { lengthSamples: 8 * rate, sampleRate: rate });
const pair = () => instruments(2, { lengthSamples: 8 * rate, sampleRate: rate });
const threePlaces = [
  [1, 0.7, 0.1],
  [0.1, 0.7, 1],
];

const figures: Figure[] = [
  parity("FastICA from scikit-learn's start, 50 iterations: sources and unmixing", 'fast_ica'),
  parity('AuxIVA against NumPy, 2 and 3 channels, 10 iterations: matrices and objective', 'aux_iva'),
  parity('ILRMA against NumPy, 2 and 3 channels, 10 iterations: matrices and objective', 'ilrma'),
  parity('ADRess against NumPy: azimuths and magnitudes', 'adress'),
  parity('DUET against NumPy: histogram and labels', 'duet'),
  parity('PROJET against NumPy, 10 iterations: spectra, places, objective, images', 'projet'),
  speed('AuxIVA', 'aux_iva', 0.8),
  // NumPy multiplies T and V by BLAS on both threads; ours are plain loops.
  speed('ILRMA', 'ilrma', 0.3),
  quality('two instruments mixed by gains', 20, {
    mixture: () =>
      mixByGains(pair(), [
        [1, 0.5],
        [0.4, 0.9],
      ]),
    separators: () => [createFastica()],
  }),
  ...[0.02, 0.05, 0.1].map((echoSeconds) =>
    quality(`two instruments, two microphones, an echo of ${echoSeconds * 1000} ms`, 12, {
      mixture: () => mixByRooms(pair(), { sampleRate: rate, channelCount: 2, echoSeconds }),
      separators: () => [createIva(), createIlrma()],
    }),
  ),
  quality('three instruments, three microphones, an echo of 20 ms', 12, {
    mixture: () => mixByRooms(three(), { sampleRate: rate, channelCount: 3, echoSeconds: 0.02 }),
    separators: () => [createIva({ sources: 3 }), createIlrma({ sources: 3 })],
  }),
  quality('three instruments panned over two channels', 8, {
    mixture: () => mixByGains(three(), threePlaces),
    separators: () => [
      createDuet({ frameSeconds: 0.064 }),
      createAdress({ widthDegrees: 20 }),
      createProjet({ iterations: 25, frameSeconds: 0.064 }),
    ],
  }),
  quality('three instruments told by delays of two samples', 10, {
    mixture: () =>
      mixByDelays(
        three(),
        [2, 0, -2].map((delaySamples) => ({ gain: 1, delaySamples })),
      ),
    separators: () => [createDuet({ maxDelaySeconds: 3 / rate, frameSeconds: 0.064 })],
  }),
  {
    what: 'Voice and band of five MIR-1K clips in a simulated room (echo of 50 ms), two microphones: mean SI-SDR gain of the voice',
    floor: 'iva and ilrma ≥ 5 dB',
    measure: measureClips,
  },
  {
    what: 'Cost of 30 s of stereo at 44.1 kHz, one thread, of all six',
    floor: '≤ 1x real time each',
    measure: measureCost,
  },
];

export default figures;

function parity(what: string, method: string): Figure {
  return {
    what,
    floor: '≤ 1e-4 of the largest value',
    async measure(): Promise<Measurement> {
      run ??= compare(parityCases());
      const chosen = run.parities.filter(({ name }) => name.startsWith(method));
      const worst = Math.max(...chosen.flatMap(({ errors }) => errors));
      return {
        measured: worst.toExponential(1),
        ok: worst <= 1e-4,
        note: `${chosen.map(({ name }) => name).join(', ')}; ${run.versions}`,
      };
    },
  };
}

function speed(name: string, method: string, floor: number): Figure {
  return {
    what: `${name} against NumPy with two threads: 10 s of stereo at 44.1 kHz, 10 iterations, one thread`,
    floor: `≥ ${floor}x`,
    async measure(): Promise<Measurement> {
      const one = speedCases().find((any) => any.method === method)!;
      const { parities, versions } = compare([one, one]);
      const ours = Math.min(...parities.map(({ oursSeconds }) => oursSeconds));
      const theirs = Math.min(...parities.map(({ theirsSeconds }) => theirsSeconds));
      return {
        measured: `${(theirs / ours).toFixed(1)}x`,
        ok: theirs / ours >= floor,
        note: `ours ${ours.toFixed(2)} s, theirs ${theirs.toFixed(2)} s; ${versions}`,
      };
    },
  };
}

function quality(
  what: string,
  floorDb: number,
  {
    mixture,
    separators,
  }: { readonly mixture: () => SpatialMixture; readonly separators: () => readonly Separator[] },
): Figure {
  return {
    what: `SI-SDR of ${what}`,
    floor: `≥ ${floorDb} dB on average`,
    async measure(): Promise<Measurement> {
      const mixed = mixture();
      const before = mean(mixed.images.map((image) => siSdr(image, mixed.mixture)));
      const scores: string[] = [];
      let worst = Number.POSITIVE_INFINITY;
      for (const separator of separators()) {
        const score = mean(await bestScores(separator, mixed, rate));
        worst = Math.min(worst, score);
        scores.push(`${separator.name} ${score.toFixed(1)} dB`);
      }
      return {
        measured: scores.join(', '),
        ok: worst >= floorDb,
        note: `the mixture: ${before.toFixed(1)} dB`,
      };
    },
  };
}

/** Per image the SI-SDR of its stem, in the order of stems that is best on the whole. */
async function bestScores(
  separator: Separator,
  { mixture, images }: SpatialMixture,
  sampleRate: number,
): Promise<number[]> {
  const stems = [...(await separator.separate({ sampleRate, channels: mixture })).values()];
  const table = images.map((image) => stems.map(({ channels }) => siSdr(image, channels)));
  let best: number[] = [];
  for (const order of permutations(stems.length)) {
    const scores = table.map((row, i) => row[order[i]!]!);
    if (best.length === 0 || mean(scores) > mean(best)) best = scores;
  }
  return best;
}

function permutations(count: number): number[][] {
  if (count === 0) return [[]];
  return permutations(count - 1).flatMap((rest) =>
    Array.from({ length: count }, (_, at) => rest.toSpliced(at, 0, count - 1)),
  );
}

async function measureClips(): Promise<Measurement> {
  const clips = (await singingClips()).slice(0, 5);
  if (clips.length === 0)
    return { measured: 'no clips', ok: false, note: 'AURALFLOW_AUDIO names no folder of them' };
  const makers = [() => createFastica(), () => createIva(), () => createIlrma()];
  const gains = makers.map(() => [] as number[]);
  for (const [i, { voice, accompaniment, sampleRate }] of clips.entries()) {
    const mixed = mixByRooms([voice, accompaniment], {
      sampleRate,
      channelCount: 2,
      echoSeconds: 0.05,
      seed: i,
    });
    const before = siSdr(mixed.images[0]!, mixed.mixture);
    for (const [m, make] of makers.entries()) {
      gains[m]!.push((await bestScores(make(), mixed, sampleRate))[0]! - before);
    }
  }
  const names = makers.map((make) => make().name);
  return {
    measured: names.map((name, m) => `${name} ${mean(gains[m]!).toFixed(1)} dB`).join(', '),
    ok: gains.slice(1).every((one) => mean(one) >= 5),
    note: gains.map((one, m) => `${names[m]}: ${one.map((gain) => gain.toFixed(1)).join(' ')}`).join('; '),
  };
}

async function measureCost(): Promise<Measurement> {
  const sampleRate = 44_100;
  const lengthSamples = 30 * sampleRate;
  const sources = instruments(2, { lengthSamples, sampleRate });
  const { mixture } = mixByRooms(sources, { sampleRate, channelCount: 2, echoSeconds: 0.002 });
  const costs: string[] = [];
  let most = 0;
  for (const separator of [
    createAdress(),
    createDuet(),
    createProjet(),
    createFastica(),
    createIva(),
    createIlrma(),
  ]) {
    const start = performance.now();
    await separator.separate({ sampleRate, channels: mixture });
    const cost = (performance.now() - start) / 1000 / 30;
    most = Math.max(most, cost);
    costs.push(`${separator.name} ${cost.toFixed(3)}x`);
  }
  return { measured: costs.join(', '), ok: most <= 1 };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
