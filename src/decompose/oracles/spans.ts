/**
 * Long songs span by span: the spectrograms of mixture and references for a stretch of frames, and the way back. Spectrograms of a whole
 * song with all its references would take gigabytes; a span takes megabytes and gives the samples of the whole.
 */

import { istft, type Spectrogram, type StftSettings, stft } from '../../dsp/index.ts';
import { roundUp } from '../../util/index.ts';

/** A stretch of the song. */
export interface Span {
  /** The samples that this span is responsible for. */
  readonly start: number;
  readonly end: number;
  /** Those plus a frame's context on either side: what the spectrograms are of. `from` lies on the grid of frames. */
  readonly from: number;
  readonly to: number;
}

/** Seconds do not matter here: about 1 MB of bins per channel. */
const spanFrames = 64;

/** The spans of a song of `length` samples: `hopSize` divides every border, so that frames lie where those of the whole song lie. */
export function spansOf(length: number, { fftSize, hopSize }: StftSettings): Span[] {
  const context = roundUp(fftSize, hopSize);
  const step = spanFrames * hopSize;
  return Array.from({ length: Math.ceil(length / step) }, (_, i) => {
    const start = i * step;
    const end = Math.min(length, start + step);
    return { start, end, from: Math.max(0, start - context), to: Math.min(length, end + context) };
  });
}

/** The spectrogram of a span of `channels`. */
export function spanSpectrogram(
  channels: readonly Float32Array[],
  { from, to }: Span,
  settings: StftSettings,
): Spectrogram {
  return stft(
    channels.map((channel) => channel.subarray(from, to)),
    settings,
  );
}

/** Writes the samples that the span is responsible for. */
export function writeSpan(
  target: readonly Float32Array[],
  spectrogram: Spectrogram,
  { start, end, from }: Span,
): void {
  istft(spectrogram).forEach((samples, c) => {
    target[c]!.set(samples.subarray(start - from, end - from), start);
  });
}

/** The frames whose middle lies in the span itself, which belong to no other span; the last span has what comes after. */
export function ownFrames(
  span: Span,
  { settings, frameCount, lengthSamples }: Spectrogram,
): [number, number] {
  const first = (span.start - span.from) / settings.hopSize;
  const isLast = span.end - span.from === lengthSamples;
  return [first, isLast ? frameCount : Math.ceil((span.end - span.from) / settings.hopSize)];
}
