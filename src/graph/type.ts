/** The type of a value in a graph: its element type and its shape, some of whose axes may be symbolic. */

import type { DType } from '../tensor/index.ts';

/** One axis: a size, or a name for a size that is only known when the graph runs (`'batch'`, `'time'`). */
export type Dim = number | string;

/** Sizes of all axes, outermost first. */
export type Shape = readonly Dim[];

/** What is known of a value before it exists. */
export interface TensorType {
  readonly dtype: DType;
  readonly shape: Shape;
}

/** A type in messages and prints: `float32[batch, 2, 512]`. */
export function formatType({ dtype, shape }: TensorType): string {
  return `${dtype}[${shape.join(', ')}]`;
}

/** Whether two axes are surely of one size. */
export function sameDim(a: Dim, b: Dim): boolean {
  return a === b;
}

/** The number of elements, or `undefined` where an axis is symbolic. */
export function staticCount(shape: Shape): number | undefined {
  let count = 1;
  for (const dim of shape) {
    if (typeof dim === 'string') return undefined;
    count *= dim;
  }
  return count;
}
