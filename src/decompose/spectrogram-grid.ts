/**
 * Between what the ear means (seconds, hertz) and what a spectrogram counts (frames, bins): sizes of frames,
 * lengths of median filters, bins of frequencies. With sample rate fs, FFT size N and hop H a frame step is
 * H/fs seconds and a bin is fs/N hertz wide: at 44100 Hz, N = 4096 and H = 1024, 17 bins span 183.03 Hz and
 * 17 frames 0.3947 s.
 */

import { nearestFriendlySize } from '../dsp/index.ts';
import { checkNumber } from '../util/index.ts';

/** The grid of a spectrogram, as far as lengths on it are concerned. */
export interface SpectrogramGrid {
  /** Hertz. */
  readonly sampleRate: number;
  /** Samples per frame: `sampleRate / fftSize` hertz per bin. */
  readonly fftSize: number;
  /** Samples from frame to frame. */
  readonly hopSize: number;
}

/** The frames of a spectrogram, in samples. */
export type FrameSettings = Omit<SpectrogramGrid, 'sampleRate'>;

/** Frames of a size near `seconds` that transforms fast and is a whole number of hops: 4 unless said otherwise. */
export function framesNear(
  seconds: number,
  { sampleRate, hopsPerFrame = 4 }: { readonly sampleRate: number; readonly hopsPerFrame?: 2 | 4 },
): FrameSettings {
  const wanted = Math.max(4, Math.round(seconds * sampleRate));
  const fftSize = nearestFriendlySize(wanted, { multipleOf: hopsPerFrame });
  return { fftSize, hopSize: fftSize / hopsPerFrame };
}

/** The first bin whose frequency is at least `hertz`; it may lie beyond the last. */
export function firstBinAt(hertz: number, { sampleRate, fftSize }: Omit<SpectrogramGrid, 'hopSize'>): number {
  return Math.ceil((hertz * fftSize) / sampleRate);
}

/** The seconds that `frames` frame steps span: frames · H / fs. */
export function secondsFromFrames(
  frames: number,
  { sampleRate, hopSize }: Omit<SpectrogramGrid, 'fftSize'>,
): number {
  return (frames * hopSize) / sampleRate;
}

/** The hertz that `bins` bins span: bins · fs / N. */
export function hertzFromBins(
  bins: number,
  { sampleRate, fftSize }: Omit<SpectrogramGrid, 'hopSize'>,
): number {
  return (bins * sampleRate) / fftSize;
}

/**
 * The odd number of frames whose span is nearest to `seconds`, at least 1. Odd, because a median's centre
 * must be a frame. Throws `ArgumentError` unless `seconds` is positive.
 */
export function framesFromSeconds(
  seconds: number,
  { sampleRate, hopSize }: Omit<SpectrogramGrid, 'fftSize'>,
): number {
  checkNumber('seconds', seconds, { above: 0 });
  return nearestOdd((seconds * sampleRate) / hopSize);
}

/**
 * The odd number of bins whose span is nearest to `hertz`, at least 1. Throws `ArgumentError` unless `hertz`
 * is positive.
 */
export function binsFromHertz(
  hertz: number,
  { sampleRate, fftSize }: Omit<SpectrogramGrid, 'hopSize'>,
): number {
  checkNumber('hertz', hertz, { above: 0 });
  return nearestOdd((hertz * fftSize) / sampleRate);
}

/** The odd whole number nearest to `value`, at least 1. */
function nearestOdd(value: number): number {
  return Math.max(1, 2 * Math.round((value - 1) / 2) + 1);
}
