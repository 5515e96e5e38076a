/**
 * PROJET's model and updates. With cₘ = uₘᵀx the projection of a bin on direction m, dₗ the gains of place l and K[m, l] = |uₘᵀdₗ|:
 *
 *     |cₘ| ≈ σₘ = Σⱼ P[bin, j]·G[m, j]        G = K·Q        Q[l, j] ≥ 0 how much of source j stands at place l
 *
 * which is the model of Cauchy sources (α = 1, magnitudes add up). P and Q in turn take NMF's multiplicative steps for the Kullback-Leibler
 * divergence. A source's share of each projection is P·G/σ; the projections are then taken back to two channels by the pseudoinverse.
 */

import { checkInteger } from '../../util/index.ts';
import { checkPair } from './azimuth.ts';
import { placeDegrees } from './stereo-image.ts';

/** Options of {@link startProjet}. */
export interface ProjetModelOptions {
  readonly sources: number;
  /** M. */
  readonly projections: number;
  /** L. */
  readonly places: number;
  /** Q to begin with, `[place, source]`, copied. Default: sources evenly from left to right. */
  readonly pans?: Float64Array;
}

/** PROJET at work. */
export interface ProjetModel {
  /** P, `[bin, source]`, bins as they stand in the channels. */
  readonly spectra: Float32Array;
  /** Q, `[place, source]`, from left to right. */
  readonly pans: Float64Array;
  /** One update of P, then one of Q. */
  iterate(): void;
  /** Σ |cₘ|·log(|cₘ|/σₘ) − |cₘ| + σₘ over bins and projections; an iteration never raises it, to rounding. */
  objective(): number;
  /** Writes the bins of a source into `out`. */
  filter(source: number, out: readonly Float32Array[]): void;
}

/** Keeps a silent bin's quotient finite; beside a peak of 1. */
const smallest = 1e-12;

/**
 * The model of two channels of complex bins. Sources begin at places evenly from left to right, each fading linearly to the next, with equal parts
 * of every bin.
 */
