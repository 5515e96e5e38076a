/**
 * Cutting a signal into overlapping frames and adding frames up again, as graph functions. Rows of one hop are moved as
 * wholes, so that both are a few block copies, and each is the other's gradient.
 */

import { add, concat, constant, matMul, pad, reshape, slice, swapAxes, type Value } from '../graph/index.ts';
import { floatTensor } from '../tensor/index.ts';

/** How frames lie: `size` samples each, `hop` samples apart. */
export interface FrameGrid {
  readonly size: number;
  readonly hop: number;
}

/**
 * Frames of `x` [..., time] as [..., sample, frame]; what is left behind the last whole frame is dropped. A symbolic time
 * must have the hop as a factor (`512*hops`), and the hop must divide the size.
 */
export function cutFrames(x: Value, { size, hop }: FrameGrid): Value {
  const lead = x.type.shape.slice(0, -1);
  const length = x.type.shape.at(-1)!;
  const depth = Math.ceil(size / hop);
  const whole =
    typeof length === 'number'
      ? resizeTime(x, { length, to: (countFrames(length, { size, hop }) - 1 + depth) * hop })
      : x;
  // [..., hop, row]: a frame is `depth` rows, the rest of the work copies runs of frames.
  const rows = swapAxes(reshape(whole, [...lead, -1, hop]), [lead.length, lead.length + 1]);
  const parts = Array.from({ length: depth }, (_, row) =>
    slice(rows, { axis: -1, start: row, ...(row < depth - 1 ? { end: row - depth + 1 } : {}) }),
  );
  const frames = parts.length === 1 ? parts[0]! : concat(parts, lead.length);
  return depth * hop === size ? frames : slice(frames, { axis: lead.length, end: size });
}

/** Whole frames in `length` samples. */
export function countFrames(length: number, { size, hop }: FrameGrid): number {
  return 1 + Math.floor((length - size) / hop);
}

/**
 * The sum of `frames` [..., sample, frame], each `hop` samples after the one before, as rows [..., row, hop]: to be cut
 * to whole rows and laid out as [..., time]. There are `frame + ceil(sample / hop) − 1` rows, the last filled with zeros.
 */
export function addFrames(frames: Value, hop: number): Value {
  const lead = frames.type.shape.slice(0, -2);
  const axis = lead.length;
  const size = Number(frames.type.shape[axis]);
  const depth = Math.ceil(size / hop);
  const filled = depth * hop === size ? frames : pad(frames, [{ axis, after: depth * hop - size }]);
  let sum: Value | undefined;
  for (let row = 0; row < depth; row++) {
    const part = slice(filled, { axis, start: row * hop, end: (row + 1) * hop });
    const placed = depth === 1 ? part : pad(part, [{ axis: axis + 1, before: row, after: depth - 1 - row }]);
    sum = sum === undefined ? placed : add(sum, placed);
  }
  return swapAxes(sum!, [axis, axis + 1]);
}

/** `x` [..., time] cut or filled with zeros to another length. */
export function resizeTime(
  x: Value,
  { length, to }: { readonly length: number; readonly to: number },
): Value {
  if (to === length) return x;
  return to < length ? slice(x, { axis: -1, end: to }) : pad(x, [{ axis: -1, after: to - length }]);
}

/**
 * The part of `x` [..., time] between two places, which count from the end where negative, in reverse order: samples
 * for mirrored padding. Rows and columns of a grid are exchanged by two small products with permutation matrices, which every
 * device computes, and its gradient too; a Slice with a step of −1 gives wrong values on WebGPU.
 */
export function mirrored(x: Value, { start, end }: { readonly start: number; readonly end: number }): Value {
  const lead = x.type.shape.slice(0, -1);
  const size = end - start;
  let rows = Math.floor(Math.sqrt(size));
  while (size % rows !== 0) rows--;
  const grid = reshape(slice(x, { axis: -1, start, end }), [...lead, rows, size / rows]);
  return reshape(matMul(matMul(exchange(rows), grid), exchange(size / rows)), [...lead, size]);
}

/** Ones from corner to corner, the other way: reverses rows from the left, columns from the right. */
function exchange(size: number): Value {
  const data = new Float32Array(size * size);
  for (let row = 0; row < size; row++) data[row * size + size - 1 - row] = 1;
  return constant(floatTensor([size, size], data));
}
