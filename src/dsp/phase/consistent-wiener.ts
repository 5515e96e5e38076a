/**
 * The Wiener filter that knows that spectrograms overlap: J. Le Roux and E. Vincent, "Consistent Wiener filtering for audio source separation", IEEE Signal
 * Processing Letters 20(3), 2013, for any number of sources.
 *
 * Sources of the powers vⱼ that add up to the mixture X are most probable where Σⱼ Σ |Sⱼ|²/vⱼ is least; that is the Wiener filter, bin by bin. But not all bins are the STFT of
 * a signal: G = STFT ∘ ISTFT projects on those that are, and what is off them costs
 *
 *   ψ(S) = Σⱼ ( Σ |Sⱼ|²/vⱼ + γ/2·‖Sⱼ − G Sⱼ‖² )     subject to Σⱼ Sⱼ = X
 *
 * For two sources this is the paper's ψ = Σ |S − Ŝ|²/Λ + γ‖S − G S‖², since X − S is as inconsistent as S. It is solved by conjugate gradients within the
 * constraint (N. Gould, M. Hribar, J. Nocedal, SIAM J. Sci. Comput. 2001), preconditioned by the diagonal.
 */

import { ArgumentError, checkInteger, checkNumber } from '../../util/index.ts';
import { istft } from '../istft.ts';
import type { Spectrogram } from '../spectrogram.ts';
import { stft } from '../stft.ts';
import { resolveStftSettings, type StftOptions } from '../stft-settings.ts';
import { checkFrameCount, checkMagnitudes, type PhaseSearch } from './search.ts';

/** Options of {@link consistentWiener}. Frames that reach over an end find silence there, whatever else they are set to: else G were no projection. */
export interface ConsistentWienerOptions extends Omit<StftOptions, 'padMode'> {
  /**
   * What inconsistency costs, from 0: γ times the mean power of a bin, so that the level of the sound does not matter. Default 10; 0 is the
   * plain Wiener filter.
   */
  readonly consistency?: number;
  /** Steps of the conjugate gradients, each of which costs two transforms per source. Default 10: the distance left is then about a hundredth. */
  readonly iterations?: number;
  /** Told after each step how much of the preconditioned residual is left, 1 at the beginning. */
  readonly onIteration?: (state: { readonly iteration: number; readonly residual: number }) => void;
}

/** Powers are raised by this part of their mean: where a source is silent it stays 100 dB below the mixture. */
const leastPart = 1e-10;

/**
 * Signals of the sources with the expected `powers` (per source `[frame, bin]`, |S|² as a model says) in `mixture`, one channel. They add up to the mixture.
 *
 * Memory: 40 bytes per bin and source. Throws `ArgumentError` for no source, options out of range, and powers that are negative, not finite or of
 * other frames than the mixture's.
 *
 * @example
 * const [voice, rest] = consistentWiener([voicePower, restPower], mixture, { fftSize: 2048 });
 */
export function consistentWiener(
  powers: readonly Float32Array[],
  mixture: Float32Array,
  options: ConsistentWienerOptions,
): Float32Array[] {
  const iterations = checkInteger('iterations', options.iterations ?? 10, { min: 0 });
  const search = startConsistentWiener(powers, mixture, options);
  for (let iteration = 1; iteration <= iterations; iteration++) {
    search.iterate();
    options.onIteration?.({ iteration, residual: search.residual() });
  }
  return search.finish();
}

/** {@link consistentWiener} step by step: its `iterations` and `onIteration` are the caller's affair. */
export function startConsistentWiener(
  powers: readonly Float32Array[],
  mixture: Float32Array,
  options: ConsistentWienerOptions,
): PhaseSearch & { residual(): number } {
  const settings = resolveStftSettings({ ...options, padMode: 'zeros' });
  const { consistency = 10 } = options;
  checkNumber('consistency', consistency, { min: 0 });
  checkPowers(powers, { settings, lengthSamples: mixture.length });
  const spectrogram = stft([mixture], settings);
  const inverses = inversePowers(powers);
  // γ/2, times the mean power that the inverse powers are relative to.
  const half = consistency / 2;
  const onDiagonal = half * Math.max(0, 1 - settings.hopSize / settings.fftSize);
  const system = createSystem(spectrogram, { inverses, half, onDiagonal });

  const bins = system.start();
  const residuals = bins.map((estimate) => system.inconsistency(estimate).map((value) => -half * value));
  const directions = bins.map((estimate) => new Float32Array(estimate.length));
  const images = bins.map((estimate) => new Float32Array(estimate.length));
  let product = system.precondition(residuals, directions, 0);
  const first = product;

  return {
    iterate() {
      if (!(product > 0)) return;
      const curvature = system.apply(directions, images);
      if (!(curvature > 0)) return;
      const step = product / curvature;
      bins.forEach((estimate, j) => {
        addScaled(estimate, directions[j]!, step);
        addScaled(residuals[j]!, images[j]!, -step);
      });
      product = system.precondition(residuals, directions, product);
    },
    residual: () => (first > 0 ? Math.sqrt(product / first) : 0),
    finish: () => istft({ ...spectrogram, channels: bins }),
    cancel() {},
  };
}

/** The operations of the conjugate gradients on all sources at once. */
interface System {
  /** The plain Wiener filter. */
  start(): Float32Array[];
  /** S − G S. */
  inconsistency(bins: Float32Array): Float32Array;
  /** Writes Dⱼ/vⱼ + γ/2·(Dⱼ − G Dⱼ) to `images` and returns Σ ⟨Dⱼ, imageⱼ⟩. */
  apply(directions: readonly Float32Array[], images: readonly Float32Array[]): number;
  /**
   * Takes the multipliers of the constraint off the residuals, makes the next directions of them and of the last ones, and returns the next product ⟨r, z⟩.
   * `before`: the last product, 0 at the beginning.
   */
  precondition(
    residuals: readonly Float32Array[],
    directions: readonly Float32Array[],
    before: number,
  ): number;
}

