/** Layers against PyTorch: outputs, gradients of inputs and parameters, and buffers after a step. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  add,
  constant,
  createGraph,
  gradients,
  input,
  mul,
  reduceSum,
  type Value,
} from '../../src/graph/index.ts';
import { createScope, type Scope } from '../../src/nn/scope.ts';
import { floatTensor, type Tensor, tensor } from '../../src/tensor/index.ts';
import { evaluate } from './engine.ts';

interface Numbers {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

interface GoldenCase {
  readonly name: string;
  readonly layer: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly training: boolean;
  readonly inputs: Readonly<Record<string, Numbers>>;
  readonly parameters: Readonly<Record<string, Numbers>>;
  readonly upstream: readonly Numbers[];
  readonly outputs: readonly Numbers[];
  readonly gradients: Readonly<Record<string, Numbers>>;
  readonly updates: Readonly<Record<string, Numbers>>;
}

/** Builds the layer that a case names. The options are those of the layer, as the case's script wrote them. */
export type GoldenLayer<Options> = (
  scope: Scope,
  inputs: Readonly<Record<string, Value>>,
  options: Options,
) => Value | readonly Value[];

/** Float32 against double precision on tensors of a few dozen numbers. The worst measured is 6e-7. */
const defaultTolerance = 2e-6;

/** One test per case of test/golden/nn-FAMILY.json. */
export function describeGolden<Options>(
  family: string,
  layers: Readonly<Record<string, GoldenLayer<Options>>>,
  { tolerance = defaultTolerance }: { readonly tolerance?: number } = {},
): void {
  const url = new URL(`../golden/nn-${family}.json`, import.meta.url);
  const { cases } = JSON.parse(readFileSync(url, 'utf8')) as { cases: GoldenCase[] };
  describe(`${family} as in PyTorch`, () => {
    it.each(cases.map((golden) => [golden.name, golden] as const))('%s', async (_name, golden) => {
      const errors = await errorsOf(golden, layers[golden.layer]! as GoldenLayer<unknown>);
      const worst = Object.entries(errors).filter(([, error]) => !(error <= tolerance));
      expect(Object.fromEntries(worst)).toEqual({});
      if (process.env.GOLDEN_ERRORS) console.log(family, golden.layer, Math.max(...Object.values(errors)));
    });
  });
}

/** The largest difference of each tensor, relative to its largest number. */
async function errorsOf(golden: GoldenCase, build: GoldenLayer<unknown>): Promise<Record<string, number>> {
  const scope = createScope({ training: golden.training });
  const inputs = mapValues(golden.inputs, ({ shape }, name) => input(name, { dtype: 'float32', shape }));
  const result = build(scope, inputs, golden.options);
  const outputs = 'type' in result ? [result] : [...result];
  const trainable = [...scope.parameters].filter(([, spec]) => spec.trainable);
  const wrt: [string, Value][] = [
    ...Object.entries(inputs),
    ...trainable.map(([name, { value }]): [string, Value] => [name, value]),
  ];
  const terms = outputs.map((output, i) => reduceSum(mul(output, constant(pack(golden.upstream[i]!)))));
  const grads = gradients(
    terms.reduce((sum, term) => add(sum, term)),
    wrt.map(([, value]) => value),
  );
  expect([...scope.parameters.keys()].sort()).toEqual(Object.keys(golden.parameters).sort());
  const wanted: Record<string, [Value, Numbers]> = {};
  for (const [i, output] of outputs.entries()) wanted[`output ${i}`] = [output, golden.outputs[i]!];
  for (const [i, [name]] of wrt.entries()) wanted[`gradient ${name}`] = [grads[i]!, golden.gradients[name]!];
  expect([...scope.updates.keys()].sort()).toEqual(Object.keys(golden.updates).sort());
  for (const [name, value] of scope.updates) wanted[`update ${name}`] = [value, golden.updates[name]!];
  return compare(wanted, feedsOf(golden, scope));
}

async function compare(
  wanted: Readonly<Record<string, readonly [Value, Numbers]>>,
  feeds: Record<string, Tensor>,
): Promise<Record<string, number>> {
  const values = mapValues(wanted, ([value]) => value);
  const { inputs, parameters } = createGraph(values);
  // A layer may have a buffer that its outputs do not need: the count of batches in inference.
  const needed = Object.entries(feeds).filter(([name]) => inputs.has(name) || parameters.has(name));
  const got = await evaluate(values, Object.fromEntries(needed));
  return mapValues(wanted, ([value, { shape, data }], name) => {
    expect(value.type.shape, name).toEqual(shape);
    expect(got[name]!.shape, name).toEqual(shape);
    const scale = Math.max(...data.map(Math.abs), 1e-3);
    return Math.max(...data.map((x, i) => Math.abs(x - Number(got[name]!.data[i])) / scale));
  });
}

function feedsOf(golden: GoldenCase, scope: Scope): Record<string, Tensor> {
  return {
    ...mapValues(golden.inputs, pack),
    ...mapValues(golden.parameters, (numbers, name) => pack(numbers, scope.parameters.get(name)?.dtype)),
  };
}

function pack({ shape, data }: Numbers, dtype?: string): Tensor {
  return dtype === 'int64'
    ? tensor(
        'int64',
        shape,
        BigInt64Array.from(data, (x) => BigInt(x)),
      )
    : floatTensor(shape, data);
}

function mapValues<A, B>(
  record: Readonly<Record<string, A>>,
  map: (value: A, key: string) => B,
): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}
