/**
 * From mel bands back to a spectrum. A band gathers many bins, so there is no exact answer: of all non-negative spectra x
 * with the bands m = B·x, the one of least energy is returned. Its dual has one unknown per band, x = max(0, Bᵀλ), and is
 * solved by Newton steps; a band overlaps its two neighbours alone, so each step is one tridiagonal system.
 */

import { checkChoice, checkInteger } from '../util/index.ts';
import { countFrames, type MelFilterBank } from './mel.ts';

/** Options of {@link melToMagnitude}. */
export interface MelInverseOptions {
  /** What the bands were gathered from: 2 (default) powers, 1 magnitudes. */
  readonly power?: 1 | 2;
  /** Newton steps per frame at most (default 40). Bands of a real spectrum need about 10. */
  readonly iterations?: number;
}

/** Bands that agree to this part of the frame's largest band are good enough: float32 knows no more. */
const tolerance = 1e-7;

/** Weighs the bands against the energy where no spectrum fits them exactly, and bands against each other that share their bins. */
const ridge = 1e-8;

/**
 * STFT magnitudes `[frame, bin]` whose bands are `mel` (`[frame, mel]`, one channel). Their bands equal `mel` to about 1e-6 where
 * `mel` came from a spectrum at all; the magnitudes themselves are smooth across each band, so fine structure (partials within one
 * band) is lost for good, and bins outside all bands are 0. Do not separate in mels and expect the sound back.
 * Throws `ArgumentError` unless the length of `mel` is a multiple of the bank's `melCount`.
 */
export function melToMagnitude(
  mel: Float32Array,
  bank: MelFilterBank,
  options: MelInverseOptions = {},
): Float32Array {
  const power = checkChoice('power', String(options.power ?? 2), ['1', '2'] as const);
  const iterations = checkInteger('iterations', options.iterations ?? 40, { min: 1 });
  const { melCount, binCount } = bank;
  const frameCount = countFrames(mel, melCount);
  const output = new Float32Array(frameCount * binCount);
  const solver = new BandSolver(bank);
  for (let frame = 0; frame < frameCount; frame++) {
    const spectrum = solver.solve(mel.subarray(frame * melCount, (frame + 1) * melCount), iterations);
    for (let bin = 0; bin < binCount; bin++) {
      output[frame * binCount + bin] = power === '2' ? Math.sqrt(spectrum[bin]!) : spectrum[bin]!;
    }
  }
  return output;
}

/** Minimises φ(λ) = ½·|max(0, Bᵀλ)|² + ½·ridge·Σ dᵢλᵢ² − m·λ, d the diagonal of BBᵀ. Its gradient is what the bands lack. */
class BandSolver {
  readonly #bank: MelFilterBank;
  readonly #diagonal: Float64Array;
  readonly #spectrum: Float64Array;
  readonly #gradient: Float64Array;
  readonly #step: Float64Array;
  readonly #factor: Float64Array;

  constructor(bank: MelFilterBank) {
    this.#bank = bank;
    this.#spectrum = new Float64Array(bank.binCount).fill(1);
    this.#gradient = new Float64Array(bank.melCount);
    this.#step = new Float64Array(bank.melCount);
    this.#factor = new Float64Array(bank.melCount);
    this.#diagonal = Float64Array.from({ length: bank.melCount }, (_, mel) => this.#product(mel, mel));
  }

  /** The spectrum for one frame of bands; valid until the next call. */
  solve(bands: Float32Array, iterations: number): Float64Array {
    const enough = tolerance * bands.reduce((most, band) => Math.max(most, band), 0);
    // Start from the least-energy solution that may be negative: one step from 0 with all bins counted.
    let unknowns: Float64Array = new Float64Array(bands.length);
    this.#spectrum.fill(1);
    this.#gradient.set(bands.map((band) => -band));
    this.#findStep();
    unknowns = unknowns.map((_, mel) => this.#step[mel]!);
    let value = this.#evaluate(unknowns, bands);
    for (let round = 0; round < iterations && this.#largestGradient() > enough; round++) {
      const slope = this.#findStep();
      let length = 1;
      for (;;) {
        const next = unknowns.map((unknown, mel) => unknown + length * this.#step[mel]!);
        const nextValue = this.#evaluate(next, bands);
        // Armijo's rule; a step of 2⁻²⁰ changes nothing that float32 could tell.
        if (nextValue <= value + 1e-4 * length * slope || length < 2 ** -20) {
          unknowns = next;
          value = nextValue;
          break;
        }
        length /= 2;
      }
    }
    return this.#spectrum;
  }

  /** Fills spectrum and gradient at `unknowns` and returns φ. */
  #evaluate(unknowns: Float64Array, bands: Float32Array): number {
    const { melCount, binCount, weights, firstBins, endBins } = this.#bank;
    const spectrum = this.#spectrum.fill(0);
    for (let mel = 0; mel < melCount; mel++) {
      for (let bin = firstBins[mel]!; bin < endBins[mel]!; bin++) {
        spectrum[bin]! += weights[mel * binCount + bin]! * unknowns[mel]!;
      }
    }
    let value = 0;
    for (let bin = 0; bin < binCount; bin++) {
      spectrum[bin] = Math.max(0, spectrum[bin]!);
      value += (spectrum[bin]! * spectrum[bin]!) / 2;
    }
    for (let mel = 0; mel < melCount; mel++) {
      const held = ridge * this.#diagonal[mel]! * unknowns[mel]!;
      let sum = held - bands[mel]!;
      for (let bin = firstBins[mel]!; bin < endBins[mel]!; bin++) {
        sum += weights[mel * binCount + bin]! * spectrum[bin]!;
      }
      // A band without a bin cannot be helped.
      this.#gradient[mel] = this.#diagonal[mel] === 0 ? 0 : sum;
      value += (held / 2 - bands[mel]!) * unknowns[mel]!;
    }
    return value;
  }

  #largestGradient(): number {
    return this.#gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  }

  /** Solves (B₊B₊ᵀ + ridge)·step = −gradient over the bins above 0, by L·D·Lᵀ; returns step · gradient. */
  #findStep(): number {
    const count = this.#bank.melCount;
    const step = this.#step;
    const lower = this.#factor;
    let pivot = 0;
    for (let mel = 0; mel < count; mel++) {
      const shared = mel === 0 ? 0 : this.#product(mel - 1, mel);
      lower[mel] = pivot === 0 ? 0 : shared / pivot;
      const before = mel === 0 ? 0 : step[mel - 1]! * pivot;
      pivot = this.#product(mel, mel) + ridge * this.#diagonal[mel]! - lower[mel]! * shared;
      step[mel] = pivot === 0 ? 0 : (-this.#gradient[mel]! - lower[mel]! * before) / pivot;
    }
    let slope = 0;
    for (let mel = count - 1; mel >= 0; mel--) {
      if (mel + 1 < count) step[mel]! -= lower[mel + 1]! * step[mel + 1]!;
      slope += step[mel]! * this.#gradient[mel]!;
    }
    return slope;
  }

  /** Σ over the bins above 0 of the weights of neighbouring bands (or of one with itself) multiplied. */
  #product(a: number, b: number): number {
    const { binCount, weights, firstBins, endBins } = this.#bank;
    let sum = 0;
    for (let bin = firstBins[b]!; bin < endBins[a]!; bin++) {
      if (this.#spectrum[bin]! > 0) sum += weights[a * binCount + bin]! * weights[b * binCount + bin]!;
    }
    return sum;
  }
}
