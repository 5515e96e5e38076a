/**
 * Phases for the magnitudes of several sources that add up to a mixture: MISI, D. Gunawan and D. Sen, "Iterative phase estimation for the synthesis of
 * separated sources from single-channel mixtures", IEEE Signal Processing Letters 17(5), 2010.
 *
 *   xⱼ = ISTFT(Aⱼ·zⱼ/|zⱼ|)     e = y − Σ xⱼ     zⱼ = STFT(xⱼ + e/J), beginning with zⱼ = STFT(y)
 */

import { ArgumentError, checkInteger } from '../../util/index.ts';
import { openPhaseWork } from '../kernels/phase-work.ts';
import { resolveStftSettings, type StftOptions, stftFrameCount } from '../stft-settings.ts';
import {
  checkFrameCount,
  checkMagnitudes,
  loadMagnitudes,
  type MagnitudeSearch,
  type PhaseIteration,
  runSearch,
  scaleOf,
} from './search.ts';

/** Options of {@link misi}: the settings that the magnitudes were made with, and how the search goes. */
export interface MisiOptions extends StftOptions {
  /** How often what is missing from the mixture is shared out. Default 5: more gains little. */
  readonly iterations?: number;
  /** Told after each iteration. */
  readonly onIteration?: (state: PhaseIteration) => void;
}

/**
 * Signals with magnitudes near `magnitudes` (per source `[frame, bin]`) that nearly add up to `mixture`, one channel, whose phases the search begins with. What they
 * still leave of the mixture is the caller's to share out. One source alone becomes the mixture with other magnitudes.
 *
 * Memory: 12 bytes per bin and source. Throws `ArgumentError` for no source, options out of range, magnitudes that are negative, not finite or of
 * other frames than the mixture's; `LimitError` where the host refuses the memory.
 *
 * @example
 * const bins = stft([mixture], { fftSize: 2048 });
 * const [voice, rest] = misi([voiceMagnitude, restMagnitude], mixture, { fftSize: 2048 });
 */
export function misi(
  magnitudes: readonly Float32Array[],
  mixture: Float32Array,
  options: MisiOptions,
): Float32Array[] {
  const iterations = checkInteger('iterations', options.iterations ?? 5, { min: 0 });
  return runSearch(startMisi(magnitudes, mixture, options), { iterations, onIteration: options.onIteration });
}

/** {@link misi} step by step: its `iterations` and `onIteration` are the caller's affair. */
export function startMisi(
  magnitudes: readonly Float32Array[],
  mixture: Float32Array,
  options: MisiOptions,
): MagnitudeSearch {
  const settings = resolveStftSettings(options);
  const frameCount = stftFrameCount(settings, mixture.length);
  checkSources(magnitudes.length);
  magnitudes.forEach((matrix, j) => {
    const place = `magnitudes[${j}]`;
    const frames = checkMagnitudes(place, matrix, settings);
    checkFrameCount(settings, { frameCount: frames, lengthSamples: mixture.length, place });
  });
  const work = openPhaseWork({
    settings,
    frameCount,
    lengthSamples: mixture.length,
    sourceCount: magnitudes.length,
    hasMomentum: false,
  });
  const scale = scaleOf(magnitudes);
  const size = loadMagnitudes(work, { magnitudes, scale });
  const scaled = mixture.map((sample) => sample * scale);
  work.signals[0]!.set(scaled);
  work.analyze(0);
  for (let j = 1; j < magnitudes.length; j++) work.bins(j).set(work.bins(0));

  const { signals } = work;
  const missing = new Float32Array(mixture.length);
  /** xⱼ + e/J in place. */
  function shareMissing(): void {
    missing.set(scaled);
    for (const signal of signals) for (let n = 0; n < missing.length; n++) missing[n]! -= signal[n]!;
    const part = 1 / signals.length;
    for (const signal of signals) for (let n = 0; n < missing.length; n++) signal[n]! += part * missing[n]!;
  }
  const synthesize = () => {
    for (let j = 0; j < magnitudes.length; j++) work.synthesize(j);
  };
  return {
    iterate() {
      synthesize();
      shareMissing();
      for (let j = 0; j < magnitudes.length; j++) work.analyze(j);
    },
    spectralConvergence: () => (size === 0 ? 0 : Math.sqrt(work.squaredError()) / size),
    finish() {
      synthesize();
      const found = signals.map((signal) => signal.map((sample) => sample / scale));
      work.close();
      return found;
    },
    cancel: () => work.close(),
  };
}

function checkSources(count: number): void {
  if (count > 0) return;
  throw new ArgumentError({
    place: 'magnitudes',
    expected: 'those of at least one source',
    got: 'none',
    remedy: 'Give one matrix per source',
  });
}
