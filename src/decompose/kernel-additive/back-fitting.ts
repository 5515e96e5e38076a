/**
 * Kernel back-fitting: the powers of sources that are alike in neighbourhoods of their own, by turns of smoothing and Wiener filtering. In
 * the light form of A. Liutkus, D. FitzGerald, Z. Rafii, "Scalable audio separation with light kernel additive modelling", ICASSP 2015: one
 * channel at a time, without spatial covariances.
 */

import { ArgumentError, checkInteger } from '../../util/index.ts';
import { checkMatrix, type MatrixShape } from '../repetition/matrix-shape.ts';
import { kernelMedian, type ProximityKernel } from './proximity-kernel.ts';

/** One source of a kernel additive model. */
export interface KernelSource {
  readonly kernel: ProximityKernel;
  /** Bins below this one hold nothing of the source. Default 0. */
  readonly firstBin?: number;
}

/** Options of {@link kernelMasks}. */
export interface KernelMaskOptions extends MatrixShape {
  readonly sources: readonly KernelSource[];
  /** Turns, from 1. Default 1. */
  readonly iterations?: number;
}

/**
 * A mask per source, each `[frame, bin]`, from a matrix of powers |X|² of one channel; they add up to 1. Starting from all of the mixture
 * for each source, every turn takes the median of each source's power over its kernel and divides the mixture by these:
 *
 *     fⱼ ← median of (Mⱼ²·|X|²) over kernel j        Mⱼ ← fⱼ / Σᵢ fᵢ
 *
 * Where all medians are 0 the bin is divided evenly among the sources that may hold it. Throws `ArgumentError` without sources, where no
 * source may hold a bin, and for a matrix of another size.
 */
export function kernelMasks(powers: Float32Array, options: KernelMaskOptions): Float32Array[] {
  const { frameCount, binCount, sources } = options;
  const shape = { frameCount, binCount };
  checkMatrix('kernelMasks', powers, shape);
  const iterations = checkInteger('kernelMasks.iterations', options.iterations ?? 1, { min: 1 });
  const firstBins = sources.map(({ firstBin = 0 }) => firstBin);
  if (sources.length === 0 || Math.min(...firstBins) > 0) {
    throw new ArgumentError({
      place: 'kernelMasks.sources',
      expected: 'sources, one of which holds all bins',
      got: sources.length === 0 ? 'none' : `first bins ${firstBins.join(', ')}`,
      remedy: 'Leave firstBin out of one source',
    });
  }
  let masks: Float32Array[] | undefined;
  const power = new Float32Array(powers.length);
  for (let turn = 0; turn < iterations; turn++) {
    const medians = sources.map(({ kernel }, j) => {
      const mask = masks?.[j];
      if (mask === undefined) return kernelMedian(powers, { ...shape, kernel });
      for (let i = 0; i < power.length; i++) power[i] = mask[i]! * mask[i]! * powers[i]!;
      return kernelMedian(power, { ...shape, kernel });
    });
    masks = shareOut(medians, firstBins, binCount);
  }
  return masks!;
}

/** Medians to masks, in place: each divided by the sum of all at its bin. */
function shareOut(medians: Float32Array[], firstBins: readonly number[], binCount: number): Float32Array[] {
  const length = medians[0]!.length;
  for (let i = 0; i < length; i++) {
    const bin = i % binCount;
    let sum = 0;
    let holders = 0;
    for (let j = 0; j < medians.length; j++) {
      if (bin < firstBins[j]!) medians[j]![i] = 0;
      else holders++;
      sum += medians[j]![i]!;
    }
    for (let j = 0; j < medians.length; j++) {
      const median = medians[j]!;
      if (sum > 0) median[i]! /= sum;
      else median[i] = bin < firstBins[j]! ? 0 : 1 / holders;
    }
  }
  return medians;
}
