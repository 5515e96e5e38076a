/** Every op there is: what the conformance suite, the ONNX reader and the table of ops go through. */

import type { OpDefinition } from '../node.ts';
import {
  Celu,
  Elu,
  Gelu,
  HardSigmoid,
  HardSwish,
  LeakyRelu,
  Mish,
  PRelu,
  QuickGelu,
  Relu,
  Selu,
  Softplus,
  Softsign,
} from './activation.ts';
import { Add, Div, Mul, Neg, Sub } from './arithmetic.ts';
import { Expand, ReduceSum } from './broadcast.ts';
import { Cast } from './cast.ts';
import { Col2Im } from './col2im.ts';
import {
  And,
  Equal,
  Greater,
  GreaterOrEqual,
  IsInf,
  IsNaN,
  Less,
  LessOrEqual,
  Not,
  Or,
  Where,
  Xor,
} from './compare.ts';
import { Concat, Split } from './concat.ts';
import { Conv, ConvTranspose } from './conv.ts';
import { Clip, Max, Min } from './extrema.ts';
import { Gather, GatherElements, GatherND, ScatterElements, ScatterND } from './gather.ts';
import { GRU } from './gru.ts';
import { Identity } from './identity.ts';
import { LSTM } from './lstm.ts';
import { FusedMatMul, Gemm, MatMul } from './matmul.ts';
import { BatchNormalization, InstanceNormalization, LayerNormalization } from './normalization.ts';
import { ArgMax, ArgMin, TopK } from './order.ts';
import { AveragePool, GlobalAveragePool, MaxPool } from './pool.ts';
import { Pow } from './power.ts';
import { DepthToSpace, SpaceToDepth, Tile } from './rearrange.ts';
import {
  ReduceL1,
  ReduceL2,
  ReduceLogSumExp,
  ReduceMax,
  ReduceMean,
  ReduceMin,
  ReduceProd,
  ReduceSumSquare,
} from './reduce.ts';
import { Resize } from './resize.ts';
import { CumSum, Trilu } from './running.ts';
import { Scan } from './scan.ts';
import { Reshape, Shape, Squeeze, Transpose, Unsqueeze } from './shape.ts';
import { Pad, Slice } from './slice.ts';
import { LogSoftmax, Softmax } from './softmax.ts';
import {
  Abs,
  Acos,
  Acosh,
  Asin,
  Asinh,
  Atan,
  Atanh,
  Ceil,
  Cos,
  Cosh,
  Erf,
  Exp,
  Floor,
  Log,
  Reciprocal,
  Round,
  Sigmoid,
  Sign,
  Sin,
  Sinh,
  Sqrt,
  Tan,
  Tanh,
} from './unary.ts';

/** Every op, by family. */
export const ops: readonly OpDefinition[] = [
  // activation
  Celu,
  Elu,
  Gelu,
  HardSigmoid,
  HardSwish,
  LeakyRelu,
  LogSoftmax,
  Mish,
  PRelu,
  QuickGelu,
  Relu,
  Selu,
  Softmax,
  Softplus,
  Softsign,
  // arithmetic
  Add,
  Div,
  Mul,
  Neg,
  Pow,
  Sub,
  // broadcast
  Expand,
  ReduceSum,
  // concat
  Concat,
  Split,
  // compare
  And,
  Equal,
  Greater,
  GreaterOrEqual,
  IsInf,
  IsNaN,
  Less,
  LessOrEqual,
  Not,
  Or,
  Where,
  Xor,
  // element type
  Cast,
  Identity,
  // extrema
  Clip,
  Max,
  Min,
  // matrix products
  FusedMatMul,
  Gemm,
  MatMul,
  // reductions
  ReduceL1,
  ReduceL2,
  ReduceLogSumExp,
  ReduceMax,
  ReduceMean,
  ReduceMin,
  ReduceProd,
  ReduceSumSquare,
  // recurrence
  GRU,
  LSTM,
  Scan,
  // shape
  Reshape,
  Shape,
  Squeeze,
  Transpose,
  Unsqueeze,
  // slice
  Pad,
  Slice,
  // unary
  Abs,
  Acos,
  Acosh,
  Asin,
  Asinh,
  Atan,
  Atanh,
  Ceil,
  Cos,
  Cosh,
  Erf,
  Exp,
  Floor,
  Log,
  Reciprocal,
  Round,
  Sigmoid,
  Sign,
  Sin,
  Sinh,
  Sqrt,
  Tan,
  Tanh,
  // conv
  Col2Im,
  Conv,
  ConvTranspose,
  // resize
  Resize,
  // gather
  Gather,
  GatherElements,
  GatherND,
  ScatterElements,
  ScatterND,
  // order
  ArgMax,
  ArgMin,
  TopK,
  // pool
  AveragePool,
  GlobalAveragePool,
  MaxPool,
  // normalization
  BatchNormalization,
  InstanceNormalization,
  LayerNormalization,
  // rearrange
  DepthToSpace,
  SpaceToDepth,
  Tile,
  // running
  CumSum,
  Trilu,
];
