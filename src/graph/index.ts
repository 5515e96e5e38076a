/**
 * Computation as data: immutable values and nodes, shape rules, passes, and gradients as a graph transformation. Knows
 * nothing of sound, files or devices; `onnx` writes graphs down, `runtime` runs them.
 */

export { apply, apply1, inScope } from './apply.ts';
export { createGraph, type Graph, topologicalOrder } from './graph.ts';
export type {
  Attributes,
  AttributeValue,
  ConstantNode,
  GradientContext,
  InferContext,
  InputNode,
  Node,
  OpDefinition,
  OpExample,
  OpNode,
  ParameterNode,
  Subgraph,
  Value,
} from './node.ts';
export { broadcastShapes, expand, reduceSum, sumToShape } from './ops/broadcast.ts';
export { concat, split, stack, zerosLike } from './ops/concat.ts';
export { ops } from './ops/list.ts';
export { flatten, reshape, shapeOf, squeeze, swapAxes, transpose, unsqueeze } from './ops/shape.ts';
export { type AxisPadding, type PadMode, pad, type SliceRange, slice, spread } from './ops/slice.ts';
export { type Dim, formatType, type Shape, staticCount, type TensorType } from './type.ts';
export { constant, input, parameter } from './value.ts';
