/** Batch normalization by the batch's statistics: gradients of every order are those of the same thing said in reductions. */

import { expect, it } from 'vitest';
import { evaluate } from '../../../test/support/engine.ts';
import { floatTensor } from '../../tensor/index.ts';
import { gradients } from '../autodiff.ts';
import type { Value } from '../node.ts';
import { input } from '../value.ts';
import { add, mul, sub } from './arithmetic.ts';
import { reduceSum } from './broadcast.ts';
import { type NormalizedBatch, normalizeBatch } from './normalization.ts';
import { inverseRoot } from './per-channel.ts';
import { reduceMean } from './reduce.ts';
import { reshape } from './shape.ts';
import { sin } from './unary.ts';

const shape = [3, 2, 2, 2];
const feeds = {
  x: floatTensor(
    shape,
    Array.from({ length: 24 }, (_, i) => 1 + Math.sin(5 * i)),
  ),
  scale: floatTensor([2], [1.5, -0.5]),
  bias: floatTensor([2], [0.25, 2]),
};

function composed(
  x: Value,
  { scale, bias }: { readonly scale: Value; readonly bias: Value },
): NormalizedBatch {
  const broad = (value: Value): Value => reshape(value, [1, 2, 1, 1]);
  const mean = reduceMean(x, [0, 2, 3]);
  const centred = sub(x, broad(mean));
  const variance = reduceMean(mul(centred, centred), [0, 2, 3]);
  const y = add(mul(centred, broad(mul(scale, inverseRoot(variance, 1e-5)))), broad(bias));
  return { y, mean, variance };
}

/** Of something that bends in all three outputs: what it is, its slopes, and the slopes of a sum of their squares. */
function derivatives(build: typeof composed): Record<string, Value> {
  const x = input('x', { dtype: 'float32', shape });
  const [scale, bias] = ['scale', 'bias'].map((name) => input(name, { dtype: 'float32', shape: [2] }));
  const { y, mean, variance } = build(x, { scale: scale!, bias: bias! });
  const loss = [mul(sin(y), y), mul(mean, mul(mean, mean)), sin(variance)]
    .map((value) => reduceSum(value))
    .reduce(add);
  const wrt = [x, scale!, bias!];
  const first = gradients(loss, wrt);
  const second = gradients(first.map((slope) => reduceSum(mul(slope, slope))).reduce(add), wrt);
  return Object.fromEntries([loss, ...first, ...second].map((value, i) => [`at${i}`, value]));
}

it('has first and second derivatives, of its statistics as well', async () => {
  const [own, other] = [
    await evaluate(derivatives(normalizeBatch), feeds),
    await evaluate(derivatives(composed), feeds),
  ];
  for (const [name, { data }] of Object.entries(other)) {
    const wanted = Array.from(data, Number);
    const largest = Math.max(...wanted.map(Math.abs));
    const errors = wanted.map((value, i) => Math.abs(value - Number(own[name]!.data[i])) / largest);
    expect(Math.max(...errors), name).toBeLessThan(1e-5);
  }
});
