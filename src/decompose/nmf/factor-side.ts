/**
 * One factor of a factorization in kernel memory. Both sides of V ≈ A·T are treated alike: the activations over frames, the templates over
 * bins, each with V in the order in which its update reads it, so that one update serves both.
 */

import { type MemoryPlan, roundUp } from '../../util/index.ts';
import type { FactorKernels } from '../kernels/module.ts';

/** Numbers in a panel, per component: two SIMD vectors. */
export const panelWidth = 8;

/** Sizes of one side, and where its parts lie (byte addresses). */
export interface FactorSide {
  /** Frames (activations) or bins (templates). */
  readonly length: number;
  /** `length` filled up to whole panels; the rest is zeros and stays so. */
  readonly padded: number;
  readonly panelCount: number;
  /** The factor itself, panel by panel: `[panel][component][8]`. */
  readonly factor: number;
  readonly factorBytes: number;
  /** The same for products: `[panel of 4][component][4]`. */
  readonly rows: number;
  /** And transposed: `[4 components][length][4]`. */
  readonly across: number;
  readonly acrossBytes: number;
  /** V: for each panel of this side the numbers of the other side, `[panel][other][8]`. */
  readonly data: number;
  readonly dataBytes: number;
  /** A byte per component that is not 0 where this side of the component is not to change. */
  readonly fixed: number;
}

/** Plans the memory of one side. */
export function planSide(
  plan: MemoryPlan<FactorKernels>,
  sizes: { readonly length: number; readonly otherLength: number; readonly rank: number },
): FactorSide {
  const { length, otherLength, rank } = sizes;
  const padded = roundUp(length, panelWidth);
  const panelCount = padded / panelWidth;
  const factorBytes = roundUp(rank, 4) * panelWidth * 4;
  const acrossBytes = padded * 16;
  const dataBytes = roundUp(otherLength, panelWidth) * panelWidth * 4;
  return {
    ...{ length, padded, panelCount, factorBytes, acrossBytes, dataBytes },
    factor: plan.take(panelCount * factorBytes),
    rows: plan.take(padded * rank * 4),
    across: plan.take(Math.ceil(rank / 4) * acrossBytes),
    data: plan.take(panelCount * dataBytes),
    fixed: plan.take(rank),
  };
}

/** Writes V `[frame, bin]` for both sides; `staging` is the address of room for 8 frames. */
export function writeData(
  kernels: FactorKernels,
  parts: {
    readonly data: Float32Array;
    readonly frames: FactorSide;
    readonly bins: FactorSide;
    readonly staging: number;
  },
): void {
  const { data, frames, bins, staging } = parts;
  const view = new Float32Array(kernels.memory.buffer);
  const binBytes = bins.length * 4;
  for (let f = 0; f < frames.length; f += panelWidth) {
    const count = Math.min(panelWidth, frames.length - f);
    view.set(data.subarray(f * bins.length, (f + count) * bins.length), staging / 4);
    const panel = frames.data + (f / panelWidth) * frames.dataBytes;
    kernels.packAcross(staging, panel, bins.length, count, binBytes, panelWidth);
    for (let p = 0; p < bins.panelCount; p++) {
      const rest = Math.min(panelWidth, bins.length - p * panelWidth);
      const to = bins.data + p * bins.dataBytes + f * panelWidth * 4;
      kernels.packAlong(staging + p * panelWidth * 4, to, count, rest, binBytes, panelWidth);
    }
  }
}

/** Writes a factor `[component, length]`. */
export function writeFactor(kernels: FactorKernels, side: FactorSide, values: Float32Array): void {
  const { length, factor, factorBytes } = side;
  const rank = values.length / length;
  const view = new Float32Array(kernels.memory.buffer);
  for (let r = 0; r < rank; r++) {
    for (let l = 0; l < length; l++) {
      const panel = factor + Math.floor(l / panelWidth) * factorBytes;
      view[panel / 4 + r * panelWidth + (l % panelWidth)] = values[r * length + l]!;
    }
  }
  for (let p = 0; p < side.panelCount; p++) spread(kernels, side, { panel: p, rank });
}

/** Reads a factor, `[component, length]`. */
export function readFactor(kernels: FactorKernels, side: FactorSide, rank: number): Float32Array {
  const { length, factor, factorBytes } = side;
  const view = new Float32Array(kernels.memory.buffer);
  const values = new Float32Array(rank * length);
  for (let r = 0; r < rank; r++) {
    for (let l = 0; l < length; l++) {
      const panel = factor + Math.floor(l / panelWidth) * factorBytes;
      values[r * length + l] = view[panel / 4 + r * panelWidth + (l % panelWidth)]!;
    }
  }
  return values;
}

/** Brings a panel that has changed to where the products read it. */
export function spread(
  kernels: FactorKernels,
  side: FactorSide,
  { panel, rank }: { readonly panel: number; readonly rank: number },
): void {
  kernels.spreadPanel(
    side.factor + panel * side.factorBytes,
    side.rows + panel * rank * panelWidth * 4,
    side.across + panel * panelWidth * 16,
    side.acrossBytes,
    rank,
  );
}
