/** The Spectrogram: the complex bins of a signal's frames, with the settings that made them. */

import { ArgumentError } from '../util/index.ts';
import type { StftSettings } from './stft-settings.ts';

/** The short-time spectra of a signal, one array per channel. */
export interface Spectrogram {
  /** The settings that made it, all of which its inverse needs. */
  readonly settings: StftSettings;
  /** Bins per frame: `floor(fftSize / 2) + 1`; bin `k` stands for `k · sampleRate / fftSize` Hz. */
  readonly binCount: number;
  /** Frames per channel. */
  readonly frameCount: number;
  /** Samples of the signal it was made from, which its inverse gives back. */
  readonly lengthSamples: number;
  /**
   * Per channel the complex bins, `[frame, bin, part]` frame-major: `channels[c][(frame * binCount + bin) * 2 + part]`,
   * part 0 the real and part 1 the imaginary one.
   */
  readonly channels: readonly Float32Array[];
}

/** Throws `ArgumentError` unless `out` has `count` arrays of `length` values. */
export function checkOut(
  out: readonly Float32Array[],
  { place, count, length }: { readonly place: string; readonly count: number; readonly length: number },
): void {
  if (out.length === count && out.every((array) => array.length === length)) return;
  throw new ArgumentError({
    place,
    expected: `${count} arrays of ${length} values`,
    got: `lengths ${out.map((array) => array.length).join(', ') || 'of no array'}`,
    remedy: 'Give one array per channel, of this length',
  });
}
