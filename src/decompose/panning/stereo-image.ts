/**
 * What the methods of this folder have in common: two channels, an angle for where a sound stands between them, and stems named from left to
 * right. A source panned to θ degrees has the gains cos(θ + 45°) and sin(θ + 45°) in the left and right channel: −45° is the left channel alone,
 * 0° the middle, 45° the right channel alone.
 */

import { type Audio, type Chunking, checkAudio } from '../../audio/index.ts';
import { ArgumentError } from '../../util/index.ts';
import { checkFiniteChunk } from '../chunk.ts';
import { learntSegments } from '../chunking.ts';
import { sourceNames } from '../stems.ts';

/** The stems of so many places from left to right. */
export function placeNames(count: number): readonly string[] {
  if (count === 2) return ['left', 'right'];
  if (count === 3) return ['left', 'center', 'right'];
  return sourceNames(count);
}

/** The middles of so many places, in degrees. */
export function placeDegrees(count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => -45 + (90 * i) / (count - 1));
}

/** `chunk` if it is finite stereo sound; `ArgumentError` that names the rule if not. */
export function checkStereoChunk(method: string, chunk: Audio): Audio {
  const count = checkAudio(method, chunk).channels.length;
  if (count === 2) return checkFiniteChunk(method, chunk);
  throw new ArgumentError({
    place: method,
    expected: 'stereo: it needs two channels that differ',
    got: count === 1 ? 'mono' : `${count} channels`,
    remedy:
      count === 1 ? 'Use hpss-vocals, which needs no stereo image' : 'Give it the channels of a speaker pair',
  });
}

/** Bytes per sample and channel of what `stemsFromBins` holds beside `modelBytes` per bin. */
export function stereoBytes(
  { fftSize, hopSize }: { readonly fftSize: number; readonly hopSize: number },
  { stemCount, modelBytes = 0 }: { readonly stemCount: number; readonly modelBytes?: number },
): number {
  const binsPerSample = (Math.floor(fftSize / 2) + 1) / hopSize;
  // The bins and those of a stem; chunk, levelled chunk, stems.
  return Math.ceil(binsPerSample * (2 * 8 + modelBytes / 2) + 4 * (2 + stemCount));
}

/** The chunking of a method that learns where sources stand from half a minute of sound. */
export function learningChunking(sampleRate: number, bytesPerSample: number): Chunking {
  return learntSegments({ sampleRate, segmentSeconds: 30, bytesPerSample });
}

/** Whether both channels are the same, sample for sample: mono in two channels. */
export function areEqual([left, right]: readonly Float32Array[]): boolean {
  return left!.every((value, n) => value === right![n]);
}
