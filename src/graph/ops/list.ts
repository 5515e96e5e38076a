/** Every op there is: what the conformance suite, the ONNX reader and the table of ops go through. */

import type { OpDefinition } from '../node.ts';
import { Expand, ReduceSum } from './broadcast.ts';
import { Concat, Split } from './concat.ts';
import { Reshape, Shape, Squeeze, Transpose, Unsqueeze } from './shape.ts';
import { Pad, Slice } from './slice.ts';

/** Every op, by family. */
export const ops: readonly OpDefinition[] = [
  // broadcast
  Expand,
  ReduceSum,
  // concat
  Concat,
  Split,
  // shape
  Reshape,
  Shape,
  Squeeze,
  Transpose,
  Unsqueeze,
  // slice
  Pad,
  Slice,
];
