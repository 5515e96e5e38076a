/**
 * Azimuths by cancellation (D. Barry, B. Lawlor, E. Coyle, "Sound source separation: azimuth discrimination and resynthesis", DAFx 2004): a bin
 * that holds one source vanishes when one channel, scaled by the right gain, is taken off the other. Gains 0, 1/β, …, 1 are tried on both sides:
 *
 *     A[i] = |R − (i/β)·L| left of the middle        A[2β − i] = |L − (i/β)·R| right of it        i = 0 … β
 *
 * The bin stands where A is smallest, with the magnitude max A − min A over its side; everywhere else it has none.
 */

import type { Spectrogram } from '../../dsp/index.ts';
import { ArgumentError, checkInteger } from '../../util/index.ts';

/** Where the bins of a stereo spectrogram stand. */
export interface Azimuths {
  /** β. */
  readonly resolution: number;
  /** `[frame, bin]`: 0 is the left channel alone, β the middle, 2β the right channel alone. */
  readonly places: Uint16Array;
  /** `[frame, bin]`: max A − min A. */
  readonly magnitudes: Float32Array;
}

/**
 * The azimuth of every bin. Both channels equally loud and of opposite phase cancel nowhere: such bins stand at an end, the left one. Throws
 * `ArgumentError` unless there are two channels, and for a resolution outside 1 to 10000.
 */
export function findAzimuths(
  { channels }: Pick<Spectrogram, 'channels'>,
  { resolution = 100 }: { readonly resolution?: number } = {},
): Azimuths {
  checkInteger('resolution', resolution, { min: 1, max: 10_000 });
  checkPair(channels);
  const [left, right] = [channels[0]!, channels[1]!];
  const count = left.length / 2;
  const places = new Uint16Array(count);
  const magnitudes = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    const lr = left[2 * i]!;
    const li = left[2 * i + 1]!;
    const rr = right[2 * i]!;
    const ri = right[2 * i + 1]!;
    const powerL = lr * lr + li * li;
    const powerR = rr * rr + ri * ri;
    const common = lr * rr + li * ri;
    const loud = Math.max(powerL, powerR);
    if (loud === 0) {
      places[i] = resolution;
      continue;
    }
    // |R − g·L|² = |R|² − 2g·Re(L·R̄) + g²·|L|², smallest at g = Re(L·R̄)/|L|²; convex, so that the grid's smallest is the nearest.
    const soft = Math.min(powerL, powerR);
    const step = Math.round(Math.min(1, Math.max(0, common / loud)) * resolution);
    const gain = step / resolution;
    const smallest = Math.sqrt(Math.max(0, soft - 2 * gain * common + gain * gain * loud));
    const largest = Math.sqrt(Math.max(soft, soft - 2 * common + loud));
    places[i] = powerL >= powerR ? step : 2 * resolution - step;
    magnitudes[i] = largest - smallest;
  }
  return { resolution, places, magnitudes };
}

/** The angle of a place, in degrees from −45 (left) to 45 (right). */
export function placeAngle(place: number, resolution: number): number {
  const gain = Math.min(place, 2 * resolution - place) / resolution;
  const angle = 45 - (Math.atan(gain) * 180) / Math.PI;
  return place <= resolution ? -angle : angle;
}

/** How loud each azimuth is at each moment: what the paper looks for sources in. `[frame, place]`, sums of magnitudes over bins. */
export function azimugram(
  spectrogram: Spectrogram,
  options: { readonly resolution?: number } = {},
): { readonly values: Float32Array; readonly placeCount: number; readonly frameCount: number } {
  const { places, magnitudes, resolution } = findAzimuths(spectrogram, options);
  const { frameCount, binCount } = spectrogram;
  const placeCount = 2 * resolution + 1;
  const values = new Float32Array(frameCount * placeCount);
  for (let frame = 0; frame < frameCount; frame++) {
    for (let i = frame * binCount; i < (frame + 1) * binCount; i++) {
      values[frame * placeCount + places[i]!]! += magnitudes[i]!;
    }
  }
  return { values, placeCount, frameCount };
}

/** Throws unless there are two channels. */
export function checkPair(channels: readonly Float32Array[]): void {
  if (channels.length === 2) return;
  throw new ArgumentError({
    place: 'spectrogram.channels',
    expected: 'two channels that differ: the stereo image is all that is looked at',
    got: `${channels.length}`,
    remedy: 'Give the left and the right channel',
  });
}
