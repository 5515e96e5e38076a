/**
 * The gradient of mirrored and edge padding along one axis: what flowed into the padding flows back to where it was
 * copied from. Slice and Pad are handed in, because they need this file themselves.
 */

import type { Value } from '../node.ts';
import { add } from './arithmetic.ts';
import { misfit } from './axes.ts';
import { reduceSum } from './broadcast.ts';

interface AxisRange {
  readonly axis: number;
  readonly start?: number;
  readonly end?: number;
  readonly step?: number;
}

interface Around {
  readonly axis: number;
  readonly before?: number;
  readonly after?: number;
}

/** The two ops that the gradient is made of. */
export interface SliceAndPad {
  slice(x: Value, range: AxisRange): Value;
  pad(x: Value, around: readonly Around[]): Value;
}

/** The gradient before padding, from the `gradient` after it. */
export function foldPadding(
  gradient: Value,
  padding: {
    readonly axis: number;
    readonly before: number;
    readonly after: number;
    readonly mode: 'reflect' | 'edge';
  },
  { slice, pad }: SliceAndPad,
): Value {
  const { axis, mode } = padding;
  const [before, after] = [Math.max(0, padding.before), Math.max(0, padding.after)];
  // Negative padding has cut: zeros take the place of what was cut, before the rest is folded.
  const whole = pad(gradient, [
    { axis, before: Math.max(0, -padding.before), after: Math.max(0, -padding.after) },
  ]);
  const size = Number(whole.type.shape[axis]) - before - after;
  if (Number.isNaN(size)) {
    throw misfit('an axis of known size', String(whole.type.shape[axis]), 'Fix the size to train', 'Pad');
  }
  let result = slice(whole, { axis, start: before, end: before + size });
  // Mirrored elements go back in reverse order, one off the edge; edges take the sum of their copies.
  const folded = (part: Value) =>
    mode === 'edge' ? reduceSum(part, [axis], { keepDims: true }) : slice(part, { axis, step: -1 });
  const lengthOf = (count: number) => (mode === 'edge' ? 1 : count);
  const off = mode === 'edge' ? 0 : 1;
  if (before > 0) {
    const part = folded(slice(whole, { axis, end: before }));
    result = add(result, pad(part, [{ axis, before: off, after: size - off - lengthOf(before) }]));
  }
  if (after > 0) {
    const part = folded(slice(whole, { axis, start: before + size }));
    result = add(result, pad(part, [{ axis, before: size - off - lengthOf(after), after: off }]));
  }
  return result;
}
