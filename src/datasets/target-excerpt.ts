/** From a track's excerpt to an example: channels chosen, targets in order, and what no target holds as the residual. */

import type { Audio } from '../audio/index.ts';
import { ArgumentError, checkChoice, checkInteger, checkNumber } from '../util/index.ts';
import type { ExampleShape } from './example.ts';
import type { SeekableTrack } from './seekable-track.ts';

/** Name of the target that is the mixture without all other targets. */
export const residualTarget = 'residual';

/** What examples are made of. */
export interface ExampleOptions {
  /**
   * Stems, in order. `residual` is the mixture without the others named: the rest of the stems added up. Default `['vocals']`,
   * as the commonest wish.
   */
  readonly targets?: readonly string[];
  /** Length of an example in seconds, above 0. Default 3. */
  readonly lengthSeconds?: number;
  /** The rate that all tracks must have, in hertz; none is ever resampled. Default 44100. */
  readonly sampleRate?: number;
  /** 1: the mean of the channels; 2: stereo, mono tracks doubled. Default 1. */
  readonly channels?: 1 | 2;
}

/** Checks options. Throws ArgumentError. */
export function resolveShape(options: ExampleOptions = {}): ExampleShape {
  const { targets = ['vocals'], lengthSeconds = 3, sampleRate = 44100, channels = 1 } = options;
  checkChoice('channels', String(channels), ['1', '2']);
  checkInteger('sampleRate', sampleRate, { min: 1 });
  checkNumber('lengthSeconds', lengthSeconds, { above: 0 });
  const twice = targets.find((target, n) => targets.indexOf(target) < n);
  if (targets.length === 0 || twice !== undefined || targets.includes('mixture')) {
    throw new ArgumentError({
      place: 'targets',
      expected: 'at least one stem, each once, and not the mixture',
      got: targets.join(', ') || 'none',
      remedy: "Name stems, as in ['vocals', 'drums']",
    });
  }
  const lengthSamples = Math.max(1, Math.round(lengthSeconds * sampleRate));
  return { sampleRate, channelCount: channels, lengthSamples, targets };
}

/** The stems of a track that an example needs. */
export function neededStems({ targets }: ExampleShape): readonly string[] {
  return targets.filter((target) => target !== residualTarget);
}

/** A track's length in samples. Throws ArgumentError where its rate is not the shape's. */
export async function checkedLength(
  track: SeekableTrack,
  { shape, signal }: { readonly shape: ExampleShape; readonly signal?: AbortSignal | undefined },
): Promise<number> {
  const found = await track.describe({
    stems: neededStems(shape),
    ...(signal === undefined ? {} : { signal }),
  });
  if (found.sampleRate === shape.sampleRate) return found.lengthSamples;
  throw new ArgumentError({
    place: track.name,
    expected: `${shape.sampleRate} Hz`,
    got: `${found.sampleRate} Hz`,
    remedy: 'Set the sample rate of the tracks, or resample them first; it is never done silently',
  });
}

/** The sound of an example. */
export interface ExampleSound {
  readonly mixture: readonly Float32Array[];
  readonly targets: readonly (readonly Float32Array[])[];
}

/** Reads an example. */
export async function readExample(
  track: SeekableTrack,
  {
    shape,
    startSample,
    signal,
  }: {
    readonly shape: ExampleShape;
    readonly startSample: number;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<ExampleSound> {
  const { stems, mixture } = await track.excerpt({
    stems: neededStems(shape),
    startSample,
    lengthSamples: shape.lengthSamples,
    ...(signal === undefined ? {} : { signal }),
  });
  const fitted = (audio: Audio): Float32Array[] => withChannels(audio, { name: track.name, shape });
  const mixed = fitted(mixture);
  const found = new Map([...stems].map(([stem, audio]) => [stem, fitted(audio)]));
  if (shape.targets.includes(residualTarget)) found.set(residualTarget, rest(mixed, [...found.values()]));
  return { mixture: mixed, targets: shape.targets.map((target) => found.get(target)!) };
}

/** What `whole` holds besides `parts`. */
export function rest(
  whole: readonly Float32Array[],
  parts: readonly (readonly Float32Array[])[],
): Float32Array[] {
  return whole.map((channel, c) =>
    channel.map((value, n) => value - parts.reduce((sum, part) => sum + part[c]![n]!, 0)),
  );
}

function withChannels(
  { channels }: Audio,
  { name, shape: { channelCount } }: { readonly name: string; readonly shape: ExampleShape },
): Float32Array[] {
  if (channels.length === channelCount) return [...channels];
  if (channelCount === 1) {
    const share = 1 / channels.length;
    return [channels[0]!.map((_, n) => share * channels.reduce((sum, channel) => sum + channel[n]!, 0))];
  }
  if (channels.length === 1) return [channels[0]!, channels[0]!];
  throw new ArgumentError({
    place: name,
    expected: 'mono or stereo',
    got: `${channels.length} channels`,
    remedy: 'Train on mono (channels: 1), or mix the track down',
  });
}

/**
 * The L2 norm over all channels and samples of the quietest among mixture and targets, or `enough` as soon as it is known to be at least
 * that: sound that is loud enough is known by its first milliseconds.
 */
export function quietestNorm({ mixture, targets }: ExampleSound, enough: number): number {
  return Math.min(...[mixture, ...targets].map((channels) => normUpTo(channels, enough)));
}

function normUpTo(channels: readonly Float32Array[], enough: number): number {
  const enoughEnergy = enough * enough;
  let sum = 0;
  for (const channel of channels) {
    for (let n = 0; n < channel.length && sum < enoughEnergy; n++) sum += channel[n]! * channel[n]!;
  }
  return Math.min(enough, Math.sqrt(sum));
}
