/**
 * A convolution layer, forward and backward, beside the TypeScript frameworks that have gradients. What they compute is compared
 * with ours before anything is timed; sizes are such that the peer ends within minutes.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Geometry, layerInputs, ourConvolution, startPeer } from '../../engine/convolution.ts';
import type { Figure } from '../figure.ts';

/** Of gradients, relative to the largest: sums of 88 064 products in float32, which some add up one after the other. */
const tolerance = 1e-4;
/** Of losses: 2.8 million squares, added up one after the other in float32, have lost four of their seven digits. */
const lossTolerance = 5e-3;

const layer = { wShape: [32, 16, 5, 5], stride: 2, pad: 2 };
const large: Geometry = { ...layer, xShape: [4, 16, 512, 172] };
/** A quarter: with more than one image of this size, the gradient by the kernel that jax-js 0.1.25 computes is wrong. */
const single: Geometry = { ...layer, xShape: [1, 16, 512, 172] };
/** A thirty-second of the work, for who would take a quarter of an hour. */
const small: Geometry = { ...layer, xShape: [4, 16, 64, 43] };

interface Against {
  readonly geometry: Geometry;
  /** Runs of the peer after its first; ours runs `ourRuns` times before each. */
  readonly runs: number;
}

type Comparison =
  | { readonly failed: string }
  | { readonly failed?: undefined; readonly ratio: number; readonly text: string };

const ourRuns = 5;

async function compare(framework: string, { geometry, runs }: Against): Promise<Comparison> {
  const folder = mkdtempSync(join(tmpdir(), 'engine-figures-'));
  const inputs = layerInputs(geometry);
  const ours = await ourConvolution(geometry, inputs);
  const peer = startPeer(framework, { geometry, inputs, folder });
  const runPeer = (): Promise<PeerRun> => peer.ask<PeerRun>({ do: 'run', runs: 1 });
  try {
    const first = await runPeer();
    if (first.failed !== undefined) return { failed: first.failed };
    const [mine, other] = [await ours.run(), await peer.slopes(first.loss)];
    if (!(Math.abs(mine.loss / other.loss - 1) <= lossTolerance))
      return { failed: `loss ${other.loss}, ours ${mine.loss}` };
    const difference = Math.max(differenceOf(mine.dx, other.dx), differenceOf(mine.dw, other.dw));
    if (!(difference <= tolerance))
      return { failed: `gradients differ from ours by ${difference.toPrecision(1)} of the largest` };
    const times = { ours: [] as number[], theirs: [] as number[] };
    for (let round = 0; round < runs; round++) {
      for (let n = 0; n < ourRuns; n++) times.ours.push(await clocked(ours.run));
      times.theirs.push(...(await runPeer()).milliseconds);
    }
    const [our, their] = [median(times.ours), median(times.theirs)];
    const digits = difference.toExponential(0);
    const text = `ours ${our.toFixed(1)} ms, theirs ${their.toFixed(0)} ms, medians of ${ourRuns * runs} and ${runs}; gradients equal to ${digits}`;
    return { ratio: their / our, text };
  } finally {
    peer.end();
    await ours.dispose();
    rmSync(folder, { recursive: true });
  }
}

interface PeerRun {
  readonly milliseconds: readonly number[];
  readonly loss: number;
  /** The framework's words where it cannot. */
  readonly failed?: string;
}

/** The largest difference, relative to the largest number. */
function differenceOf(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let [worst, largest] = [0, 0];
  a.forEach((value, i) => {
    worst = Math.max(worst, Math.abs(value - b[i]!));
    largest = Math.max(largest, Math.abs(value));
  });
  return worst / largest;
}

async function clocked(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

interface Row extends Against {
  readonly framework: string;
  readonly named: string;
  readonly floor: { readonly text: string; readonly ratio: number };
  note?(): Promise<string>;
}

const floor = { text: '>= 50x faster', ratio: 50 };

const rows: Row[] = [
  { framework: 'jax-js', named: 'jax-js (wasm, two threads, jitted)', geometry: single, runs: 2, floor },
  { framework: 'tfjs-cpu', named: 'TensorFlow.js (cpu)', geometry: small, runs: 3, floor },
  {
    framework: 'tfjs-cpu-conv3d',
    named: 'TensorFlow.js (cpu, as conv3d of depth one: faster there)',
    geometry: large,
    runs: 2,
    floor,
  },
  {
    framework: 'tfjs-wasm-by-hand',
    named: 'TensorFlow.js (wasm, one thread in Node), its gradients written by hand',
    geometry: large,
    runs: 5,
    floor: { text: 'faster; that backend has no such gradient', ratio: 1 },
    async note() {
      const conv2d = await compare('tfjs-wasm', { geometry: small, runs: 1 });
      const conv3d = await compare('tfjs-wasm-conv3d', { geometry: small, runs: 1 });
      const [a, b] = [conv2d, conv3d].map((own) => own.failed ?? `${own.ratio.toFixed(0)}x`);
      return `Its own, of conv2d: ${a}; of conv3d with depth one: ${b}`;
    },
  },
];

function figureOf(row: Row): Figure {
  const { framework, named, geometry, note } = row;
  return {
    what: `convolution 16 to 32, 5 x 5, stride 2, [${geometry.xShape.join(', ')}], forward and backward, beside ${named}`,
    floor: row.floor.text,
    async measure() {
      const result = await compare(framework, row);
      if (result.failed !== undefined) throw new Error(result.failed);
      const more = note === undefined ? [] : [await note()];
      return {
        measured: `${result.ratio < 10 ? result.ratio.toFixed(1) : result.ratio.toFixed(0)}x`,
        ok: result.ratio >= row.floor.ratio,
        note: [result.text, ...more].join('. '),
      };
    },
  };
}

const figures: Figure[] = rows.map(figureOf);
export default figures;
