/**
 * The gradient of mirrored and edge padding along one axis: what flowed into the padding flows back to where it was
 * copied from. Slice and Pad are handed in, because they need this file themselves.
 */

import { intTensor } from '../../tensor/index.ts';
import type { Value } from '../node.ts';
import { constant } from '../value.ts';
import { add } from './arithmetic.ts';
import { expandLike, reduceSum } from './broadcast.ts';
import { scatterAdd } from './gather.ts';

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

interface Padding extends Required<Around> {
  readonly mode: 'reflect' | 'edge';
}

/** The same along an axis of unknown size, whose end is counted from the end: slower, for what a Pad adds up, a Scatter must. */
function scatterPadding(whole: Value, padding: Padding, slice: SliceAndPad['slice']): Value {
  const { axis, mode, before, after } = padding;
  const off = mode === 'edge' ? 0 : 1;
  const inside = slice(whole, { axis, start: before, ...(after > 0 ? { end: -after } : {}) });
  // Element i of the front mirrors `before − i`, element i of the back −2 − i.
  const front = Array.from({ length: before }, (_, i) => (before - i) * off);
  const back = Array.from({ length: after }, (_, i) => -1 - (1 + i) * off);
  const addAt = (result: Value, part: Value, places: readonly number[]): Value => {
    const shape = part.type.shape.map((_, i) => (i === axis ? places.length : 1));
    return scatterAdd(result, expandLike(constant(intTensor(shape, places)), part), part, axis);
  };
  const withFront = before > 0 ? addAt(inside, slice(whole, { axis, end: before }), front) : inside;
  return after > 0 ? addAt(withFront, slice(whole, { axis, start: -after }), back) : withFront;
}

/** The gradient before padding, from the `gradient` after it. */
export function foldPadding(gradient: Value, padding: Padding, { slice, pad }: SliceAndPad): Value {
  const { axis, mode } = padding;
  const [before, after] = [Math.max(0, padding.before), Math.max(0, padding.after)];
  // Negative padding has cut: zeros take the place of what was cut, before the rest is folded.
  const whole = pad(gradient, [
    { axis, before: Math.max(0, -padding.before), after: Math.max(0, -padding.after) },
  ]);
  const size = Number(whole.type.shape[axis]) - before - after;
  if (Number.isNaN(size)) return scatterPadding(whole, { axis, mode, before, after }, slice);
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
