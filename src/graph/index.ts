/**
 * Computation as data: immutable values and nodes, shape rules, passes, and gradients as a graph transformation. Knows
 * nothing of sound, files or devices; `onnx` writes graphs down, `runtime` runs them.
 */

export { apply, apply1, inferTypes, inScope, reapply } from './apply.ts';
export { type GradientOptions, gradients } from './autodiff.ts';
export { hasFloats } from './check-signature.ts';
export {
  type Body,
  bodyOf,
  capturedBy,
  createGraph,
  type Graph,
  isSubgraph,
  topologicalOrder,
} from './graph.ts';
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
export {
  celu,
  elu,
  gelu,
  hardSigmoid,
  hardSwish,
  leakyRelu,
  mish,
  pRelu,
  relu,
  selu,
  silu,
  softplus,
  softsign,
} from './ops/activation.ts';
export { add, div, mul, neg, sub } from './ops/arithmetic.ts';
export { composeBatchNormalization } from './ops/batch-statistics.ts';
export { broadcastShapes, expand, expandLike, reduceSum, sumToShape } from './ops/broadcast.ts';
export { cast } from './ops/cast.ts';
export { type ColumnsOptions, col2Im } from './ops/col2im.ts';
export {
  and,
  equal,
  greater,
  greaterOrEqual,
  isInf,
  isNan,
  less,
  lessOrEqual,
  not,
  or,
  where,
  xor,
} from './ops/compare.ts';
export { concat, split, stack } from './ops/concat.ts';
export { conv, convTranspose } from './ops/conv.ts';
export type { ConvOptions, ConvTransposeOptions } from './ops/conv-options.ts';
export { type Operand, zerosLike } from './ops/elementwise.ts';
export { clip, max, min } from './ops/extrema.ts';
export { gather, gatherElements, gatherND, scatterAdd, scatterNDAdd } from './ops/gather.ts';
export { type GruInputs, gru } from './ops/gru.ts';
export { type GruLoop, gruScan } from './ops/gru-scan.ts';
export { detach, identity } from './ops/identity.ts';
export { ops } from './ops/list.ts';
export { type LstmInputs, lstm } from './ops/lstm.ts';
export { type LstmLoop, type LstmLoopResult, lstmScan } from './ops/lstm-scan.ts';
export { type FusedOptions, fusedMatMul, type GemmOptions, gemm, matMul } from './ops/matmul.ts';
export {
  batchNormalization,
  instanceNormalization,
  layerNormalization,
  type NormalizedBatch,
  normalizeBatch,
} from './ops/normalization.ts';
export { type ArgOptions, argMax, argMin, type TopKOptions, topK } from './ops/order.ts';
export { averagePool, globalAveragePool, maxPool } from './ops/pool.ts';
export { pow } from './ops/power.ts';
export { depthToSpace, spaceToDepth, tile } from './ops/rearrange.ts';
export type { RecurrentLoop, RecurrentLoopResult } from './ops/recurrent-loop.ts';
export { type Direction, directionSlice, project, reversedOf, zeroState } from './ops/recurrent-op.ts';
export {
  type ReduceOptions,
  reduceL1,
  reduceL2,
  reduceLogSumExp,
  reduceMax,
  reduceMean,
  reduceMin,
  reduceProd,
  reduceSumSquare,
} from './ops/reduce.ts';
export { resize } from './ops/resize.ts';
export { cumulativeSum, triangle } from './ops/running.ts';
export { scan } from './ops/scan.ts';
export type { ScanOptions, ScanStep } from './ops/scan-options.ts';
export { flatten, reshape, shapeOf, squeeze, swapAxes, transpose, unsqueeze } from './ops/shape.ts';
export { type AxisPadding, type PadMode, pad, type SliceRange, slice, spread } from './ops/slice.ts';
export { logSoftmax, softmax } from './ops/softmax.ts';
export { standardizeBy } from './ops/standardize.ts';
export {
  abs,
  acos,
  acosh,
  asin,
  asinh,
  atan,
  atanh,
  ceil,
  cos,
  cosh,
  erf,
  exp,
  floor,
  log,
  reciprocal,
  round,
  sigmoid,
  sign,
  sin,
  sinh,
  sqrt,
  tan,
  tanh,
} from './ops/unary.ts';
export { foldConstants } from './passes/fold-constants.ts';
export { createMergeEqual } from './passes/merge-equal.ts';
export { type MixedPrecisionOptions, mixPrecision } from './passes/mixed-precision.ts';
export { removeNoOps } from './passes/remove-no-ops.ts';
export { type RewriteRule, rewriteGraph } from './passes/rewrite.ts';
export { simplifyGraph } from './passes/simplify.ts';
export { useStandardOps } from './passes/standard-ops.ts';
export { printGraph } from './print.ts';
export type { AttributeRule, InputRule } from './signature.ts';
export { type Dim, formatType, type Shape, staticCount, type TensorType } from './type.ts';
export { constant, input, parameter } from './value.ts';
export { verifyGraph } from './verify.ts';
