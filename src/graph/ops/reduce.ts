/** Reductions besides the sum: mean, extremes, product, norms. Axes are numbers; each gradient spreads over what was reduced. */

import { intTensor, type Tensor } from '../../tensor/index.ts';
import { apply1 } from '../apply.ts';
import type { OpDefinition, OpExample, Value } from '../node.ts';
import { type Dim, staticCount } from '../type.ts';
import { constant } from '../value.ts';
import { div, mul, sub } from './arithmetic.ts';
import { inputType, integerAttribute, misfit, normalizeAxes } from './axes.ts';
import { expandLike, reducedAxes, reducedShape, reduceSum, reductionRules } from './broadcast.ts';
import { cast } from './cast.ts';
import { equal, where } from './compare.ts';
import { numbersOf, reduce } from './compute.ts';
import { example } from './naive.ts';
import { reshape, Shape } from './shape.ts';
import { exp, sign } from './unary.ts';

/** What is kept of reduced axes. */
export interface ReduceOptions {
  /** Whether reduced axes stay, with size 1. Default false. */
  readonly keepDims?: boolean;
}

/** What a reduction's gradient sees: `y` and `g` with their axes back, so that they broadcast against `x`. */
interface Local {
  readonly x: Value;
  readonly y: Value;
  readonly g: Value;
  readonly axes: readonly number[];
}

interface Reduction {
  readonly fold: (x: readonly number[]) => number;
  readonly gradient: (local: Local) => Value;
  /** The example's input; default: distinct values around zero. */
  readonly sample?: Tensor;
}

function defineReduction(
  name: string,
  { fold, gradient, sample = example([2, 3, 2]) }: Reduction,
): OpDefinition {
  const examples: OpExample[] = [
    {
      name: 'inner axes',
      inputs: [sample, intTensor([2], [1, -1])],
      constants: [1],
      reference: () => [reduce(fold, sample, { axes: [1, 2], keepDims: true })],
    },
    {
      name: 'outer axis dropped',
      inputs: [sample, intTensor([1], [0])],
      constants: [1],
      attributes: { keepdims: 0 },
      reference: () => [reduce(fold, sample, { axes: [0], keepDims: false })],
    },
    {
      name: 'everything',
      inputs: [sample],
      attributes: { keepdims: 0 },
      reference: () => [reduce(fold, sample, { axes: [0, 1, 2], keepDims: false })],
    },
  ];
  return {
    name,
    domain: '',
    inputs: ['number', 'sizes?'],
    attributes: reductionRules,
    infer(context) {
      const { dtype, shape } = inputType(context, 0);
      const axes = reducedAxes(context, shape.length);
      const keep = integerAttribute(context.attributes, 'keepdims', 1) === 1;
      return [{ dtype, shape: reducedShape(shape, axes, keep) }];
    },
    gradient({ node, inputs, outputs, gradients }) {
      const x = inputs[0]!;
      const axes = axesOf(node.inputs[1], x);
      const kept = reducedShape(x.type.shape, axes, true);
      const local = { x, axes, y: reshape(outputs[0]!, kept), g: reshape(gradients[0]!, kept) };
      return [expandLike(gradient(local), x), undefined];
    },
    compute([x, axes], attributes) {
      const given = axes === undefined ? [] : normalizeAxes(numbersOf(axes), x!.shape.length);
      const all = x!.shape.map((_, axis) => axis);
      const keepDims = integerAttribute(attributes, 'keepdims', 1) === 1;
      return [reduce(fold, x!, { axes: given.length === 0 ? all : given, keepDims })];
    },
    examples,
  };
}

function axesOf(axes: Value | undefined, x: Value): readonly number[] {
  const given = axes?.node.kind === 'constant' ? numbersOf(axes.node.tensor) : [];
  const all = x.type.shape.map((_, axis) => axis);
  return given.length === 0 ? all : normalizeAxes(given, all.length);
}

const sum = (x: readonly number[]): number => x.reduce((a, b) => a + b, 0);

/** The mean. */
export const ReduceMean: OpDefinition = defineReduction('ReduceMean', {
  fold: (x) => sum(x) / x.length,
  gradient: ({ x, g, axes }) => div(g, countAlong(x, axes)),
});

/** The largest; ties share the gradient evenly. */
export const ReduceMax: OpDefinition = defineReduction('ReduceMax', {
  fold: (x) => Math.max(...x),
  gradient: toWinners,
});

/** The smallest; ties share the gradient evenly. */
export const ReduceMin: OpDefinition = defineReduction('ReduceMin', {
  fold: (x) => Math.min(...x),
  gradient: toWinners,
});

