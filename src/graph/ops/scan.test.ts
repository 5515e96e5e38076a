/** Loops: order of steps, captured weights, gradients against the same computation written out. */

import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/engine.ts';
import { floatTensor } from '../../tensor/index.ts';
import { gradients } from '../autodiff.ts';
import type { Value } from '../node.ts';
import { input, parameter } from '../value.ts';
import { add, mul } from './arithmetic.ts';
import { reduceSum } from './broadcast.ts';
import { concat } from './concat.ts';
import { matMul } from './matmul.ts';
import { scan } from './scan.ts';
import { reshape, transpose } from './shape.ts';
import { slice } from './slice.ts';
import { tanh } from './unary.ts';

const steps = 3;
const x = input('x', { dtype: 'float32', shape: [steps, 1, 2] });
const start = input('start', { dtype: 'float32', shape: [1, 2] });
const w = parameter('w', { dtype: 'float32', shape: [2, 2] });
const feeds = {
  x: floatTensor([steps, 1, 2], [0.3, -0.2, 0.9, 0.4, -0.6, 0.1]),
  start: floatTensor([1, 2], [0.5, -0.4]),
  w: floatTensor([2, 2], [0.2, -0.7, 0.6, 0.3]),
};

/** hₜ = tanh(xₜ + hₜ₋₁·Wᵀ); the transposed weight does not depend on the step. */
function step(h: Value, xt: Value): Value {
  return tanh(add(xt, matMul(h, transpose(w, [1, 0]))));
}

function looped(reversed: boolean): Value {
  const { outputs } = scan({
    states: [start],
    inputs: [x],
    reversedInputs: [reversed],
    reversedOutputs: [reversed],
    body: ([h], [xt]) => {
      const next = step(h!, xt!);
      return { states: [next], outputs: [next] };
    },
  });
  return outputs[0]!;
}

function unrolled(reversed: boolean): Value {
  const all: Value[] = [];
  let h = start;
  for (let n = 0; n < steps; n++) {
    const t = reversed ? steps - 1 - n : n;
    h = step(h, reshape(slice(x, { axis: 0, start: t, end: t + 1 }), [1, 2]));
    all[t] = reshape(h, [1, 1, 2]);
  }
  return concat(all, 0);
}

describe('scan', () => {
  it.each([false, true])('computes and differentiates as written out, reversed: %s', async (reversed) => {
    const both = [looped(reversed), unrolled(reversed)].map((y) => {
      const loss = reduceSum(mul(y, mul(y, x)));
      return [y, ...gradients(loss, [x, start, w])];
    });
    const names = ['y', 'x', 'start', 'w'];
    const values = both.flatMap((list, n) => list.map((value, i) => [`${n}${names[i]}`, value] as const));
    const got = await evaluate(Object.fromEntries(values), feeds);
    for (const name of names) {
      const wanted = Array.from(got[`1${name}`]!.data, Number);
      Array.from(got[`0${name}`]!.data, Number).forEach((value, i) => {
        expect(value, name).toBeCloseTo(wanted[i]!, 5);
      });
    }
  });
});