function createSystem(
  spectrogram: Spectrogram,
  {
    inverses,
    half,
    onDiagonal,
  }: { readonly inverses: readonly Float32Array[]; readonly half: number; readonly onDiagonal: number },
): System {
  const mixed = spectrogram.channels[0]!;
  const { binCount, frameCount, settings, lengthSamples } = spectrogram;
  const count = frameCount * binCount;
  const signal = new Float32Array(lengthSamples);
  const projected = new Float32Array(mixed.length);
  /** Σ gainⱼ·rⱼ / Σ gainⱼ: the multipliers of the constraint. */
  const multipliers = new Float32Array(mixed.length);
  const gains = inverses.map((inverse) => inverse.map((value) => 1 / (value + onDiagonal)));
  const totals = new Float32Array(count);
  for (const gain of gains) for (let i = 0; i < count; i++) totals[i]! += gain[i]!;
  // Bins between the first and the last stand for their mirror images too.
  const lastIsAlone = settings.fftSize % 2 === 0 && binCount > 1;

  function project(bins: Float32Array): void {
    if (lengthSamples === 0) return;
    istft({ ...spectrogram, channels: [bins] }, { out: [signal] });
    stft([signal], { ...settings, out: [projected] });
  }

  /** Σ by·⟨a, b⟩ over all bins of the full spectrum, of which half is here. */
  function innerProduct(a: Float32Array, b: Float32Array, by?: Float32Array): number {
    let product = 0;
    for (let row = 0; row < count; row += binCount) {
      let part = 0;
      const termOf = (i: number) =>
        (by === undefined ? 1 : by[i]!) * (a[2 * i]! * b[2 * i]! + a[2 * i + 1]! * b[2 * i + 1]!);
      for (let i = row; i < row + binCount; i++) part += termOf(i);
      product += 2 * part - termOf(row) - (lastIsAlone ? termOf(row + binCount - 1) : 0);
    }
    return product;
  }

  return {
    start() {
      const sums = new Float64Array(count);
      for (const inverse of inverses) for (let i = 0; i < count; i++) sums[i]! += 1 / inverse[i]!;
      return inverses.map((inverse) =>
        mixed.map((value, at) => value / (inverse[at >> 1]! * sums[at >> 1]!)),
      );
    },
    inconsistency(bins) {
      project(bins);
      return bins.map((value, at) => value - projected[at]!);
    },
    apply(directions, images) {
      let product = 0;
      directions.forEach((direction, j) => {
        project(direction);
        const [image, inverse] = [images[j]!, inverses[j]!];
        for (let i = 0; i < count; i++) {
          const diagonal = inverse[i]! + half;
          image[2 * i] = diagonal * direction[2 * i]! - half * projected[2 * i]!;
          image[2 * i + 1] = diagonal * direction[2 * i + 1]! - half * projected[2 * i + 1]!;
        }
        product += innerProduct(direction, image);
      });
      return product;
    },
    precondition(residuals, directions, before) {
      multipliers.fill(0);
      residuals.forEach((residual, j) => {
        const gain = gains[j]!;
        for (let i = 0; i < count; i++) {
          const part = gain[i]! / totals[i]!;
          multipliers[2 * i]! += part * residual[2 * i]!;
          multipliers[2 * i + 1]! += part * residual[2 * i + 1]!;
        }
      });
      let product = 0;
      residuals.forEach((residual, j) => {
        addScaled(residual, multipliers, -1);
        product += innerProduct(residual, residual, gains[j]!);
      });
      const ahead = before > 0 ? product / before : 0;
      residuals.forEach((residual, j) => {
        const [direction, gain] = [directions[j]!, gains[j]!];
        for (let i = 0; i < count; i++) {
          direction[2 * i] = gain[i]! * residual[2 * i]! + ahead * direction[2 * i]!;
          direction[2 * i + 1] = gain[i]! * residual[2 * i + 1]! + ahead * direction[2 * i + 1]!;
        }
      });
      return product;
    },
  };
}

function addScaled(to: Float32Array, from: Float32Array, factor: number): void {
  for (let i = 0; i < to.length; i++) to[i]! += factor * from[i]!;
}

/** m/vⱼ with m the mean over all bins of Σ vⱼ, powers being raised a little. */
function inversePowers(powers: readonly Float32Array[]): Float32Array[] {
  let sum = 0;
  for (const matrix of powers) for (let i = 0; i < matrix.length; i++) sum += matrix[i]!;
  const mean = sum / Math.max(1, powers[0]!.length);
  // Nothing is known of the sources: all alike.
  if (!(mean > 0)) return powers.map((matrix) => new Float32Array(matrix.length).fill(1));
  return powers.map((matrix) => matrix.map((value) => 1 / (value / mean + leastPart)));
}

function checkPowers(
  powers: readonly Float32Array[],
  { settings, lengthSamples }: { readonly settings: Spectrogram['settings']; readonly lengthSamples: number },
): void {
  powers.forEach((matrix, j) => {
    const place = `powers[${j}]`;
    const frameCount = checkMagnitudes(place, matrix, settings);
    checkFrameCount(settings, { frameCount, lengthSamples, place });
  });
  if (powers.length > 0) return;
  throw new ArgumentError({
    place: 'powers',
    expected: 'those of at least one source',
    got: 'none',
    remedy: 'Give one matrix per source',
  });
}
