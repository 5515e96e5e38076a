/** Segments and their spectrograms: how many samples and frames a model sees at once. */

import { paddedLength, resolveStftSettings, type StftSettings, stftBinCount } from '../dsp/index.ts';
import { pad, slice, type Value } from '../graph/index.ts';
import { type Complex, graphIstft, graphStft } from '../nn/index.ts';
import { ArgumentError } from '../util/index.ts';

/** How a segment is transformed, by the names of the STFT. */
export interface TransformOptions {
  readonly fftSize: number;
  readonly windowSize: number;
  readonly hopSize: number;
}

/** A transform of segments of one length. */
export interface SegmentTransform {
  readonly settings: StftSettings;
  readonly bins: number;
  readonly frames: number;
  /** Bins `[…, bin, frame]` of `x` `[…, sample]`. */
  forward(x: Value): Complex;
  /** The segment `[…, sample]` of bins. */
  inverse(bins: Complex): Value;
  /** `x` `[…, sample]` with the zeros that the transform adds. */
  lengthen(x: Value): Value;
  /** `x` without them. */
  shorten(x: Value): Value;
  /** Samples with the zeros. */
  readonly paddedSamples: number;
}

/**
 * Frames of a segment that is filled up to whole hops: one more than hops. 3 s at 44.1 kHz and a hop of 512 make 260.
 *
 * @example
 * frameCount(3 * 44100, 512); // 260
 */
export function frameCount(samples: number, hopSize: number): number {
  return paddedLength(samples, hopSize) / hopSize + 1;
}

/** The transform of segments of `samples` samples. Throws ArgumentError where the settings have no inverse, or the segment is too short. */
export function segmentTransform(samples: number, options: TransformOptions): SegmentTransform {
  const settings = resolveStftSettings({ ...options, window: 'hann' });
  checkInvertible(settings);
  const paddedSamples = paddedLength(samples, settings.hopSize);
  const least = Math.floor(settings.fftSize / 2) + 1;
  if (paddedSamples < least) {
    throw new ArgumentError({
      place: 'sampleLengthSeconds',
      expected: `at least ${least} samples for an fftSize of ${settings.fftSize}`,
      got: `${samples} samples`,
      remedy: 'Choose longer segments, or a smaller fftSize',
    });
  }
  const lengthen = (x: Value) => pad(x, [{ axis: -1, after: paddedSamples - samples }]);
  const shorten = (x: Value) => slice(x, { axis: -1, end: samples });
  return {
    settings,
    bins: stftBinCount(settings),
    frames: frameCount(samples, settings.hopSize),
    paddedSamples,
    lengthen,
    shorten,
    forward: (x) => graphStft(lengthen(x), settings),
    inverse: (bins) => shorten(graphIstft(bins, { ...settings, lengthSamples: paddedSamples })),
  };
}

function checkInvertible(settings: StftSettings): void {
  const { window, windowSize, hopSize } = settings;
  if (hopSize <= windowSize / 2) return;
  throw new ArgumentError({
    place: 'hopSize',
    expected: `at most half the window of ${windowSize} samples`,
    got: String(hopSize),
    remedy: `Choose a smaller hop, or a longer window: with ${String(window)} samples would be lost`,
  });
}
