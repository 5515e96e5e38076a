/** An encoder's result as a sequence `[batch, step, feature]` for recurrent layers, and back. The batch is never what is recurred over. */

import { inScope, pad, reshape, slice, transpose, type Value } from '../../graph/index.ts';
import type { Scope } from '../../nn/index.ts';

/** A value as a sequence. */
export interface Folded {
  /** `[batch, step, feature]`. */
  readonly sequence: Value;
  /** A sequence of the same shape in the shape of the value. */
  unfold(sequence: Value): Value;
}

/**
 * Of `[batch, channel, bin, frame]`. `axis` 0: bins are features and the sequence runs over frames; 1: frames are features
 * and it runs over bins, upwards and downwards.
 */
export function foldImage(scope: Scope, x: Value, { axis }: { readonly axis: number }): Folded {
  const [batch, channels, bins, frames] = x.type.shape as [number | string, number, number, number];
  const to = axis === 0 ? [0, 3, 1, 2] : [0, 2, 1, 3];
  const back = axis === 0 ? [0, 2, 3, 1] : [0, 2, 1, 3];
  const [steps, inner] = axis === 0 ? [frames, bins] : [bins, frames];
  return inScope(scope.name, () => ({
    sequence: reshape(transpose(x, to), [batch, steps, channels * inner]),
    unfold: (sequence) =>
      inScope(scope.name, () => transpose(reshape(sequence, [batch, steps, channels, inner]), back)),
  }));
}

/** Of `[batch, channel, place]`: `places` neighbours make one step, the last filled up with zeros. */
export function foldLine(scope: Scope, x: Value, { places }: { readonly places: number }): Folded {
  const [batch, channels, length] = x.type.shape as [number | string, number, number];
  const steps = Math.ceil(length / places);
  const missing = steps * places - length;
  return inScope(scope.name, () => {
    const whole = missing === 0 ? x : pad(x, [{ axis: 2, after: missing }]);
    const grid = reshape(whole, [batch, channels, steps, places]);
    return {
      sequence: reshape(transpose(grid, [0, 2, 1, 3]), [batch, steps, channels * places]),
      unfold: (sequence) =>
        inScope(scope.name, () => {
          const laid = transpose(reshape(sequence, [batch, steps, channels, places]), [0, 2, 1, 3]);
          const line = reshape(laid, [batch, channels, steps * places]);
          return missing === 0 ? line : slice(line, { axis: 2, end: length });
        }),
    };
  });
}
