/**
 * Activations that ONNX knows as one op. Their gradients are arithmetic on the output, with a step where they have a kink;
 * never a Where, and rarely a Sign: multiplying and clipping are the fastest passes over memory that there are.
 */

import { apply1 } from '../apply.ts';
import type { Attributes, GradientContext, OpDefinition, OpExample, Value } from '../node.ts';
import { add, mul, sub } from './arithmetic.ts';
import { inputType } from './axes.ts';
import { broadcastsTo, sumToShape } from './broadcast.ts';
import { elementwise, tensorOf } from './compute.ts';
import { scalarOf } from './elementwise.ts';
import { Clip, clip } from './extrema.ts';
import { defineUnary, erf, erfOf, exp, sigmoid, sign, tanh } from './unary.ts';

const points = [-2.75, -1, -0.25, 0.5, 1.5, 3];

/** A function of one element with number attributes: what they are by default, and an example with others. */
interface ActivationOp {
  readonly name: string;
  readonly domain?: OpDefinition['domain'];
  readonly defaults: Readonly<Record<string, number>>;
  readonly others: Readonly<Record<string, number>>;
  readonly element: (x: number, attributes: Readonly<Record<string, number>>) => number;
  readonly slope: (
    local: { readonly x: Value; readonly y: Value },
    attributes: Readonly<Record<string, number>>,
  ) => Value;
}

function defineActivation(op: ActivationOp): OpDefinition {
  const settle = (given: Attributes): Record<string, number> => ({
    ...op.defaults,
    ...(given as Record<string, number>),
  });
  const compute = (x: OpExample['inputs'][number], given: Attributes): ReturnType<typeof elementwise> =>
    elementwise((v) => op.element(v!, settle(given)), [x!]);
  const x = tensorOf('float32', [points.length], points);
  return {
    name: op.name,
    domain: op.domain ?? '',
    inputs: ['float'],
    attributes: Object.fromEntries(Object.keys(op.defaults).map((key) => [key, 'float'])),
    infer: (context) => [inputType(context, 0)],
    gradient: (context) => [sloped(context, (local) => op.slope(local, settle(context.node.attributes)))],
    compute: ([input], attributes) => [compute(input, attributes)],
    examples: [
      { inputs: [x], reference: () => [compute(x, {})] },
      {
        name: 'other attributes',
        inputs: [x],
        attributes: op.others,
        reference: () => [compute(x, op.others)],
      },
    ],
  };
}

function sloped(
  { inputs, outputs, gradients }: GradientContext,
  slope: (local: { readonly x: Value; readonly y: Value }) => Value,
): Value {
  return mul(gradients[0]!, slope({ x: inputs[0]!, y: outputs[0]! }));
}

/** To ONNX a Clip; to gradients flat, as a step is. Not in the list of ops, since a file cannot tell the two apart. */
const FlatClip: OpDefinition = { ...Clip, gradient: () => [undefined] };

/**
 * `low` where x ≤ 0, else 1: x · 10³⁰ clipped. Two passes, where Sign alone takes as long (on the processor: 0.6 of Sign
 * and Mul, 0.7 of Greater and Where). 10³⁰ makes 1 of everything above 10⁻³⁰, and infinity of nothing below 10⁸.
 */
function step(x: Value, low = 0): Value {
  const { dtype } = x.type;
  const scaled = mul(x, dtype === 'float16' ? 3e4 : 1e30);
  return apply1(FlatClip, [scaled, scalarOf(low, dtype), scalarOf(1, dtype)]);
}

/** max(x, 0). */
export const Relu: OpDefinition = defineUnary('Relu', {
  element: (x) => Math.max(x, 0),
  gradient: ({ y, g }) => mul(g, step(y)),
});

/** x, or alpha·x where x ≤ 0. The slope at 0 is alpha, as in PyTorch. */
export const LeakyRelu: OpDefinition = defineActivation({
  name: 'LeakyRelu',
  defaults: { alpha: 0.01 },
  others: { alpha: 0.2 },
  element: (x, { alpha }) => (x > 0 ? x : alpha! * x),
  slope: ({ x }, { alpha }) => (alpha! <= 1 ? step(x, alpha!) : add(mul(step(x), 1 - alpha!), alpha!)),
});

/** x, or alpha·(eˣ − 1) where x ≤ 0 (Clevert et al. 2015). */
export const Elu: OpDefinition = defineActivation({
  name: 'Elu',
  defaults: { alpha: 1 },
  others: { alpha: 0.5 },
  element: (x, { alpha }) => (x > 0 ? x : alpha! * Math.expm1(x)),
  slope: ({ x, y }, { alpha }) => exponentialSlope({ x, y }, { alpha: alpha!, gamma: 1 }),
});

