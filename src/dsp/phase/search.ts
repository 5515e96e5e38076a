/** What the searches for phases have in common: a search that is under way, its scale, and the checks of magnitudes. */

import { ArgumentError } from '../../util/index.ts';
import type { PhaseWork } from '../kernels/phase-work.ts';
import { firstFrameStart, type StftSettings, stftBinCount, stftFrameCount } from '../stft-settings.ts';

/** What is told of an iteration. */
export interface PhaseIteration {
  /** 1 after the first. */
  readonly iteration: number;
  /** ‖|STFT(x)| − A‖ / ‖A‖ over all sources: how far the signals' magnitudes are from those asked for; 0 where all are 0. */
  readonly spectralConvergence: number;
}

/** A search under way, for a caller that does something else between its steps. End it with `finish` or `cancel`. */
export interface PhaseSearch {
  /** One iteration: all signals anew, and their bins. */
  iterate(): void;
  /** The signals, one per source. The search is over. */
  finish(): Float32Array[];
  /** Gives the search up. */
  cancel(): void;
}

/** A search for signals of given magnitudes. */
export interface MagnitudeSearch extends PhaseSearch {
  /** How far the signals' magnitudes are from those asked for after the last iteration, see {@link PhaseIteration}. */
  spectralConvergence(): number;
}

/** Runs all iterations of a search. */
export function runSearch(
  search: MagnitudeSearch,
  {
    iterations,
    onIteration,
  }: { readonly iterations: number; readonly onIteration?: ((state: PhaseIteration) => void) | undefined },
): Float32Array[] {
  try {
    for (let iteration = 1; iteration <= iterations; iteration++) {
      search.iterate();
      onIteration?.({ iteration, spectralConvergence: search.spectralConvergence() });
    }
  } catch (error) {
    search.cancel();
    throw error;
  }
  return search.finish();
}

/** The power of two that brings `magnitudes` to at most about 1: bins then never overflow, and no rounding changes. */
export function scaleOf(magnitudes: readonly Float32Array[]): number {
  let largest = 0;
  for (const matrix of magnitudes)
    for (let i = 0; i < matrix.length; i++) largest = Math.max(largest, matrix[i]!);
  return largest > 0 ? 2 ** -Math.max(-126, Math.min(126, Math.ceil(Math.log2(largest)))) : 1;
}

/** Writes the magnitudes of every source, scaled, and returns ‖A‖. */
export function loadMagnitudes(
  work: PhaseWork,
  { magnitudes, scale }: { readonly magnitudes: readonly Float32Array[]; readonly scale: number },
): number {
  let sum = 0;
  magnitudes.forEach((matrix, source) => {
    const target = work.magnitudes[source]!;
    for (let i = 0; i < matrix.length; i++) {
      const value = matrix[i]! * scale;
      target[i] = value;
      sum += value * value;
    }
  });
  return Math.sqrt(sum);
}

/** Throws `ArgumentError` unless `matrix` is whole frames of numbers from 0; returns how many frames. */
export function checkMagnitudes(place: string, matrix: Float32Array, settings: StftSettings): number {
  const binCount = stftBinCount(settings);
  if (matrix.length % binCount !== 0) {
    throw new ArgumentError({
      place,
      expected: `whole frames of ${binCount} bins (fftSize ${settings.fftSize})`,
      got: `${matrix.length} values`,
      remedy: 'Give the fftSize that the magnitudes were made with',
    });
  }
  for (let i = 0; i < matrix.length; i++) {
    if (matrix[i]! >= 0 && matrix[i]! < Number.POSITIVE_INFINITY) continue;
    throw new ArgumentError({
      place: `${place}[${i}]`,
      expected: 'a finite number from 0',
      got: String(matrix[i]),
      remedy: 'Magnitudes have no sign; take those of a spectrogram with `magnitude`',
    });
  }
  return matrix.length / binCount;
}

/** The samples that `frameCount` frames are of: up to the middle of the last one, or to its end where frames are not centred. */
export function defaultLength(settings: StftSettings, frameCount: number): number {
  if (frameCount === 0) return 0;
  const reach = settings.center ? 0 : settings.fftSize;
  return (frameCount - 1) * settings.hopSize + reach - (settings.center ? 0 : firstFrameStart(settings));
}

/** Throws `ArgumentError` unless a signal of `lengthSamples` has `frameCount` frames. */
export function checkFrameCount(
  settings: StftSettings,
  { frameCount, lengthSamples, place }: { frameCount: number; lengthSamples: number; place: string },
): void {
  const found = stftFrameCount(settings, lengthSamples);
  if (found === frameCount) return;
  throw new ArgumentError({
    place,
    expected: `${found} frames, as a signal of ${lengthSamples} samples has`,
    got: `${frameCount} frames`,
    remedy: 'Give the fftSize, hopSize and lengthSamples that they were made with',
  });
}
