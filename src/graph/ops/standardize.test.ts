/** The gradient of a normalization as a whole is that of its parts, and so is the gradient of that. */

import { expect, it } from 'vitest';
import { evaluate } from '../../../test/support/engine.ts';
import { floatTensor } from '../../tensor/index.ts';
import { gradients } from '../autodiff.ts';
import type { Value } from '../node.ts';
import { input } from '../value.ts';
import { mul, sub } from './arithmetic.ts';
import { reduceSum } from './broadcast.ts';
import { inverseRoot } from './per-channel.ts';
import { reduceMean } from './reduce.ts';
import { standardizeBy } from './standardize.ts';
import { sin } from './unary.ts';

/** Large against a variance of 0.5, so that its part in the gradient shows. */
const epsilon = 0.1;

function derivatives(last: (values: Value, inverse: Value) => Value): Record<string, Value> {
  const x = input('x', { dtype: 'float32', shape: [1, 3, 5] });
  const centred = sub(x, reduceMean(x, [1, 2], { keepDims: true }));
  const power = reduceMean(mul(centred, centred), [1, 2], { keepDims: true });
  const y = last(centred, inverseRoot(power, epsilon));
  const [first] = gradients(reduceSum(mul(sin(y), x)), [x]);
  const [second] = gradients(reduceSum(mul(first!, first!)), [x]);
  return { y, first: first!, second: second! };
}

it('has first and second derivatives', async () => {
  const x = floatTensor(
    [1, 3, 5],
    Array.from({ length: 15 }, (_, i) => Math.sin(5 * i)),
  );
  const [own, parts] = [
    await evaluate(derivatives(standardizeBy), { x }),
    await evaluate(derivatives(mul), { x }),
  ];
  for (const [name, { data }] of Object.entries(parts)) {
    const wanted = Array.from(data, Number);
    const largest = Math.max(...wanted.map(Math.abs));
    const errors = wanted.map((value, i) => Math.abs(value - Number(own[name]!.data[i])));
    expect(Math.max(...errors) / largest, name).toBeLessThan(1e-5);
  }
});