/** gamma · (x, or alpha·(eˣ − 1) where x ≤ 0), with the constants of Klambauer et al. 2017. */
export const Selu: OpDefinition = defineActivation({
  name: 'Selu',
  defaults: { alpha: 1.6732631921768188, gamma: 1.0507010221481323 },
  others: { alpha: 1.5, gamma: 0.9 },
  element: (x, { alpha, gamma }) => gamma! * (x > 0 ? x : alpha! * Math.expm1(x)),
  slope: ({ x, y }, { alpha, gamma }) => exponentialSlope({ x, y }, { alpha: alpha!, gamma: gamma! }),
});

/** Below 0 the slope is y + gamma·alpha, above it is gamma. */
function exponentialSlope(
  { x, y }: { readonly x: Value; readonly y: Value },
  { alpha, gamma }: { readonly alpha: number; readonly gamma: number },
): Value {
  const below = clip(y, { max: 0 });
  if (alpha === 1) return add(below, gamma);
  return add(below, add(mul(step(x), gamma * (1 - alpha)), gamma * alpha));
}

/** x, or alpha·(e^(x/alpha) − 1) where x ≤ 0: smooth at 0 for every alpha (Barron 2017). */
export const Celu: OpDefinition = defineActivation({
  name: 'Celu',
  defaults: { alpha: 1 },
  others: { alpha: 0.5 },
  element: (x, { alpha }) => (x > 0 ? x : alpha! * Math.expm1(x / alpha!)),
  slope: ({ y }, { alpha }) => add(mul(clip(y, { max: 0 }), 1 / alpha!), 1),
});

/** alpha·x + beta between 0 and 1. */
export const HardSigmoid: OpDefinition = defineActivation({
  name: 'HardSigmoid',
  defaults: { alpha: 0.2, beta: 0.5 },
  others: { alpha: 1 / 6, beta: 0.4 },
  element: (x, { alpha, beta }) => Math.min(Math.max(alpha! * x + beta!, 0), 1),
  slope: ({ y }, { alpha }) => mul(strictlyInside(y), alpha!),
});

/** 1 where 0 < y < 1, else 0, for y within [0, 1]. */
function strictlyInside(y: Value): Value {
  return sign(mul(y, sub(1, y)));
}

/** x · HardSigmoid(x) with alpha 1/6 (Howard et al. 2019). */
export const HardSwish: OpDefinition = defineUnary('HardSwish', {
  element: (x) => x * Math.min(Math.max(x / 6 + 0.5, 0), 1),
  gradient: ({ x, g }) => {
    const gate = hardSigmoid(x, { alpha: 1 / 6 });
    return mul(g, add(gate, mul(mul(x, 1 / 6), strictlyInside(gate))));
  },
  points: [-4, -2, -0.25, 0.5, 2, 4],
});

/** log(1 + eˣ). */
export const Softplus: OpDefinition = defineUnary('Softplus', {
  element: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  gradient: ({ x, g }) => mul(g, sigmoid(x)),
});

/** x / (1 + |x|). */
export const Softsign: OpDefinition = defineUnary('Softsign', {
  element: (x) => x / (1 + Math.abs(x)),
  // (1 − |y|)² without the absolute value: 1 − |y| = 1 − y·sign(y)
  gradient: ({ y, g }) => {
    const rest = sub(1, mul(y, sign(y)));
    return mul(g, mul(rest, rest));
  },
});

/** x · tanh(log(1 + eˣ)) (Misra 2019). */
export const Mish: OpDefinition = defineUnary('Mish', {
  element: (x) => x * Math.tanh(Math.log1p(Math.exp(x))),
  gradient: ({ x, g }) => {
    const gate = tanh(softplus(x));
    return mul(g, add(gate, mul(mul(x, sigmoid(x)), sub(1, mul(gate, gate)))));
  },
});

/** x · sigmoid(alpha·x): SiLU where alpha is 1. */
export const QuickGelu: OpDefinition = defineActivation({
  name: 'QuickGelu',
  domain: 'com.microsoft',
  defaults: { alpha: 1.702 },
  others: { alpha: 1 },
  element: (x, { alpha }) => x / (1 + Math.exp(-alpha! * x)),
  slope: ({ x, y }, { alpha }) => {
    const gate = sigmoid(alpha === 1 ? x : mul(x, alpha!));
    const rest = mul(y, sub(1, gate));
    return add(gate, alpha === 1 ? rest : mul(rest, alpha!));
  },
});

/** x · Φ(x), Φ the normal distribution, exactly or by a tanh (Hendrycks & Gimpel 2016). */
export const Gelu: OpDefinition = {
  name: 'Gelu',
  domain: '',
  inputs: ['float'],
  attributes: { approximate: ['none', 'tanh'] },
  infer: (context) => [inputType(context, 0)],
  gradient: (context) => [
    sloped(context, ({ x }) => (context.node.attributes.approximate === 'tanh' ? tanhSlope(x) : erfSlope(x))),
  ],
  examples: [
    geluExample(undefined, (x) => (x * (1 + erfOf(x / Math.SQRT2))) / 2),
    geluExample('tanh', (x) => (x * (1 + Math.tanh(tanhScale * (x + 0.044715 * x ** 3)))) / 2),
  ],
};

