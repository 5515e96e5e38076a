/**
 * Proximity kernels: around a bin of a source, which bins of that source have about the same power. A tone does so before and after, a stroke
 * above and below, a voice a little in both directions, a pattern one period away. A. Liutkus, D. FitzGerald, Z. Rafii, B. Pardo, L. Daudet,
 * "Kernel additive models for source separation", IEEE TSP 62(16), 2014.
 */

import { medianFilter, medianOfLists } from '../../dsp/index.ts';
import { ArgumentError, checkInteger } from '../../util/index.ts';
import { checkMatrix, type MatrixShape } from '../repetition/matrix-shape.ts';
import { adaptiveModel } from '../repetition/periodic-model.ts';

/** The neighbourhood in which a source is alike; lengths are odd and centred. */
export type ProximityKernel =
  | { readonly kind: 'horizontal'; readonly frames: number }
  | { readonly kind: 'vertical'; readonly bins: number }
  /** The horizontal and the vertical line together, the middle counted once. */
  | { readonly kind: 'cross'; readonly frames: number; readonly bins: number }
  /** The frames one, two, … periods (in frames) before and after; `repetitions` in all, those outside the matrix left out. */
  | { readonly kind: 'periodic'; readonly period: number; readonly repetitions: number };

/** Options of {@link kernelMedian}. */
export interface KernelMedianOptions extends MatrixShape {
  readonly kernel: ProximityKernel;
}

/**
 * The median of a `[frame, bin]` matrix over a proximity kernel around each of its values: what of it is alike in that neighbourhood. The
 * matrix is mirrored at its borders (d c b a | a b c d | d c b a). Throws `ArgumentError` for an even length and a matrix of another size.
 */
export function kernelMedian(matrix: Float32Array, { kernel, ...shape }: KernelMedianOptions): Float32Array {
  checkMatrix('kernelMedian', matrix, shape);
  const { frameCount, binCount } = shape;
  const size = { rows: frameCount, columns: binCount };
  switch (kernel.kind) {
    case 'horizontal':
      return medianFilter(matrix, { ...size, axis: 'rows', size: checkOdd('frames', kernel.frames) });
    case 'vertical':
      return medianFilter(matrix, { ...size, axis: 'columns', size: checkOdd('bins', kernel.bins) });
    case 'cross':
      return medianOfLists(matrix, { ...size, ...crossLists(kernel, frameCount) });
    case 'periodic': {
      const periods = new Int32Array(frameCount).fill(
        checkInteger('kernelMedian.period', kernel.period, { min: 1 }),
      );
      return adaptiveModel(matrix, { ...shape, periods, order: checkOdd('repetitions', kernel.repetitions) });
    }
  }
}

function crossLists(
  kernel: { readonly frames: number; readonly bins: number },
  frameCount: number,
): { starts: Int32Array; members: Int32Array; shifts: Int32Array } {
  const before = (checkOdd('frames', kernel.frames) - 1) / 2;
  const below = (checkOdd('bins', kernel.bins) - 1) / 2;
  const count = kernel.frames + kernel.bins - 1;
  const starts = Int32Array.from({ length: frameCount + 1 }, (_, t) => t * count);
  const members = new Int32Array(frameCount * count);
  const shifts = new Int32Array(frameCount * count);
  for (let t = 0, at = 0; t < frameCount; t++) {
    for (let i = -before; i <= before; i++) members[at++] = mirror(t + i, frameCount);
    for (let k = -below; k <= below; k++) {
      if (k === 0) continue;
      members[at] = t;
      shifts[at++] = k;
    }
  }
  return { starts, members, shifts };
}

/** Index into a line continued as d c b a | a b c d | d c b a, without end. */
function mirror(index: number, length: number): number {
  const period = 2 * length;
  const folded = ((index % period) + period) % period;
  return folded < length ? folded : period - 1 - folded;
}

function checkOdd(name: string, length: number): number {
  if (checkInteger(`kernelMedian.${name}`, length, { min: 1 }) % 2 === 1) return length;
  throw new ArgumentError({
    place: `kernelMedian.${name}`,
    expected: 'an odd number: a kernel has its bin in the middle',
    got: String(length),
    remedy: `Use ${length + 1}`,
  });
}
