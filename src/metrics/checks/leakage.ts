/**
 * Leakage between stems, without references: what share of a stem's power a fixed filter could make out of another stem. From the
 * magnitude-squared coherence (G. C. Carter, C. H. Knapp, A. H. Nuttall, IEEE TAE 1973) by P. D. Welch's averaged spectra.
 */

import type { Audio } from '../../audio/index.ts';
import { forEachSpectralBlock } from '../spectral-frames.ts';

/** 46 ms at 44.1 kHz: longer than most rooms' early reflections, short enough to average over many. */
const fftSize = 2048;

/** Neighbouring frames of a hann window at half overlap share (1/6)² of what they say: K of them count as K/(1 + 2/36). */
const overlapLoss = 1 + 2 / 36;

/** The leakage into `stem` from `other`. */
export interface Leakage {
  readonly stem: string;
  readonly other: string;
  /**
   * The power of `stem` that is coherent with `other`, in dB of its whole power: 10·log₁₀(Σ γ²[k]·S[k] / Σ S[k]), γ² = |Sₐᵦ|²/(Sₐ·Sᵦ).
   * 0: a filtered copy. `-Infinity`: nothing beyond chance. NaN where a stem is silent.
   */
  readonly coherentDb: number;
}

/**
 * The leakage between every two stems in both directions. Chance alone gives γ² = 1/K over K frames, which is taken off; what music shares
 * by itself (a kick and a bass on one beat) remains, so true stems have some too. It cannot tell which of two leaks into the other when both
 * have about the same power.
 */
export function measureLeakage(stems: ReadonlyMap<string, Audio>): Leakage[] {
  const names = [...stems.keys()];
  const spectra = crossSpectra([...stems.values()]);
  const pairs = names.flatMap((_, a) => names.map((__, b) => [a, b] as const)).filter(([a, b]) => a !== b);
  return pairs.map(([a, b]) => ({
    stem: names[a]!,
    other: names[b]!,
    coherentDb: coherentPower(spectra, a, b),
  }));
}

interface CrossSpectra {
  readonly frames: number;
  /** `powers[a][k]`. */
  readonly powers: readonly Float64Array[];
  /** `crossed[a][b]` for a < b, `[bin, part]`. */
  readonly crossed: readonly (readonly Float64Array[])[];
}

/** Sₐᵦ[k] = Σ over frames and channels of A[t, k]·conj B[t, k]. */
function crossSpectra(stems: readonly Audio[]): CrossSpectra {
  const binCount = fftSize / 2 + 1;
  const powers = stems.map(() => new Float64Array(binCount));
  const crossed = stems.map(() => stems.map(() => new Float64Array(2 * binCount)));
  let frames = 0;
  const channelCount = stems[0]?.channels.length ?? 0;
  for (let c = 0; c < channelCount; c++) {
    const signals = stems.map(({ channels }) => channels[c]!);
    const options = { fftSize, hopSize: fftSize / 2, padMode: 'zeros' } as const;
    forEachSpectralBlock(signals, options, ({ bins, frameCount }) => {
      frames += frameCount;
      for (let a = 0; a < bins.length; a++) {
        addPower(powers[a]!, bins[a]!);
        for (let b = a + 1; b < bins.length; b++) addProduct(crossed[a]![b]!, bins[a]!, bins[b]!);
      }
    });
  }
  return { frames, powers, crossed };
}

function addPower(sum: Float64Array, bins: Float32Array): void {
  for (let i = 0, k = 0; i < bins.length; i += 2) {
    sum[k]! += bins[i]! * bins[i]! + bins[i + 1]! * bins[i + 1]!;
    k = k + 1 === sum.length ? 0 : k + 1;
  }
}

function addProduct(sum: Float64Array, x: Float32Array, y: Float32Array): void {
  for (let i = 0, k = 0; i < x.length; i += 2) {
    sum[k]! += x[i]! * y[i]! + x[i + 1]! * y[i + 1]!;
    sum[k + 1]! += x[i + 1]! * y[i]! - x[i]! * y[i + 1]!;
    k = k + 2 === sum.length ? 0 : k + 2;
  }
}

function coherentPower({ frames, powers, crossed }: CrossSpectra, a: number, b: number): number {
  const [own, other] = [powers[a]!, powers[b]!];
  const product = crossed[Math.min(a, b)]![Math.max(a, b)]!;
  const chance = Math.min(1, overlapLoss / frames);
  let [coherent, total, heard] = [0, 0, 0];
  for (let k = 0; k < own.length; k++) {
    total += own[k]!;
    heard += other[k]!;
    if (own[k] === 0 || other[k] === 0) continue;
    const squared = (product[2 * k]! ** 2 + product[2 * k + 1]! ** 2) / (own[k]! * other[k]!);
    coherent += Math.max(0, (squared - chance) / (1 - chance)) * own[k]!;
  }
  if (total === 0 || heard === 0 || chance === 1) return Number.NaN;
  return 10 * Math.log10(Math.min(1, coherent / total));
}
