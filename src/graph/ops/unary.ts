/** Functions of one element: powers, exponentials, signs, roundings. Gradients reuse the output where that is cheaper. */

import { apply1 } from '../apply.ts';
import type { OpDefinition, Value } from '../node.ts';
import { add, div, mul, neg, sub } from './arithmetic.ts';
import { defineElementwise, singleExample } from './elementwise.ts';

/** What a gradient rule of one input sees. */
interface Local {
  readonly x: Value;
  readonly y: Value;
  readonly g: Value;
}

interface UnaryOp {
  readonly element: (x: number) => number;
  /** Gradient of the input; none: the function is flat nearly everywhere. */
  readonly gradient: ((local: Local) => Value) | undefined;
  /** Points for the example, away from kinks. */
  readonly points?: readonly number[];
  /** Points for an example of values only. */
  readonly kinks?: readonly number[];
  readonly domain?: OpDefinition['domain'];
  /** Default: floats. */
  readonly input?: 'float' | 'number';
}

/** The definition of a function of one element. */
export function defineUnary(
  name: string,
  { element, gradient, points, kinks, domain, input = 'float' }: UnaryOp,
): OpDefinition {
  return defineElementwise({
    name,
    ...(domain === undefined ? {} : { domain }),
    inputs: [input],
    element: element as (...x: readonly number[]) => number,
    gradient: ({ inputs: [x], outputs: [y], gradients: [g] }) => [gradient?.({ x: x!, y: y!, g: g! })],
    examples: [
      singleExample(element, points ?? [-1.5, -0.25, 0.5, 2]),
      ...(kinks === undefined ? [] : [singleExample(element, kinks, { name: 'kinks', skipGradient })]),
    ],
  });
}

const skipGradient = 'finite differences mean nothing at kinks';
const betweenIntegers = [-1.5, -0.25, 0.5, 2.25];
const positive = [0.25, 0.5, 1.5, 4];
const withinOne = [-0.75, -0.25, 0.5, 0.875];

/** |x|. */
export const Abs: OpDefinition = defineUnary('Abs', {
  input: 'number',
  element: Math.abs,
  gradient: ({ x, g }) => mul(g, sign(x)),
});

/** √x. */
export const Sqrt: OpDefinition = defineUnary('Sqrt', {
  element: Math.sqrt,
  gradient: ({ y, g }) => div(mul(g, 0.5), y),
  points: positive,
});

/** eˣ. */
export const Exp: OpDefinition = defineUnary('Exp', { element: Math.exp, gradient: ({ y, g }) => mul(g, y) });

/** The natural logarithm. */
export const Log: OpDefinition = defineUnary('Log', {
  element: Math.log,
  gradient: ({ x, g }) => div(g, x),
  points: positive,
});

/** 1/x. */
export const Reciprocal: OpDefinition = defineUnary('Reciprocal', {
  element: (x) => 1 / x,
  gradient: ({ y, g }) => neg(mul(g, mul(y, y))),
});

/** −1, 0 or 1. */
export const Sign: OpDefinition = defineUnary('Sign', {
  input: 'number',
  element: Math.sign,
  gradient: undefined,
});
/** The next integer below. */
export const Floor: OpDefinition = defineUnary('Floor', {
  element: Math.floor,
  gradient: undefined,
  points: betweenIntegers,
});
/** The next integer above. */
export const Ceil: OpDefinition = defineUnary('Ceil', {
  element: Math.ceil,
  gradient: undefined,
  points: betweenIntegers,
});
/** The nearest integer; halves go to the even one. */
export const Round: OpDefinition = defineUnary('Round', {
  element: roundHalfEven,
  gradient: undefined,
  points: [-1.25, -0.25, 0.75, 2.25],
  kinks: [-1.5, 0.5, 1.5, 2.5],
});

/** tanh x. */
export const Tanh: OpDefinition = defineUnary('Tanh', {
  element: Math.tanh,
  gradient: ({ y, g }) => mul(g, sub(1, mul(y, y))),
});

/** 1 / (1 + e⁻ˣ). */
export const Sigmoid: OpDefinition = defineUnary('Sigmoid', {
  element: (x) => 1 / (1 + Math.exp(-x)),
  gradient: ({ y, g }) => mul(g, mul(y, sub(1, y))),
});

/** The error function, 2/√π · ∫₀ˣ e^(−t²) dt. */
export const Erf: OpDefinition = defineUnary('Erf', {
  element: erfOf,
  gradient: ({ x, g }) => mul(g, mul(exp(neg(mul(x, x))), 2 / Math.sqrt(Math.PI))),
});

