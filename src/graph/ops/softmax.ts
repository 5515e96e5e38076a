/** Softmax and its logarithm. Their gradients need the output only. */

import { apply1 } from '../apply.ts';
import type { OpDefinition, Value } from '../node.ts';
import { mul, sub } from './arithmetic.ts';
import { inputType, integerAttribute, normalizeAxis } from './axes.ts';
import { reduceSum } from './broadcast.ts';
import { elementwise, reduce } from './compute.ts';
import { example } from './naive.ts';
import { exp } from './unary.ts';

interface Local {
  readonly y: Value;
  readonly g: Value;
  readonly axis: number;
}

type Numbers = OpDefinition['examples'][number]['inputs'][number] & object;

function alongAxis(
  name: string,
  { gradient, naive }: { gradient: (local: Local) => Value; naive: (x: Numbers, axis: number) => Numbers },
): OpDefinition {
  const x = example([2, 3, 2]);
  return {
    name,
    domain: '',
    inputs: ['float'],
    attributes: { axis: 'integer' },
    infer(context) {
      const type = inputType(context, 0);
      normalizeAxis(integerAttribute(context.attributes, 'axis', -1), type.shape.length);
      return [type];
    },
    gradient: ({ node, outputs: [y], gradients: [g] }) => [
      gradient({ y: y!, g: g!, axis: integerAttribute(node.attributes, 'axis', -1) }),
    ],
    examples: [
      { inputs: [x], reference: () => [naive(x, 2)] },
      { name: 'middle axis', inputs: [x], attributes: { axis: 1 }, reference: () => [naive(x, 1)] },
    ],
  };
}

function naiveSoftmax(x: Numbers, axis: number): Numbers {
  const powers = elementwise((v) => Math.exp(v!), [x], 'float64');
  const total = reduce((group) => group.reduce((a, b) => a + b, 0), powers, { axes: [axis], keepDims: true });
  return elementwise((power, sum) => power! / sum!, [powers, total], 'float32');
}

/** eˣ / Σ eˣ along an axis. */
export const Softmax: OpDefinition = alongAxis('Softmax', {
  // y · (g − Σ g·y)
  gradient: ({ y, g, axis }) => {
    const flow = mul(g, y);
    return sub(flow, mul(y, reduceSum(flow, [axis], { keepDims: true })));
  },
  naive: naiveSoftmax,
});

/** x − log Σ eˣ along an axis. */
export const LogSoftmax: OpDefinition = alongAxis('LogSoftmax', {
  // g − eʸ · Σ g
  gradient: ({ y, g, axis }) => sub(g, mul(exp(y), reduceSum(g, [axis], { keepDims: true }))),
  naive: (x, axis) => elementwise((v) => Math.log(v!), [naiveSoftmax(x, axis)]),
});

/** eˣ / Σ eˣ along `axis`; default: the last. */
export function softmax(x: Value, axis = -1): Value {
  return apply1(Softmax, [x], { axis });
}

/** The logarithm of {@link softmax}, without its underflow. */
export function logSoftmax(x: Value, axis = -1): Value {
  return apply1(LogSoftmax, [x], { axis });
}
