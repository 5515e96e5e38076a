/**
 * Phases for the magnitudes of one signal: D. Griffin and J. Lim, "Signal estimation from modified short-time Fourier transform", IEEE TASSP 1984, and its
 * fast form, N. Perraudin, P. Balazs and P. L. Søndergaard, "A fast Griffin-Lim algorithm", WASPAA 2013.
 *
 *   xₙ = ISTFT(A·zₙ/|zₙ|)     Rₙ = STFT(xₙ)     zₙ₊₁ = Rₙ + a·(Rₙ − Rₙ₋₁), of which only the phase counts: ∝ Rₙ − a/(1 + a)·Rₙ₋₁
 */

import { ArgumentError, checkChoice, checkInteger, checkNumber, createRandom } from '../../util/index.ts';
import { openPhaseWork } from '../kernels/phase-work.ts';
import { resolveStftSettings, type StftOptions } from '../stft-settings.ts';
import {
  checkFrameCount,
  checkMagnitudes,
  defaultLength,
  loadMagnitudes,
  type MagnitudeSearch,
  type PhaseIteration,
  runSearch,
  scaleOf,
} from './search.ts';

/** Options of {@link griffinLim}: the settings that the magnitudes were made with, and how the search goes. */
export interface GriffinLimOptions extends StftOptions {
  /** How often the signal is made and analysed again. Default 32, as librosa. */
  readonly iterations?: number;
  /** How far each step runs ahead, from 0 and below 1: 0 is the original algorithm, 0.99 (default, librosa's) the fast one. */
  readonly momentum?: number;
  /**
   * What the search begins with: phase 0 everywhere (default: the same every time, and librosa's `init=None`), `'random'` phases from `seed`, or bins
   * `[frame, bin, part]` of any size whose phases are taken, such as those of the mixture.
   */
  readonly initial?: 'zero' | 'random' | Float32Array;
  /** Seed of random phases. Default 0. */
  readonly seed?: number;
  /** Samples of the result. Default: up to the middle of the last frame, as librosa. It must have as many frames as there are magnitudes. */
  readonly lengthSamples?: number;
  /** Told after each iteration; measuring the distance costs about a tenth of one. */
  readonly onIteration?: (state: PhaseIteration) => void;
}

/**
 * A signal whose magnitudes come near `magnitude` (`[frame, bin]`, as `magnitude(spectrogram)` gives them per channel). Deterministic; the first iterations agree
 * with `librosa.griffinlim` to float32 rounding (there, `padMode` is `'zeros'`), later ones in their distance to the magnitudes, since the search amplifies rounding.
 *
 * With momentum 0 the distance never grows; with 0.99 it falls about twice as far in 32 iterations. Memory: 20 bytes per bin, 12 without momentum.
 * Throws `ArgumentError` for options out of range, magnitudes that are negative, not finite or of another frame size, and frames that do not overlap
 * enough to be inverted; `LimitError` where the host refuses the memory.
 *
 * @example
 * const spectrogram = stft([signal], { fftSize: 2048 });
 * const found = griffinLim(magnitude(spectrogram)[0]!, { fftSize: 2048, lengthSamples: signal.length });
 */
export function griffinLim(magnitude: Float32Array, options: GriffinLimOptions): Float32Array {
  const iterations = checkInteger('iterations', options.iterations ?? 32, { min: 0 });
  return runSearch(startGriffinLim(magnitude, options), { iterations, onIteration: options.onIteration })[0]!;
}

/** {@link griffinLim} step by step: its `iterations` and `onIteration` are the caller's affair. */
export function startGriffinLim(magnitude: Float32Array, options: GriffinLimOptions): MagnitudeSearch {
  const settings = resolveStftSettings(options);
  const momentum = checkNumber('momentum', options.momentum ?? 0.99, { min: 0, below: 1 });
  const frameCount = checkMagnitudes('magnitude', magnitude, settings);
  const lengthSamples = checkInteger(
    'lengthSamples',
    options.lengthSamples ?? defaultLength(settings, frameCount),
    { min: 0 },
  );
  if (frameCount > 0 || lengthSamples > 0) {
    checkFrameCount(settings, { frameCount, lengthSamples, place: 'magnitude' });
  }
  const initial = checkInitial(options.initial, magnitude);
  const work = openPhaseWork({
    settings,
    frameCount,
    lengthSamples,
    sourceCount: 1,
    hasMomentum: momentum > 0,
  });
  const scale = scaleOf([magnitude]);
  const size = loadMagnitudes(work, { magnitudes: [magnitude], scale });
  writePhases(work.bins(0), { initial, seed: options.seed ?? 0 });
  const factor = momentum / (1 + momentum);
  let done = 0;
  // There is nothing before the first analysis to run ahead of.
  const synthesize = () => work.synthesize(0, done > 1 ? factor : 0);
  return {
    iterate() {
      synthesize();
      work.analyze(0);
      done++;
    },
    spectralConvergence: () => (size === 0 ? 0 : Math.sqrt(work.squaredError()) / size),
    finish() {
      synthesize();
      const signal = work.signals[0]!.map((sample) => sample / scale);
      work.close();
      return [signal];
    },
    cancel: () => work.close(),
  };
}

function checkInitial(
  initial: GriffinLimOptions['initial'],
  magnitude: Float32Array,
): 'zero' | 'random' | Float32Array {
  if (initial === undefined || typeof initial === 'string') {
    return checkChoice('initial', initial ?? 'zero', ['zero', 'random'] as const);
  }
  if (initial.length === 2 * magnitude.length) return initial;
  throw new ArgumentError({
    place: 'initial',
    expected: `bins [frame, bin, part] for ${magnitude.length} magnitudes: ${2 * magnitude.length} values`,
    got: `${initial.length} values`,
    remedy: 'Give the bins of a spectrogram of the same settings and length',
  });
}

/** Bins with the phases to begin with. Given ones are brought to a size that cannot overflow when squared. */
function writePhases(
  bins: Float32Array,
  { initial, seed }: { readonly initial: 'zero' | 'random' | Float32Array; readonly seed: number },
): void {
  if (initial === 'zero') {
    for (let i = 0; i < bins.length; i += 2) bins[i] = 1;
  } else if (initial === 'random') {
    const random = createRandom(checkInteger('seed', seed));
    for (let i = 0; i < bins.length; i += 2) {
      const angle = 2 * Math.PI * random.uniform();
      bins[i] = Math.cos(angle);
      bins[i + 1] = Math.sin(angle);
    }
  } else {
    for (let i = 0; i < bins.length; i += 2) {
      const size = Math.hypot(initial[i]!, initial[i + 1]!);
      if (size > 0) {
        bins[i] = initial[i]! / size;
        bins[i + 1] = initial[i + 1]! / size;
      }
    }
  }
}
