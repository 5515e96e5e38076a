/** Complex arithmetic as pairs of real values: ONNX Runtime has no complex numbers. Gradients are those of the real parts. */

import {
  abs,
  add,
  atan,
  cos,
  div,
  greaterOrEqual,
  less,
  matMul,
  max,
  mul,
  neg,
  sin,
  sqrt,
  sub,
  type Value,
  where,
} from '../graph/index.ts';

/** A complex value: real and imaginary parts of one shape. */
export interface Complex {
  readonly re: Value;
  readonly im: Value;
}

/** Below this square a magnitude counts as its root, so that silence has a gradient of 0 and not of 0/0. */
const tiniestPower = 1e-30;

/** a + b. */
export function complexAdd(a: Complex, b: Complex): Complex {
  return { re: add(a.re, b.re), im: add(a.im, b.im) };
}

/** a − b. */
export function complexSub(a: Complex, b: Complex): Complex {
  return { re: sub(a.re, b.re), im: sub(a.im, b.im) };
}

/** a·b. */
export function complexMul(a: Complex, b: Complex): Complex {
  return {
    re: sub(mul(a.re, b.re), mul(a.im, b.im)),
    im: add(mul(a.re, b.im), mul(a.im, b.re)),
  };
}

/** a / b. Infinite or not a number where b is 0. */
export function complexDiv(a: Complex, b: Complex): Complex {
  const power = complexPower(b);
  const { re, im } = complexMul(a, complexConj(b));
  return { re: div(re, power), im: div(im, power) };
}

/** a times a real value. */
export function complexScale(a: Complex, factor: Value): Complex {
  return { re: mul(a.re, factor), im: mul(a.im, factor) };
}

/** The conjugate: the imaginary part negated. */
export function complexConj(a: Complex): Complex {
  return { re: a.re, im: neg(a.im) };
}

/** |a|². */
export function complexPower(a: Complex): Value {
  return add(mul(a.re, a.re), mul(a.im, a.im));
}

/** |a|, at least 1e-15; its gradient is 0 below that, where the derivative does not exist. */
export function complexAbs(a: Complex): Value {
  return sqrt(max(complexPower(a), tiniestPower));
}

/** The angle in (−π, π]; 0 at zero, without a gradient there. */
export function complexPhase({ re, im }: Complex): Value {
  // atan of the smaller over the larger part stays within ±π/4, where it is exact; the rest are quarter turns.
  const flat = greaterOrEqual(abs(re), abs(im));
  const larger = where(flat, re, im);
  const safe = where(less(abs(larger), tiniestPower), tiniestPower, larger);
  const angle = atan(div(where(flat, im, re), safe));
  const halfTurn = where(less(re, 0), where(less(im, 0), -Math.PI, Math.PI), 0);
  const quarterTurn = where(less(im, 0), -Math.PI / 2, Math.PI / 2);
  return where(flat, add(angle, halfTurn), sub(quarterTurn, angle));
}

/** magnitude·e^(i·phase). */
export function fromPolar(magnitude: Value, phase: Value): Complex {
  return { re: mul(magnitude, cos(phase)), im: mul(magnitude, sin(phase)) };
}

/** The matrix product of the last two axes. */
export function complexMatMul(a: Complex, b: Complex): Complex {
  return {
    re: sub(matMul(a.re, b.re), matMul(a.im, b.im)),
    im: add(matMul(a.re, b.im), matMul(a.im, b.re)),
  };
}
