/** Choosing a device: the one asked for, or for `'auto'` the fastest that gives right answers. */

import { ArgumentError, HostError, nearestName } from '../util/index.ts';
import { type Device, type DeviceTrial, devices } from './device.ts';
import { type OpenDevice, type Trial, tryDevice } from './device-trial.ts';
import type { Precision } from './engine.ts';

/** What a host knows of its devices. */
export interface ChooseOptions {
  /** Devices that the host's runtime package contains. */
  readonly available: readonly Device[];
  /** Makes an engine for a device, of every precision. */
  readonly open: OpenDevice;
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
  const trial = await tryDevice(device, { open: options.open, size: smallTrial });
  if (trial.problem !== undefined) throw absent(device, { got: trial.problem, options, cause: trial.cause });
  return {
    device,
    reason: `${device} was asked for.`,
    tried: [withoutCause(trial)],
    precisions: await precisionsOf(device, options),
  };
}

/** Rows and columns that show whether a device runs at all. */
const smallTrial = 32;

/** Rows and columns that tell a device from an emulation: 0.03 GFLOP, under 1 ms against over 50. */
const mediumTrial = 256;

/** Rows and columns that show a device's speed above the cost of a run: 2 GFLOP. */
const largeTrial = 1024;

/**
 * Slower than the best by this and slower than this, a device is out without a large trial, which would take seconds. A real
 * graphics processor needs a few milliseconds at most, of which most is the way there and back.
 */
const hopelessRatio = 10;
const hopelessMilliseconds = 30;

async function fastest({ available, open, remedy }: ChooseOptions): Promise<Chosen> {
  const trials = new Map<Device, Trial>();
  for (const device of devices) {
    if (available.includes(device)) trials.set(device, await tryDevice(device, { open, size: mediumTrial }));
  }
  const quickest = fastestOf([...trials.values()])?.milliseconds ?? 0;
  const promising = [...trials.values()].filter(
    ({ milliseconds }) =>
      milliseconds !== undefined && milliseconds < Math.max(hopelessMilliseconds, quickest * hopelessRatio),
  );
  if (promising.length > 1) {
    for (const { device } of promising)
      trials.set(device, await tryDevice(device, { open, size: largeTrial }));
  }
  const finalists = promising.map(({ device }) => trials.get(device)!);
  const best = fastestOf(finalists);
  if (best === undefined) throw noDevice([...trials.values()]);
  const tried = [...trials.values()].map((trial) =>
    trial === best || trial.problem !== undefined
      ? withoutCause(trial)
      : { ...withoutCause(trial), problem: slower(trial, { best, compared: finalists.includes(trial) }) },
  );
  return {
    device: best.device,
    reason: reasonFor(best, tried),
    tried,
    precisions: await precisionsOf(best.device, { available, open, remedy }),
  };
}

function fastestOf(trials: readonly Trial[]): Trial | undefined {
  return trials
    .filter(({ milliseconds }) => milliseconds !== undefined)
    .sort((a, b) => a.milliseconds! - b.milliseconds!)[0];
}

function slower(
  trial: Trial,
  { best, compared }: { readonly best: Trial; readonly compared: boolean },
): string {
  const times = compared ? (trial.milliseconds! / best.milliseconds!).toFixed(1) : `over ${hopelessRatio}`;
  return `${times} times slower than ${best.device}`;
}

function reasonFor(best: Trial, tried: readonly DeviceTrial[]): string {
  const others = tried.filter(({ device }) => device !== best.device);
  if (others.length === 0) return `${best.device} is the only device here.`;
  const list = others.map(({ device, problem }) => `${device}: ${problem}`);
  return `${best.device} multiplied matrices fastest; ${list.join('; ')}.`;
}

/** Processors compute in halves by casting to and fro; graphics processors may have them, and are tried. */
async function precisionsOf(device: Device, { open }: ChooseOptions): Promise<readonly Precision[]> {
  if (device === 'cpu' || device === 'wasm') return ['float32'];
  const { problem } = await tryDevice(device, { open, size: smallTrial, precision: 'float16' });
  return problem === undefined ? ['float32', 'float16'] : ['float32'];
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
