/** BSS Eval beside museval and mir_eval: the same numbers, how much faster, in how much memory. */

import { execFileSync } from 'node:child_process';
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lengthSamples, type Stems } from '../../../src/audio/index.ts';
import { createOracle } from '../../../src/decompose/index.ts';
import { createRandom } from '../../../src/util/index.ts';
import { ensureBuilt } from '../../../test/journeys/cli.ts';
import { type BssCase, type BssCaseSignals, bssCases } from '../../evaluation/bss-cases.ts';
import { type Comparison, compareCases, withPeer } from '../../evaluation/bss-parity.ts';
import type { Figure, Measurement } from '../figure.ts';
import { recordings, recordingsNote } from '../recordings.ts';

const child = fileURLToPath(new URL('../../evaluation/bss-child.mjs', import.meta.url));

const sampleRate = 44_100;
/** Ours is short beside the peers: measured this often, before and after them. */
const rounds = 2;

const fourStems: BssCase = {
  ...{ name: 'song', peer: 'museval', kind: 'random', permute: false },
  ...{ sourceCount: 4, channelCount: 2, length: 240 * sampleRate, window: sampleRate, hop: sampleRate },
};
const fiveSources: BssCase = {
  ...{ name: 'voices', peer: 'sources', kind: 'random', permute: true },
  ...{ sourceCount: 5, channelCount: 1, length: 30 * sampleRate },
};

/** One run of the peers serves both rows of v4. */
let comparison: Promise<{ readonly versions: string; readonly comparisons: Comparison[] }> | undefined;
let song: Promise<Speed> | undefined;

const figures: Figure[] = [
  parity('BSS Eval v4 and v3 against museval', (peer) => peer.startsWith('museval')),
  parity('BSS Eval v3, sources and images, against mir_eval', (peer) => !peer.startsWith('museval')),
  {
    what: 'BSS Eval v4 against museval on recordings, the ideal ratio and binary masks as estimates',
    floor: 'every frame within 1e-3 dB below 60 dB, NaN in the same places',
    measure: compareRecordings,
  },
  {
    what: 'BSS Eval v4 of a 4-min, 4-stem stereo track (museval with 2 threads, ours with one)',
    floor: "≥ 10x museval's speed; aim 30x",
    async measure() {
      song ??= compareSpeed(fourStems);
      return speedMeasurement(await song, 10);
    },
  },
  {
    what: 'BSS Eval v4 of a 4-min, 4-stem stereo track: peak memory of the process, signals included',
    floor: '≤ 1 GB',
    async measure() {
      song ??= compareSpeed(fourStems);
      const { bytes } = await song;
      return {
        measured: `${(bytes / 1e9).toFixed(2)} GB`,
        ok: bytes <= 1e9,
        note: `of it ${((16 * fourStems.length * 4) / 1e9).toFixed(2)} GB the signals in float32`,
      };
    },
  },
  {
    what: 'BSS Eval v3 (sources) of 5 sources x 30 s, all permutations (mir_eval with 2 threads, ours with one)',
    floor: "≥ 10x mir_eval's speed",
    measure: async () => speedMeasurement(await compareSpeed(fiveSources), 10),
  },
];

export default figures;

function parity(what: string, includes: (peer: string) => boolean): Figure {
  return {
    what: `${what}: random, filtered, near-perfect, silent frames, short, mono and stereo, 1-5 sources, permuted`,
    floor: 'every frame within 1e-3 dB below 60 dB, NaN in the same places, the same order',
    async measure(): Promise<Measurement> {
      comparison ??= compareCases(bssCases);
      const { versions, comparisons } = await comparison;
      const chosen = comparisons.filter(({ name }) =>
        includes(bssCases.find((one) => one.name === name)!.peer),
      );
      const worst = chosen.reduce((a, b) => (b.worst > a.worst ? b : a));
      const sum = (pick: (one: Comparison) => number): number =>
        chosen.reduce((total, one) => total + pick(one), 0);
      const different = sum((one) => one.differentNaNs) + sum((one) => one.lostPerfection);
      const orders = chosen.filter(({ sameOrder }) => !sameOrder).length;
      return {
        measured: `${worst.worst.toExponential(1)} dB, ${different} NaNs elsewhere, ${orders} other orders`,
        ok: worst.worst <= 1e-3 && different === 0 && orders === 0,
        note: `${chosen.length} cases, ${sum(({ compared }) => compared)} scores, worst: ${worst.name}; ${versions}`,
      };
    },
  };
}