const tanhScale = Math.sqrt(2 / Math.PI);

/** Φ(x) + x·φ(x) */
function erfSlope(x: Value): Value {
  const distribution = mul(add(erf(mul(x, Math.SQRT1_2)), 1), 0.5);
  const density = mul(exp(mul(mul(x, x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
  return add(distribution, mul(x, density));
}

/** With t = tanh(u): (1 + t)/2 + x·(1 − t²)·u′/2 */
function tanhSlope(x: Value): Value {
  const square = mul(x, x);
  const t = tanh(mul(x, add(mul(square, 0.044715 * tanhScale), tanhScale)));
  const inner = add(mul(square, 3 * 0.044715 * tanhScale), tanhScale);
  return mul(add(add(t, 1), mul(mul(x, inner), sub(1, mul(t, t)))), 0.5);
}

function geluExample(approximate: 'tanh' | undefined, element: (x: number) => number): OpExample {
  const x = tensorOf('float32', [points.length], points);
  const reference = (): ReturnType<typeof elementwise>[] => [elementwise((v) => element(v!), [x])];
  return approximate === undefined
    ? { inputs: [x], reference }
    : { name: approximate, inputs: [x], attributes: { approximate }, reference };
}

/** x, or slope·x where x < 0, the slope a value that broadcasts to x. */
export const PRelu: OpDefinition = {
  name: 'PRelu',
  domain: '',
  inputs: ['float', 'float'],
  infer(context) {
    const [x, slope] = [inputType(context, 0), inputType(context, 1)];
    return [broadcastsTo(slope, x)];
  },
  gradient({ inputs: [x, slope], gradients: [g], wanted }) {
    const above = wanted[0] ? step(x!) : undefined;
    return [
      // slope + (1 − slope)·[x > 0]
      above && mul(g!, add(slope!, mul(above, sub(1, slope!)))),
      wanted[1] ? sumToShape(mul(g!, clip(x!, { max: 0 })), slope!.type.shape) : undefined,
    ];
  },
  compute: ([x, slope]) => [elementwise((v, s) => (v! < 0 ? s! * v! : v!), [x!, slope!])],
  examples: [
    {
      inputs: [tensorOf('float32', [2, 3], points), tensorOf('float32', [2, 1], [0.25, -0.5])],
      reference: ([x, slope]) => [elementwise((v, s) => (v! < 0 ? s! * v! : v!), [x!, slope!])],
    },
  ],
};

/** max(x, 0). */
export function relu(x: Value): Value {
  return apply1(Relu, [x]);
}

/** x, or alpha·x where x ≤ 0. Default alpha: 0.01. */
export function leakyRelu(x: Value, options: { readonly alpha?: number } = {}): Value {
  return apply1(LeakyRelu, [x], { ...options });
}

/** x, or slope·x where x < 0; the slope broadcasts to x. */
export function pRelu(x: Value, slope: Value): Value {
  return apply1(PRelu, [x, slope]);
}

/** x, or alpha·(eˣ − 1) where x ≤ 0. Default alpha: 1. */
export function elu(x: Value, options: { readonly alpha?: number } = {}): Value {
  return apply1(Elu, [x], { ...options });
}

/** Self-normalising: 1.0507 · (x, or 1.6733·(eˣ − 1) where x ≤ 0). */
export function selu(x: Value): Value {
  return apply1(Selu, [x]);
}

/** x, or alpha·(e^(x/alpha) − 1) where x ≤ 0. Default alpha: 1. */
export function celu(x: Value, options: { readonly alpha?: number } = {}): Value {
  return apply1(Celu, [x], { ...options });
}

/** alpha·x + beta between 0 and 1. Defaults: 0.2 and 0.5, as in ONNX; PyTorch's alpha is 1/6. */
export function hardSigmoid(
  x: Value,
  options: { readonly alpha?: number; readonly beta?: number } = {},
): Value {
  return apply1(HardSigmoid, [x], { ...options });
}

/** x · (x/6 + 1/2 between 0 and 1). */
export function hardSwish(x: Value): Value {
  return apply1(HardSwish, [x]);
}

/** log(1 + eˣ). */
export function softplus(x: Value): Value {
  return apply1(Softplus, [x]);
}

/** x / (1 + |x|). */
export function softsign(x: Value): Value {
  return apply1(Softsign, [x]);
}

/** x · tanh(log(1 + eˣ)). */
export function mish(x: Value): Value {
  return apply1(Mish, [x]);
}

/** x · sigmoid(x), also called Swish. */
export function silu(x: Value): Value {
  return mul(x, sigmoid(x));
}

/** x · Φ(x): exactly, or by a tanh where `approximate` is `'tanh'`. Default: exactly. */
export function gelu(x: Value, options: { readonly approximate?: 'none' | 'tanh' } = {}): Value {
  return apply1(Gelu, [x], options.approximate === 'tanh' ? { approximate: 'tanh' } : {});
}
