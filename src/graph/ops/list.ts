/** Every op there is: what the conformance suite, the ONNX reader and the table of ops go through. */

import type { OpDefinition } from '../node.ts';
import { Expand, ReduceSum } from './broadcast.ts';
import { Reshape, Shape, Squeeze, Transpose, Unsqueeze } from './shape.ts';

/** Every op, by family. */
export const ops: readonly OpDefinition[] = [
  // broadcast
  Expand,
  ReduceSum,
  // shape
  Reshape,
  Shape,
  Squeeze,
  Transpose,
  Unsqueeze,
];