/** 16 bits, as files and as the estimates that are scored. */
async function compareRecordings(): Promise<Measurement> {
  const signals = new Map<string, BssCaseSignals>();
  const cases: BssCase[] = [];
  for (const { name, stems, mixture } of recordings({ maxSeconds: 5 })) {
    // museval takes minutes for more than four stereo stems.
    const stemNames = [...stems.keys()].slice(0, 4);
    for (const kind of ['irm', 'ibm'] as const) {
      const estimates = await createOracle(kind, stems).separate(mixture);
      const rounded = (of: Stems): Float64Array[][] =>
        stemNames.map((stem) => of.get(stem)!.channels.map(toSixteenBits));
      const caseName = `${name} ${kind}`.replaceAll(/\W+/g, '-');
      signals.set(caseName, { references: rounded(stems), estimates: rounded(estimates) });
      cases.push({
        ...{ name: caseName, peer: 'museval', kind: 'random', permute: false },
        ...{ sourceCount: stemNames.length, channelCount: mixture.channels.length },
        ...{ length: lengthSamples(mixture), window: mixture.sampleRate, hop: mixture.sampleRate },
      });
    }
  }
  const { versions, comparisons } = await compareCases(cases, ({ name }) => signals.get(name)!);
  const worst = comparisons.reduce((a, b) => (b.worst > a.worst ? b : a));
  const different = comparisons.reduce((sum, one) => sum + one.differentNaNs + one.lostPerfection, 0);
  return {
    measured: `${worst.worst.toExponential(1)} dB, ${different} NaNs elsewhere`,
    ok: worst.worst <= 1e-3 && different === 0,
    note: `${comparisons.length} cases, worst: ${worst.name}; ${recordingsNote}; ${versions}`,
  };
}

function toSixteenBits(samples: Float32Array): Float64Array {
  return Float64Array.from(samples, (value) => Math.round(value * 2 ** 15) / 2 ** 15);
}

interface Speed {
  /** Of each run. */
  readonly ours: readonly number[];
  readonly theirs: number;
  readonly bytes: number;
  readonly versions: string;
}

function compareSpeed(one: BssCase): Promise<Speed> {
  ensureBuilt();
  return withPeer(async (folder, ask) => {
    writeFileSync(join(folder, 'cases.json'), JSON.stringify([one]));
    writeSong(join(folder, `${one.name}.signals`), one);
    const run = (): { seconds: number; bytes: number; first: number } =>
      JSON.parse(execFileSync(process.execPath, [child, folder], { encoding: 'utf8' }));
    const before = Array.from({ length: rounds }, run);
    const theirs = ask('time') as { seconds: number; first: number; versions: string };
    const runs = [...before, ...Array.from({ length: rounds }, run)];
    if (Math.abs(runs[0]!.first - theirs.first) > 1e-3) {
      throw new Error(`ours ${runs[0]!.first} dB, theirs ${theirs.first} dB`);
    }
    return {
      ours: runs.map(({ seconds }) => seconds),
      theirs: theirs.seconds,
      bytes: Math.max(...runs.map(({ bytes }) => bytes)),
      versions: theirs.versions,
    };
  });
}

function speedMeasurement({ ours, theirs, versions }: Speed, floor: number): Measurement {
  const sorted = ours.toSorted((a, b) => a - b);
  const median = (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.floor(sorted.length / 2)]!) / 2;
  return {
    measured: `${(theirs / median).toFixed(0)}x`,
    ok: theirs / median >= floor,
    note: `ours ${median.toFixed(2)} s (fastest ${sorted[0]!.toFixed(2)}), theirs ${theirs.toFixed(1)} s; ${versions}`,
  };
}

/** Coloured noise, estimates with some of the next source and some noise, in float32, channel after channel. */
function writeSong(path: string, { sourceCount, channelCount, length }: BssCase): void {
  const random = createRandom(240);
  const count = sourceCount * channelCount;
  const colours = Array.from({ length: count }, (_, n) => 0.3 + (0.65 * n) / count);
  const file = openSync(path, 'w');
  const block = sampleRate;
  const states = new Float64Array(count);
  for (let start = 0; start < length; start += block) {
    const size = Math.min(block, length - start);
    const references = Array.from({ length: count }, (_, n) => {
      const samples = new Float32Array(size);
      for (let k = 0; k < size; k++) {
        states[n] = colours[n]! * states[n]! + (1 - colours[n]!) * (random.uniform() - 0.5);
        samples[k] = states[n]!;
      }
      return samples;
    });
    references.forEach((samples, n) => {
      const other = references[(n + channelCount) % count]!;
      const estimate = samples.map(
        (value, k) => 0.9 * value + 0.1 * other[k]! + 0.02 * (random.uniform() - 0.5),
      );
      for (const [side, values] of [samples, estimate].entries()) {
        const bytes = new Uint8Array(values.buffer);
        writeSync(file, bytes, 0, bytes.length, ((side * count + n) * length + start) * 4);
      }
    });
  }
  closeSync(file);
}