/** The product. Its gradient divides by the elements, so none may be 0. */
export const ReduceProd: OpDefinition = defineReduction('ReduceProd', {
  fold: (x) => x.reduce((a, b) => a * b, 1),
  gradient: ({ x, y, g }) => div(mul(g, y), x),
});

/** Σ|x|. */
export const ReduceL1: OpDefinition = defineReduction('ReduceL1', {
  fold: (x) => sum(x.map(Math.abs)),
  gradient: ({ x, g }) => mul(g, sign(x)),
});

/** √Σx². Its gradient at the origin is 0, as in PyTorch: a silent stem must not spoil a step. */
export const ReduceL2: OpDefinition = defineReduction('ReduceL2', {
  fold: (x) => Math.hypot(...x),
  gradient: ({ x, y, g }) => mul(x, where(equal(y, 0), 0, div(g, y))),
});

/** Σx². */
export const ReduceSumSquare: OpDefinition = defineReduction('ReduceSumSquare', {
  fold: (x) => sum(x.map((v) => v * v)),
  gradient: ({ x, g }) => mul(x, mul(g, 2)),
});

/** log Σeˣ, without overflow. */
export const ReduceLogSumExp: OpDefinition = defineReduction('ReduceLogSumExp', {
  fold: (x) => Math.log(sum(x.map(Math.exp))),
  gradient: ({ x, y, g }) => mul(g, exp(sub(x, y))),
});

function toWinners({ x, y, g, axes }: Local): Value {
  const won = cast(equal(x, y), x.type.dtype);
  return mul(won, div(g, reduceSum(won, axes, { keepDims: true })));
}

/** How many elements lie along `axes`: a number, or a value of shape [1] where an axis is symbolic. */
export function countAlong(x: Value, axes: readonly number[]): Value | number {
  const count = staticCount(axes.map((axis): Dim => x.type.shape[axis]!));
  if (count !== undefined) return count;
  const sizes = axes.map((axis) => cast(apply1(Shape, [x], { start: axis, end: axis + 1 }), x.type.dtype));
  return sizes.reduce((product, size) => mul(product, size));
}

/** The mean over `axes` (all by default). */
export function reduceMean(x: Value, axes?: readonly number[], options: ReduceOptions = {}): Value {
  return reduceWith(ReduceMean, x, { ...options, axes });
}

/** The largest over `axes` (all by default). */
export function reduceMax(x: Value, axes?: readonly number[], options: ReduceOptions = {}): Value {
  return reduceWith(ReduceMax, x, { ...options, axes });
}

/** The smallest over `axes` (all by default). */
export function reduceMin(x: Value, axes?: readonly number[], options: ReduceOptions = {}): Value {
  return reduceWith(ReduceMin, x, { ...options, axes });
}

/** The product over `axes` (all by default). */
export function reduceProd(x: Value, axes?: readonly number[], options: ReduceOptions = {}): Value {
  return reduceWith(ReduceProd, x, { ...options, axes });
}

/** Σ|x| over `axes` (all by default). */
export function reduceL1(x: Value, axes?: readonly number[], options: ReduceOptions = {}): Value {
  return reduceWith(ReduceL1, x, { ...options, axes });
}

/** √Σx² over `axes` (all by default). */
export function reduceL2(x: Value, axes?: readonly number[], options: ReduceOptions = {}): Value {
  return reduceWith(ReduceL2, x, { ...options, axes });
}

/** Σx² over `axes` (all by default). */
export function reduceSumSquare(x: Value, axes?: readonly number[], options: ReduceOptions = {}): Value {
  return reduceWith(ReduceSumSquare, x, { ...options, axes });
}

/** log Σeˣ over `axes` (all by default). */
export function reduceLogSumExp(x: Value, axes?: readonly number[], options: ReduceOptions = {}): Value {
  return reduceWith(ReduceLogSumExp, x, { ...options, axes });
}

function reduceWith(
  op: OpDefinition,
  x: Value,
  { axes, keepDims = false }: ReduceOptions & { readonly axes?: readonly number[] | undefined },
): Value {
  if (axes?.length === 0) {
    // ONNX takes an empty list for all axes, which is not what a list that came out empty meant.
    throw misfit('at least one axis', 'none', 'Leave axes out to reduce all', op.name);
  }
  const inputs = axes === undefined ? [x] : [x, constant(intTensor([axes.length], axes))];
  return apply1(op, inputs, { keepdims: keepDims ? 1 : 0 });
}