export function startProjet(channels: readonly Float32Array[], options: ProjetModelOptions): ProjetModel {
  checkPair(channels);
  const count = checkInteger('sources', options.sources, { min: 2 });
  const directions = checkInteger('projections', options.projections, { min: 2 });
  const placeCount = checkInteger('places', options.places, { min: 2 });
  const [left, right] = [channels[0]!, channels[1]!];
  const binCount = left.length / 2;
  // Directions over half a turn, u = (cos ψ, sin ψ): M/2 of them lie between the channels, the others null a place there.
  const cosines = Float64Array.from({ length: directions }, (_, m) => Math.cos((Math.PI * m) / directions));
  const sines = Float64Array.from({ length: directions }, (_, m) => Math.sin((Math.PI * m) / directions));
  const overlap = placeOverlaps(cosines, sines, placeCount);
  const pans = options.pans?.slice() ?? startingPans(count, placeCount);
  const gains = new Float64Array(directions * count);
  const spectra = new Float32Array(binCount * count);
  for (let b = 0; b < binCount; b++) {
    const size = Math.hypot(left[2 * b]!, left[2 * b + 1]!, right[2 * b]!, right[2 * b + 1]!);
    spectra.fill(size / count, b * count, (b + 1) * count);
  }
  const sizes = new Float64Array(directions);
  const ratios = new Float64Array(directions);
  const shares = new Float64Array(directions * count);
  const totals = new Float64Array(count);
  refreshGains();

  /** G = K·Q. */
  function refreshGains(): void {
    for (let m = 0; m < directions; m++) {
      for (let j = 0; j < count; j++) {
        let sum = 0;
        for (let l = 0; l < placeCount; l++) sum += overlap[m * placeCount + l]! * pans[l * count + j]!;
        gains[m * count + j] = sum;
      }
    }
  }

  /** sizes ← |c| of a bin. */
  function projectBin(bin: number): void {
    const a = left[2 * bin]!;
    const b = left[2 * bin + 1]!;
    const c = right[2 * bin]!;
    const d = right[2 * bin + 1]!;
    for (let m = 0; m < directions; m++) {
      const re = cosines[m]! * a + sines[m]! * c;
      const im = cosines[m]! * b + sines[m]! * d;
      sizes[m] = Math.sqrt(re * re + im * im);
    }
  }

  function predict(bin: number, m: number): number {
    let sum = smallest;
    for (let j = 0; j < count; j++) sum += spectra[bin * count + j]! * gains[m * count + j]!;
    return sum;
  }

  return {
    spectra,
    pans,
    iterate() {
      shares.fill(0);
      totals.fill(0);
      const norms = new Float64Array(count);
      for (let m = 0; m < directions; m++) {
        for (let j = 0; j < count; j++) norms[j]! += gains[m * count + j]!;
      }
      for (let bin = 0; bin < binCount; bin++) {
        projectBin(bin);
        // P ← P·(Σₘ G·|c|/σ) / Σₘ G
        for (let m = 0; m < directions; m++) ratios[m] = sizes[m]! / predict(bin, m);
        for (let j = 0; j < count; j++) {
          let sum = 0;
          for (let m = 0; m < directions; m++) sum += gains[m * count + j]! * ratios[m]!;
          spectra[bin * count + j]! *= sum / norms[j]!;
          totals[j]! += spectra[bin * count + j]!;
        }
        for (let m = 0; m < directions; m++) {
          const ratio = sizes[m]! / predict(bin, m);
          for (let j = 0; j < count; j++) shares[m * count + j]! += spectra[bin * count + j]! * ratio;
        }
      }
      // Q ← Q·(Kᵀ·Σ P·|c|/σ) / (Kᵀ·Σ P)
      for (let l = 0; l < placeCount; l++) {
        let norm = 0;
        for (let m = 0; m < directions; m++) norm += overlap[m * placeCount + l]!;
        for (let j = 0; j < count; j++) {
          let sum = 0;
          for (let m = 0; m < directions; m++) sum += overlap[m * placeCount + l]! * shares[m * count + j]!;
          if (totals[j]! > 0) pans[l * count + j]! *= sum / (norm * totals[j]!);
        }
      }
      refreshGains();
    },
    objective() {
      let sum = 0;
      for (let bin = 0; bin < binCount; bin++) {
        projectBin(bin);
        for (let m = 0; m < directions; m++) {
          const sigma = predict(bin, m);
          const size = sizes[m]!;
          sum += (size > 0 ? size * Math.log(size / sigma) : 0) - size + sigma;
        }
      }
      return sum;
    },
    filter(source, out) {
      // x̂ = Σₘ (share of m)·u⁺ₘ·uₘᵀx. Directions spread evenly over half a turn: u⁺ₘ = (2/M)·uₘ.
      const scale = 2 / directions;
      for (let bin = 0; bin < binCount; bin++) {
        let [leftLeft, leftRight, rightRight] = [0, 0, 0];
        for (let m = 0; m < directions; m++) {
          let sigma = 0;
          for (let j = 0; j < count; j++) sigma += spectra[bin * count + j]! * gains[m * count + j]!;
          const part = spectra[bin * count + source]! * gains[m * count + source]!;
          const share = sigma > 0 ? (scale * part) / sigma : scale / count;
          const cosine = cosines[m]!;
          const sine = sines[m]!;
          leftLeft += share * cosine * cosine;
          leftRight += share * cosine * sine;
          rightRight += share * sine * sine;
        }
        for (let i = 2 * bin; i < 2 * bin + 2; i++) {
          out[0]![i] = leftLeft * left[i]! + leftRight * right[i]!;
          out[1]![i] = leftRight * left[i]! + rightRight * right[i]!;
        }
      }
    },
  };
}

/** K, `[projection, place]`. */
function placeOverlaps(cosines: Float64Array, sines: Float64Array, placeCount: number): Float64Array {
  const angles = placeDegrees(placeCount).map((degrees) => ((degrees + 45) * Math.PI) / 180);
  return Float64Array.from({ length: cosines.length * placeCount }, (_, at) => {
    const [m, l] = [Math.floor(at / placeCount), at % placeCount];
    return Math.abs(cosines[m]! * Math.cos(angles[l]!) + sines[m]! * Math.sin(angles[l]!));
  });
}

/** Each source at its place, fading linearly to its neighbours', with a little everywhere: a 0 would stay. */
function startingPans(count: number, placeCount: number): Float64Array {
  const middles = placeDegrees(count);
  const angles = placeDegrees(placeCount);
  const step = 90 / (count - 1);
  return Float64Array.from({ length: placeCount * count }, (_, at) => {
    const distance = Math.abs(angles[Math.floor(at / count)]! - middles[at % count]!);
    return (Math.max(0, 1 - distance / step) + 0.01) / placeCount;
  });
}
