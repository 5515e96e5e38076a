/**
 * Every op on inputs and attributes that are wrong in every way there is: it makes a shape, or throws an ArgumentError that
 * names its layer; and so does its gradient, of the shape that it must have. Nothing is computed.
 */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AttributeRule,
  type Attributes,
  apply,
  constant,
  gradients,
  input,
  inScope,
  type OpDefinition,
  type OpExample,
  ops,
  reduceSum,
  type Value,
} from '../../src/graph/index.ts';
import { type DType, type Tensor, tensor } from '../../src/tensor/index.ts';
import { ArgumentError } from '../../src/util/index.ts';

const dtypes: readonly DType[] = ['float32', 'float64', 'float16', 'int64', 'int32', 'uint8', 'bool'];
const numbers = [0, 1, -1, 2, 3, 1.5, -2, 7, 64, 2 ** 31, 2 ** 40, 2 ** 53, -(2 ** 53), 1e300];
const oddities = [
  ...numbers,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  '',
  'SAME_UPPER',
  'linear',
  null,
  true,
  {},
];

/** What an op is given: inputs, and which of them are constants. */
interface Call {
  readonly inputs: readonly (Value | undefined)[];
  readonly attributes: Attributes;
}

const anyShape = fc.array(fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constantFrom('n', 'time')), {
  maxLength: 5,
});
const anyInput = fc
  .tuple(fc.constantFrom(...dtypes), anyShape)
  .map(([dtype, shape]): Value => input('odd', { dtype, shape }));
const anyList = fc
  .tuple(
    fc.array(fc.constantFrom(...numbers.filter(Number.isSafeInteger)), { maxLength: 5 }),
    fc.constantFrom('int64', 'float32', 'int32'),
  )
  .map(([list, dtype]): Value => {
    const data = {
      int64: BigInt64Array.from(list, BigInt),
      float32: Float32Array.from(list),
      int32: Int32Array.from(list),
    };
    return constant(tensor(dtype as 'int64', [list.length], data[dtype as 'int64']));
  });
const anyAttribute = fc.oneof(
  fc.constantFrom(...oddities),
  fc.array(fc.constantFrom(...oddities), { maxLength: 4 }),
  fc.array(fc.constantFrom(0, 1, 2, 3, 5), { maxLength: 4 }),
);

function attributeOf(rule: AttributeRule): fc.Arbitrary<unknown> {
  return typeof rule === 'string' ? anyAttribute : fc.oneof(fc.constantFrom(...rule), anyAttribute);
}

/** An example with one to three things about it changed. */
function callOf(op: OpDefinition, example: OpExample): fc.Arbitrary<Call> {
  const start: Call = {
    inputs: example.inputs.map(
      (given, i) => given && asGiven(given, example.constants?.includes(i) ?? false, i),
    ),
    attributes: example.attributes ?? {},
  };
  const place = fc.integer({ min: 0, max: start.inputs.length });
  const put = (value: fc.Arbitrary<Value | undefined>): fc.Arbitrary<(call: Call) => Call> =>
    fc.tuple(place, value).map(([i, odd]) => ({ inputs, attributes }) => ({
      attributes,
      inputs: replaced(inputs, i, odd),
    }));
  const known = Object.entries(op.attributes ?? {});
  const changes = [
    put(fc.constant(undefined)),
    put(anyInput),
    put(anyList),
    place.map(
      (i) =>
        ({ inputs, attributes }: Call): Call => ({ attributes, inputs: inputs.slice(0, i) }),
    ),
    fc.tuple(place, anyShape).map(([i, shape]) => ({ inputs, attributes }: Call): Call => {
      const { dtype } = inputs[i]?.type ?? { dtype: 'float32' };
      return { attributes, inputs: replaced(inputs, i, input(`x${i}`, { dtype, shape })) };
    }),
    ...[...known, ['unheard', 'integer'] as const].map(([name, rule]) =>
      attributeOf(rule).map(
        (value) =>
          ({ inputs, attributes }: Call): Call => ({
            inputs,
            attributes: { ...attributes, [name]: value } as Attributes,
          }),
      ),
    ),
  ];
  return fc
    .array(fc.oneof(...changes), { minLength: 1, maxLength: 3 })
    .map((list) => list.reduce((call, change) => change(call), start));
}

function asGiven(given: Tensor, isConstant: boolean, i: number): Value {
  return isConstant ? constant(given) : input(`x${i}`, given);
}

function replaced(
  list: readonly (Value | undefined)[],
  i: number,
  value: Value | undefined,
): (Value | undefined)[] {
  const copy = [...list];
  copy[i] = value;
  return Array.from(copy, (each) => each);
}

/** What `build` gives, or nothing where it refuses in words. */
function refusedOr<T>(place: RegExp, build: () => T): T | undefined {
  try {
    return build();
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    expect(error.place).toMatch(place);
    for (const part of [error.expected, error.got, error.remedy]) expect(part).toMatch(/\S/);
    expect(error.message).not.toMatch(/undefined|\[object/);
    // What a rule for gradients does wrong, and no caller.
    expect(error.expected).not.toMatch(/^a gradient of input/);
    return undefined;
  }
}

function checkCall(op: OpDefinition, { inputs, attributes }: Call): void {
  const outputs = refusedOr(new RegExp(`^net\\.layer\\.${op.name}$`), () =>
    inScope('net.layer', () => apply(op, inputs, attributes)),
  );
  for (const { type } of outputs ?? []) {
    for (const dim of type.shape)
      expect(typeof dim === 'string' || (Number.isSafeInteger(dim) && dim >= 0)).toBe(true);
  }
  const float = outputs?.find(({ type }) => type.dtype === 'float32');
  const wanted = inputs.filter(
    (value) => value?.node.kind === 'input' && value.type.dtype === 'float32',
  ) as Value[];
  if (op.gradient === undefined || float === undefined || wanted.length === 0) return;
  refusedOr(/^net\.layer/, () => gradients(reduceSum(float), wanted));
}

describe('bad input', () => {
  it.each(ops.map((op) => [op.name, op] as const))(
    'of %s is refused in words, or makes a shape',
    (_name, op) => {
      const calls = fc.oneof(...op.examples.map((example) => callOf(op, example)));
      fc.assert(
        fc.property(calls, (call) => checkCall(op, call)),
        { numRuns: Number(process.env.RUNS ?? 60) },
      );
    },
  );
});
