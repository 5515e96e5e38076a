/** The mask of the repeating part, from a model of it: how all of the REPET family end. */

import { checkInteger } from '../../util/index.ts';
import { checkMatrix, type MatrixShape } from './matrix-shape.ts';

/** Options of {@link repeatingMask}. */
export interface RepeatingMaskOptions extends MatrixShape {
  /** Bins below this one belong to the repeating part whatever the model says: no voice is that low. Default 0. */
  readonly firstBin?: number;
}

/**
 * The share, 0 to 1, of each bin of `magnitudes` that a repeating `model` explains, both `[frame, bin]`: M = min(W, V) / V. What repeats
 * cannot be louder than the mixture, whence the minimum. Silent bins and those below `firstBin` are 1. The mask of what does not repeat
 * is 1 − M. Written over the model, which is returned. Throws `ArgumentError` for a matrix of another size.
 */
export function repeatingMask(
  model: Float32Array,
  magnitudes: Float32Array,
  options: RepeatingMaskOptions,
): Float32Array {
  const { frameCount, binCount } = options;
  checkMatrix('repeatingMask.model', model, options);
  checkMatrix('repeatingMask.magnitudes', magnitudes, options);
  const firstBin = Math.min(
    binCount,
    checkInteger('repeatingMask.firstBin', options.firstBin ?? 0, { min: 0 }),
  );
  for (let i = 0; i < model.length; i++) {
    const value = magnitudes[i]!;
    model[i] = value > model[i]! ? model[i]! / value : 1;
  }
  for (let t = 0; t < frameCount; t++) model.fill(1, t * binCount, t * binCount + firstBin);
  return model;
}
