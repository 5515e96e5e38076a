/**
 * Trying a device: a product of matrices whose result is known, computed and timed. A graphics processor may be there and be
 * emulated, or have a driver that miscounts; so a device is tried, not believed.
 */

import {
  constant,
  createGraph,
  type Graph,
  input,
  matMul,
  mul,
  reduceMax,
  reduceMin,
} from '../graph/index.ts';
import { floatTensor, type Tensor } from '../tensor/index.ts';
import { AuralflowError } from '../util/index.ts';
import type { Device, DeviceTrial } from './device.ts';
import type { Engine, Precision } from './engine.ts';

/** Makes an engine for a device; may reject. */
export type OpenDevice = (device: Device) => Promise<Engine>;

/** A trial, and the error behind its problem. */
export interface Trial extends DeviceTrial {
  readonly cause?: unknown;
}

/** How a device is tried. */
export interface TrialOptions {
  readonly open: OpenDevice;
  /** Rows and columns of the matrices. */
  readonly size: number;
  readonly precision?: Precision;
}

/** Tries a device. Never rejects: what goes wrong is the trial's problem. */
export async function tryDevice(
  device: Device,
  { open, size, precision = 'float32' }: TrialOptions,
): Promise<Trial> {
  let engine: Engine | undefined;
  try {
    engine = await open(device);
    const program = await engine.compile(trialGraph(size), { precision });
    const run = (): Promise<Record<string, Tensor>> => program.run({ scale: floatTensor([1], [1]) });
    const { least, most } = await run();
    // Every element is size · element²: a multiple of 1/16 far below 2¹¹, exact in any order of summing, in halves too.
    const right = [least, most].every((tensor) => tensor!.data[0] === size * element ** 2);
    return right
      ? { device, milliseconds: await bestTime(run) }
      : { device, problem: 'computes wrong values' };
  } catch (cause) {
    return { device, problem: cause instanceof AuralflowError ? cause.got : String(cause), cause };
  } finally {
    await engine?.dispose();
  }
}

const element = 0.25;

/** A product of a square matrix with itself; little goes in and out, so that the computing is what is timed. */
function trialGraph(size: number): Graph {
  const matrix = constant(floatTensor([size, size], new Float32Array(size * size).fill(element)));
  // Fed, or the whole graph would be computed while compiling.
  const scale = input('scale', { dtype: 'float32', shape: [1] });
  const product = matMul(mul(matrix, scale), matrix);
  return createGraph({ least: reduceMin(product), most: reduceMax(product) });
}

/** Longest time that timing takes, beyond one run. */
const patienceMilliseconds = 50;

/** The run before has warmed up; of the next ones, up to three, the best is the least disturbed. */
async function bestTime(run: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 3 && (i === 0 || performance.now() - begin < patienceMilliseconds); i++) {
    const start = performance.now();
    await run();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}
