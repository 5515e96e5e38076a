/**
 * Computation as data: immutable values and nodes, shape rules, passes, and gradients as a graph transformation. Knows
 * nothing of sound, files or devices; `onnx` writes graphs down, `runtime` runs them.
 */

export { createGraph, type Graph } from './graph.ts';
export {
  apply,
  apply1,
  type GradientContext,
  type InferContext,
  inScope,
  type OpDefinition,
  type OpExample,
} from './op.ts';
export { type Dim, formatType, type Shape, staticCount, type TensorType } from './type.ts';
export {
  type Attributes,
  type AttributeValue,
  type ConstantNode,
  constant,
  type InputNode,
  input,
  type Node,
  type OpNode,
  type ParameterNode,
  parameter,
  type Subgraph,
  type Value,
} from './value.ts';
