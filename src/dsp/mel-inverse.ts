/**
 * From mel bands back to a spectrum. A band mixes many bins, so this has no exact answer: of all non-negative spectra
 * with these bands, one close to the smallest is returned, found by projecting in turn onto the spectra that have the
 * bands and onto the non-negative ones (alternating projections, Bregman 1965).
 */

import { checkChoice, checkInteger } from '../util/index.ts';
import { countFrames, type MelFilterBank } from './mel.ts';

/** Options of {@link melToMagnitude}. */
export interface MelInverseOptions {
  /** What the bands were gathered from: 2 (default) powers, 1 magnitudes. */
  readonly power?: 1 | 2;
  /** Rounds of projections at most (default 64); it stops early where the bands agree to 1e-6. */
  readonly iterations?: number;
}

/** Bands that agree to this part of the frame's largest band are good enough: float32 knows no more. */
const tolerance = 1e-6;

/**
 * STFT magnitudes `[frame, bin]` whose bands are `mel` (`[frame, mel]`, one channel). Their bands equal `mel` closely; the magnitudes
 * themselves are smooth across each band, so fine structure (partials within one band) is lost for good, and frequencies outside all
 * bands are 0. Do not separate in mels and expect the sound back.
 * Throws `ArgumentError` unless the length of `mel` is a multiple of the bank's `melCount`.
 */
export function melToMagnitude(
  mel: Float32Array,
  bank: MelFilterBank,
  options: MelInverseOptions = {},
): Float32Array {
  const power = checkChoice('power', String(options.power ?? 2), ['1', '2'] as const);
  const iterations = checkInteger('iterations', options.iterations ?? 64, { min: 0 });
  const { melCount, binCount } = bank;
  const frameCount = countFrames(mel, melCount);
  const output = new Float32Array(frameCount * binCount);
  const solver = createSolver(bank);
  const spectrum = new Float64Array(binCount);
  const missing = new Float64Array(melCount);
  for (let frame = 0; frame < frameCount; frame++) {
    const bands = mel.subarray(frame * melCount, (frame + 1) * melCount);
    const enough = tolerance * bands.reduce((most, band) => Math.max(most, band), 0);
    spectrum.fill(0);
    for (let round = 0; round <= iterations; round++) {
      if (measureMissing(missing, { bands, spectrum, bank }) <= enough) break;
      solver.addLeastSquares(missing, spectrum);
      for (let bin = 0; bin < binCount; bin++) spectrum[bin] = Math.max(0, spectrum[bin]!);
    }
    for (let bin = 0; bin < binCount; bin++) {
      output[frame * binCount + bin] = power === '2' ? Math.sqrt(spectrum[bin]!) : spectrum[bin]!;
    }
  }
  return output;
}

/** bands − B·spectrum into `missing`; returns the largest of them, absolute. Bands without a bin miss nothing. */
function measureMissing(
  missing: Float64Array,
  { bands, spectrum, bank }: { bands: Float32Array; spectrum: Float64Array; bank: MelFilterBank },
): number {
  let most = 0;
  for (let mel = 0; mel < bank.melCount; mel++) {
    let sum = 0;
    for (let bin = bank.firstBins[mel]!; bin < bank.endBins[mel]!; bin++) {
      sum += bank.weights[mel * bank.binCount + bin]! * spectrum[bin]!;
    }
    missing[mel] = bank.endBins[mel]! > bank.firstBins[mel]! ? bands[mel]! - sum : 0;
    most = Math.max(most, Math.abs(missing[mel]!));
  }
  return most;
}

interface Solver {
  /** spectrum += Bᵀ(BBᵀ)⁻¹·missing, the smallest change that supplies what is missing; spoils `missing`. */
  addLeastSquares(missing: Float64Array, spectrum: Float64Array): void;
}

/** A band overlaps its two neighbours alone, so BBᵀ is tridiagonal: factored once as L·D·Lᵀ. */
function createSolver(bank: MelFilterBank): Solver {
  const { melCount, binCount, weights, firstBins, endBins } = bank;
  const inverseDiagonal = new Float64Array(melCount);
  const lower = new Float64Array(melCount);
  function overlap(a: number, b: number): number {
    let sum = 0;
    for (let bin = firstBins[b]!; bin < endBins[a]!; bin++) {
      sum += weights[a * binCount + bin]! * weights[b * binCount + bin]!;
    }
    return sum;
  }
  for (let mel = 0; mel < melCount; mel++) {
    const own = overlap(mel, mel);
    const shared = mel === 0 ? 0 : overlap(mel - 1, mel);
    lower[mel] = mel === 0 ? 0 : shared * inverseDiagonal[mel - 1]!;
    const pivot = own - lower[mel]! * shared;
    // A band without bins, or with the very bins of its neighbour, adds no equation of its own.
    inverseDiagonal[mel] = pivot > 1e-9 * own ? 1 / pivot : 0;
  }
  return {
    addLeastSquares(missing, spectrum) {
      for (let mel = 1; mel < melCount; mel++) missing[mel]! -= lower[mel]! * missing[mel - 1]!;
      for (let mel = melCount - 1; mel >= 0; mel--) {
        const next = mel + 1 < melCount ? lower[mel + 1]! * missing[mel + 1]! : 0;
        missing[mel] = missing[mel]! * inverseDiagonal[mel]! - next;
        for (let bin = firstBins[mel]!; bin < endBins[mel]!; bin++) {
          spectrum[bin]! += weights[mel * binCount + bin]! * missing[mel]!;
        }
      }
    },
  };
}
