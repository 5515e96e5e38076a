/**
 * The settings of a short-time Fourier transform: options with their defaults filled in, and what follows from them
 * (the padded window, the number of frames of a signal, where a frame starts).
 */

import { ArgumentError, checkChoice, checkInteger } from '../util/index.ts';
import { resolveWindow, type WindowName, windowNames } from './windows.ts';

/** What a frame that reaches over the edge of the signal finds there: the signal mirrored, or silence. */
export type PadMode = 'reflect' | 'zeros';

/** Options of an STFT; see {@link StftSettings} for the meaning of each. */
export interface StftOptions {
  readonly fftSize: number;
  readonly hopSize?: number;
  readonly windowSize?: number;
  readonly window?: WindowName | ArrayLike<number>;
  readonly center?: boolean;
  readonly padMode?: PadMode;
  readonly normalized?: boolean;
}

/** The settings that made a spectrogram. */
export interface StftSettings {
  /** Samples in one transform, any integer from 2. Sizes made of the factors 2, 3 and 5 are the fast ones. */
  readonly fftSize: number;
  /** Samples from one frame to the next. Default: a quarter of `windowSize` (floored), at which every window inverts well. */
  readonly hopSize: number;
  /** Samples of the window, at most `fftSize` (the default). A shorter window sits in the middle of the frame. */
  readonly windowSize: number;
  /** The window by name (periodic), or its `windowSize` samples. Default `hann`. */
  readonly window: WindowName | Float64Array;
  /**
   * `true` (default): frame `t` has its middle at sample `t · hopSize`, the signal being continued at both ends, so that
   * every sample can be rebuilt. `false`: frame `t` starts there, and no frame reaches over an end.
   */
  readonly center: boolean;
  /**
   * How a centred frame continues the signal: `reflect` (default; torch.stft's and so most networks' convention, mirrored
   * without repeating the edge sample) or `zeros` (librosa.stft's).
   */
  readonly padMode: PadMode;
  /** `true` divides the bins by √fftSize, which keeps the energy of a frame (torch's `normalized`). Default `false`. */
  readonly normalized: boolean;
}

/** `options` checked, with the defaults filled in. Throws `ArgumentError` for a value out of range. */
export function resolveStftSettings(options: StftOptions): StftSettings {
  const fftSize = checkInteger('fftSize', options.fftSize, { min: 2 });
  const windowSize = checkInteger('windowSize', options.windowSize ?? fftSize, { min: 1, max: fftSize });
  const hopSize = checkInteger('hopSize', options.hopSize ?? Math.max(1, Math.floor(windowSize / 4)), {
    min: 1,
  });
  const given = options.window ?? 'hann';
  const window =
    typeof given === 'string'
      ? checkChoice('window', given, windowNames)
      : Float64Array.from(resolveWindow(given, windowSize));
  const padMode = checkChoice('padMode', options.padMode ?? 'reflect', ['reflect', 'zeros'] as const);
  const { center = true, normalized = false } = options;
  return { fftSize, hopSize, windowSize, window, center, padMode, normalized };
}

/** The number of bins of a spectrum: frequencies 0 to half the sample rate, `floor(fftSize / 2) + 1`. */
export function stftBinCount(settings: Pick<StftSettings, 'fftSize'>): number {
  return Math.floor(settings.fftSize / 2) + 1;
}

/** The window as long as the frame: `fftSize` samples, a shorter window in the middle (left gap floored). */
export function frameWindow(settings: StftSettings): Float64Array {
  const window = resolveWindow(settings.window, settings.windowSize);
  const framed = new Float64Array(settings.fftSize);
  framed.set(window, Math.floor((settings.fftSize - settings.windowSize) / 2));
  return framed;
}

/** The sample of the signal at which frame 0 starts: 0, or `−floor(fftSize / 2)` when centred. */
export function firstFrameStart(settings: StftSettings): number {
  return settings.center ? -Math.floor(settings.fftSize / 2) : 0;
}

/**
 * How many frames a signal of `lengthSamples` has.
 *
 * Centred: `1 + floor((N + 2·floor(L/2) − L) / H)` as torch.stft and librosa.stft count, plus one more where the samples
 * after the middle of that last frame would be weighed too little to be rebuilt (hann at half overlap: the last sample
 * would be known to 3 digits only). Up to a third of the window as hop the count is torch's. Not centred: the frames that
 * lie within the signal, `1 + floor((N − L) / H)`; a signal shorter than a frame has one, filled up with zeros.
 * An empty signal has no frames.
 */
export function stftFrameCount(settings: StftSettings, lengthSamples: number): number {
  checkInteger('lengthSamples', lengthSamples, { min: 0 });
  const { fftSize, hopSize, center } = settings;
  if (lengthSamples === 0) return 0;
  if (!center) return 1 + Math.max(0, Math.floor((lengthSamples - fftSize) / hopSize));
  const evenPart = 2 * Math.floor(fftSize / 2);
  const count = 1 + Math.floor((lengthSamples + evenPart - fftSize) / hopSize);
  return count + (tailIsWeak(settings, lengthSamples, count) ? 1 : 0);
}

/**
 * A tail sample is weak when its Σw² is below this part of the largest Σw²: rounding errors of the bins (1e-7) grow by
 * the root of its inverse, a factor of 6.
 */
const weakPart = 1 / 32;

/** Whether the samples behind the middle of the last of `count` frames are weighed too little. */
function tailIsWeak(settings: StftSettings, lengthSamples: number, count: number): boolean {
  const { hopSize, fftSize } = settings;
  const middle = Math.floor(fftSize / 2);
  const tail = lengthSamples - (count - 1) * hopSize;
  if (tail <= 1) return false;
  const window = frameWindow(settings);
  let largest = 0;
  let smallest = Number.POSITIVE_INFINITY;
  for (let offset = 0; offset < hopSize; offset++) {
    let behind = 0;
    for (let n = middle + offset; n < fftSize; n += hopSize) behind += window[n]! ** 2;
    let all = behind;
    for (let n = middle + offset - hopSize; n >= 0; n -= hopSize) all += window[n]! ** 2;
    largest = Math.max(largest, all);
    if (offset < tail) smallest = Math.min(smallest, behind);
  }
  return smallest < weakPart * largest;
}

/** The error for a window and hop whose frames leave samples unweighted, so that no inverse exists. */
export function notInvertible(settings: StftSettings, sample: number): ArgumentError {
  const { window, windowSize, hopSize, center } = settings;
  const name = typeof window === 'string' ? window : 'custom';
  return new ArgumentError({
    place: 'istft',
    expected: 'frames that weigh every sample (NOLA: the sum of the shifted squared windows above 0)',
    got: `window ${name} of ${windowSize} samples with hop ${hopSize}${center ? '' : ', not centred'}: sample ${sample} has no weight`,
    remedy: center
      ? 'Use a hop of at most half the window'
      : 'Use center: true, or ask for the lengthSamples that the frames cover',
  });
}

/**
 * Samples of a signal with the zeros that fill it up to whole hops: `lengthSamples` itself where it is a multiple of `hopSize`. A spectrogram of so many
 * samples has one frame more than hops, and its inverse loses nothing.
 */
export function paddedLength(lengthSamples: number, hopSize: number): number {
  return Math.ceil(lengthSamples / hopSize) * hopSize;
}
