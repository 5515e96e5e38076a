/** The shape of a spectrogram's matrix and the check that an array has it. */

import { ArgumentError, checkInteger } from '../../util/index.ts';

/** A `[frame, bin]` matrix, frame-major. */
export interface MatrixShape {
  /** Rows. */
  readonly frameCount: number;
  /** Columns. */
  readonly binCount: number;
}

/** Throws `ArgumentError` unless `matrix` has `frameCount · binCount` values. */
export function checkMatrix(
  place: string,
  matrix: Float32Array,
  { frameCount, binCount }: MatrixShape,
): void {
  checkInteger(`${place}.frameCount`, frameCount, { min: 1 });
  checkInteger(`${place}.binCount`, binCount, { min: 1 });
  if (matrix.length === frameCount * binCount) return;
  throw new ArgumentError({
    place,
    expected: `${frameCount} frames of ${binCount} bins`,
    got: `${matrix.length} values`,
    remedy: 'Give frameCount and binCount as the matrix has them',
  });
}
