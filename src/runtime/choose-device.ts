/**
 * Choosing a device: the one asked for, or for `'auto'` the fastest that gives right answers. A graphics processor may be
 * there and be emulated in software, or have a driver that miscounts; so a device is tried, not believed.
 */

import { constant, createGraph, type Graph, input, matMul } from '../graph/index.ts';
import { floatTensor, type Tensor } from '../tensor/index.ts';
import { ArgumentError, AuralflowError, HostError, nearestName } from '../util/index.ts';
import { type Device, type DeviceTrial, devices } from './device.ts';
import type { Engine, Precision } from './engine.ts';

/** What a host knows of its devices. */
export interface ChooseOptions {
  /** Devices that the host's runtime package contains. */
  readonly available: readonly Device[];
  /** Makes an engine for a device, of every precision; may reject. */
  open(device: Device): Promise<Engine>;
  /** How to get a device that is not available, in a sentence. */
  remedy(device: Device): string;
}

/** The device that was chosen, and why. */
export interface Chosen {
  readonly device: Device;
  readonly reason: string;
  readonly tried: readonly DeviceTrial[];
  /** Element types that it computes in with gain, and rightly. */
  readonly precisions: readonly Precision[];
}

/**
 * The device to use. `wanted` is a device name or `'auto'`. Throws ArgumentError for an unknown name, HostError for a
 * device that is not there or does not run: the message lists what is.
 */
export async function chooseDevice(wanted: string, options: ChooseOptions): Promise<Chosen> {
  if (wanted === 'auto') return fastest(options);
  const device = devices.find((name) => name === wanted);
  if (device === undefined) throw unknownDevice(wanted, options.available);
  if (!options.available.includes(device)) {
    throw absent(device, { got: 'none of that kind', options });
  }
  const trial = await tryDevice(device, { ...options, size: smallTrial });
  if (trial.problem !== undefined) throw absent(device, { got: trial.problem, options, cause: trial.cause });
  return {
    device,
    reason: `${device} was asked for.`,
    tried: [withoutCause(trial)],
    precisions: await precisionsOf(device, options),
  };
}

async function fastest(options: ChooseOptions): Promise<Chosen> {
  const trials: Trial[] = [];
  for (const device of devices) {
    if (options.available.includes(device))
      trials.push(await tryDevice(device, { ...options, size: largeTrial }));
  }
  const running = trials.filter(({ problem }) => problem === undefined);
  const best = running.reduce<Trial | undefined>(
    (a, b) => (a === undefined || b.milliseconds! < a.milliseconds! ? b : a),
    undefined,
  );
  if (best === undefined) throw noDevice(trials);
  const tried = trials.map((trial) =>
    trial === best || trial.problem !== undefined
      ? withoutCause(trial)
      : { ...withoutCause(trial), problem: `slower than ${best.device}` },
  );
  return {
    device: best.device,
    reason: reasonFor(best, tried),
    tried,
    precisions: await precisionsOf(best.device, options),
  };
}

function reasonFor(best: DeviceTrial, tried: readonly DeviceTrial[]): string {
  const others = tried.filter(({ device }) => device !== best.device);
  if (others.length === 0) return `${best.device} is the only device here.`;
  const list = others.map(({ device, milliseconds, problem }) =>
    milliseconds === undefined ? `${device}: ${problem}` : `${device}: ${milliseconds.toFixed(1)} ms`,
  );
  return `${best.device} was the fastest: ${best.milliseconds!.toFixed(1)} ms for a product of matrices; ${list.join('; ')}.`;
}

interface Trial extends DeviceTrial {
  readonly cause?: unknown;
}

/** Rows and columns of the trial that compares: a device's own speed shows above the cost of a run (0.27 GFLOP). */
const largeTrial = 512;

/** Rows and columns of the trial of a device that was asked for: whether it runs at all. */
const smallTrial = 32;

/** A product of two square matrices whose result is known: every element is `size · a · b`. */
export function trialGraph(size: number): { graph: Graph; feeds: Record<string, Tensor>; expected: number } {
  const shape = [size, size];
  const x = input('x', { dtype: 'float32', shape });
  const graph = createGraph({ y: matMul(x, constant(floatTensor(shape, filled(size, 0.5)))) });
  return { graph, feeds: { x: floatTensor(shape, filled(size, 0.25)) }, expected: size * 0.125 };
}

function filled(size: number, value: number): Float32Array {
  return new Float32Array(size * size).fill(value);
}

/** Processors compute in halves by casting to and fro; graphics processors may have them, and are tried. */
async function precisionsOf(device: Device, { open }: ChooseOptions): Promise<readonly Precision[]> {
  if (device === 'cpu' || device === 'wasm') return ['float32'];
  const engine = await open(device);
  try {
    const { graph, feeds, expected } = trialGraph(smallTrial);
    const program = await engine.compile(graph, { precision: 'float16' });
    const { y } = await program.run(feeds);
    const right = (y!.data as Float32Array).every((value) => value === expected);
    return right ? ['float32', 'float16'] : ['float32'];
  } catch {
    return ['float32'];
  } finally {
    await engine.dispose();
  }
}

async function tryDevice(
  device: Device,
  { open, size }: ChooseOptions & { readonly size: number },
): Promise<Trial> {
  let engine: Engine | undefined;
  try {
    engine = await open(device);
    const { graph, feeds, expected } = trialGraph(size);
    const program = await engine.compile(graph);
    const { y } = await program.run(feeds);
    // Multiples of 1/8 below 2²⁴ are exact in float32 in any order of summing.
    if ((y!.data as Float32Array).some((value) => value !== expected)) {
      return { device, problem: 'computes wrong values' };
    }
    return { device, milliseconds: await bestTime(() => program.run(feeds)) };
  } catch (cause) {
    return { device, problem: cause instanceof AuralflowError ? cause.got : String(cause), cause };
  } finally {
    await engine?.dispose();
  }
}

/** The first run above warmed up; of the next three the best is the least disturbed. */
async function bestTime(run: () => Promise<unknown>): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 3; i++) {
    const start = performance.now();
    await run();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

function withoutCause({ cause: _, ...trial }: Trial): DeviceTrial {
  return trial;
}

function unknownDevice(wanted: string, available: readonly Device[]): ArgumentError {
  const near = nearestName(wanted, devices);
  return new ArgumentError({
    place: 'device',
    expected: `'auto' or one of ${devices.join(', ')}`,
    got: `'${wanted}'`,
    remedy: `${near === undefined ? '' : `Did you mean ${near}? `}Here there are: ${available.join(', ')}`,
  });
}

interface Absence {
  readonly got: string;
  readonly options: ChooseOptions;
  readonly cause?: unknown;
}

function absent(device: Device, { got, options, cause }: Absence): HostError {
  const others = options.available.filter((name) => name !== device);
  return new HostError({
    place: `device ${device}`,
    expected: 'a device that runs',
    got,
    remedy: `${options.remedy(device)}. Also here: ${others.join(', ') || 'nothing'}`,
    cause,
  });
}

function noDevice(trials: readonly Trial[]): HostError {
  return new HostError({
    place: "device 'auto'",
    expected: 'a device that runs',
    got: trials.map(({ device, problem }) => `${device}: ${problem}`).join('; ') || 'none',
    remedy: 'Reinstall the runtime package for this system',
    cause: trials.at(-1)?.cause,
  });
}