/** sin x. */
export const Sin: OpDefinition = defineUnary('Sin', {
  element: Math.sin,
  gradient: ({ x, g }) => mul(g, cos(x)),
});
/** cos x. */
export const Cos: OpDefinition = defineUnary('Cos', {
  element: Math.cos,
  gradient: ({ x, g }) => neg(mul(g, sin(x))),
});
/** tan x. */
export const Tan: OpDefinition = defineUnary('Tan', {
  element: Math.tan,
  gradient: ({ y, g }) => mul(g, add(mul(y, y), 1)),
  points: withinOne,
});
/** The angle whose sine is x. */
export const Asin: OpDefinition = defineUnary('Asin', {
  element: Math.asin,
  gradient: ({ x, g }) => div(g, sqrt(sub(1, mul(x, x)))),
  points: withinOne,
});
/** The angle whose cosine is x. */
export const Acos: OpDefinition = defineUnary('Acos', {
  element: Math.acos,
  gradient: ({ x, g }) => neg(div(g, sqrt(sub(1, mul(x, x))))),
  points: withinOne,
});
/** The angle, within ±π/2, whose tangent is x. */
export const Atan: OpDefinition = defineUnary('Atan', {
  element: Math.atan,
  gradient: ({ x, g }) => div(g, add(mul(x, x), 1)),
});
/** sinh x. */
export const Sinh: OpDefinition = defineUnary('Sinh', {
  element: Math.sinh,
  gradient: ({ x, g }) => mul(g, cosh(x)),
});
/** cosh x. */
export const Cosh: OpDefinition = defineUnary('Cosh', {
  element: Math.cosh,
  gradient: ({ x, g }) => mul(g, sinh(x)),
});

/** The number whose sinh is x. */
export const Asinh: OpDefinition = defineUnary('Asinh', {
  element: Math.asinh,
  gradient: ({ x, g }) => div(g, sqrt(add(mul(x, x), 1))),
});
/** The number ≥ 0 whose cosh is x. */
export const Acosh: OpDefinition = defineUnary('Acosh', {
  element: Math.acosh,
  gradient: ({ x, g }) => div(g, sqrt(sub(mul(x, x), 1))),
  points: [1.25, 1.5, 2, 4],
});
/** The number whose tanh is x. */
export const Atanh: OpDefinition = defineUnary('Atanh', {
  element: Math.atanh,
  gradient: ({ x, g }) => div(g, sub(1, mul(x, x))),
  points: withinOne,
});

/** |x|. */
export function abs(x: Value): Value {
  return apply1(Abs, [x]);
}
/** √x. Its gradient at 0 is infinite. */
export function sqrt(x: Value): Value {
  return apply1(Sqrt, [x]);
}
/** eˣ. */
export function exp(x: Value): Value {
  return apply1(Exp, [x]);
}
/** The natural logarithm. */
export function log(x: Value): Value {
  return apply1(Log, [x]);
}
/** 1/x. */
export function reciprocal(x: Value): Value {
  return apply1(Reciprocal, [x]);
}
/** −1, 0 or 1. Its gradient is 0. */
export function sign(x: Value): Value {
  return apply1(Sign, [x]);
}
/** The next integer below. Its gradient is 0. */
export function floor(x: Value): Value {
  return apply1(Floor, [x]);
}
/** The next integer above. Its gradient is 0. */
export function ceil(x: Value): Value {
  return apply1(Ceil, [x]);
}
/** The nearest integer, halves to the even one. Its gradient is 0. */
export function round(x: Value): Value {
  return apply1(Round, [x]);
}
/** tanh x. */
export function tanh(x: Value): Value {
  return apply1(Tanh, [x]);
}
/** 1 / (1 + e⁻ˣ). */
export function sigmoid(x: Value): Value {
  return apply1(Sigmoid, [x]);
}
/** The error function. */
export function erf(x: Value): Value {
  return apply1(Erf, [x]);
}
/** sin x, x in radians. */
export function sin(x: Value): Value {
  return apply1(Sin, [x]);
}
/** cos x, x in radians. */
export function cos(x: Value): Value {
  return apply1(Cos, [x]);
}
/** tan x, x in radians. */
export function tan(x: Value): Value {
  return apply1(Tan, [x]);
}
/** The angle in radians, within ±π/2, whose sine is x. */
export function asin(x: Value): Value {
  return apply1(Asin, [x]);
}
/** The angle in radians, from 0 to π, whose cosine is x. */
export function acos(x: Value): Value {
  return apply1(Acos, [x]);
}
/** The angle in radians, within ±π/2, whose tangent is x. */
export function atan(x: Value): Value {
  return apply1(Atan, [x]);
}
/** sinh x. */
export function sinh(x: Value): Value {
  return apply1(Sinh, [x]);
}
/** cosh x. */
export function cosh(x: Value): Value {
  return apply1(Cosh, [x]);
}

/** The number whose sinh is x. */
export function asinh(x: Value): Value {
  return apply1(Asinh, [x]);
}
/** The number ≥ 0 whose cosh is x ≥ 1. */
export function acosh(x: Value): Value {
  return apply1(Acosh, [x]);
}
/** The number whose tanh is x, between −1 and 1. */
export function atanh(x: Value): Value {
  return apply1(Atanh, [x]);
}

function roundHalfEven(x: number): number {
  const low = Math.floor(x);
  const rest = x - low;
  if (rest === 0.5) return low % 2 === 0 ? low : low + 1;
  return rest < 0.5 ? low : low + 1;
}

/** By its Maclaurin series, 2/√π · Σ (−1)ⁿ x²ⁿ⁺¹ / (n! (2n+1)): good to 1e-10 for the |x| < 4 of examples. */
export function erfOf(x: number): number {
  if (Math.abs(x) > 4) return Math.sign(x);
  let power = x;
  let sum = x;
  for (let n = 1; n < 90; n++) {
    power *= (-x * x) / n;
    sum += power / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}
