/** Layers against PyTorch's golden vectors: outputs, gradients of inputs and parameters, and buffers after a step. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createGraph, type TensorType } from '../../src/graph/index.ts';
import { floatTensor, type Tensor, tensor } from '../../src/tensor/index.ts';
import { evaluate } from './engine.ts';
import { type BuiltLayer, buildLayer } from './layer-case.ts';

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

/** Float32 against double precision on tensors of a few dozen numbers. The worst measured is 6e-7. */
const defaultTolerance = 2e-6;

/** One test per case of test/golden/nn-FAMILY.json. */
export function describeGolden(
  family: string,
  { tolerance = defaultTolerance }: { readonly tolerance?: number } = {},
): void {
  const url = new URL(`../golden/nn-${family}.json`, import.meta.url);
  const { cases } = JSON.parse(readFileSync(url, 'utf8')) as { cases: GoldenCase[] };
  describe(`${family} as in PyTorch`, () => {
    it.each(cases.map((golden) => [golden.name, golden] as const))('%s', async (_name, golden) => {
      const errors = await errorsOf(golden);
      const worst = Object.entries(errors).filter(([, error]) => !(error <= tolerance));
      expect(Object.fromEntries(worst)).toEqual({});
      if (process.env.GOLDEN_ERRORS) console.log(family, golden.layer, Math.max(...Object.values(errors)));
    });
  });
}

/** The largest difference of each tensor, relative to its largest number. */
async function errorsOf(golden: GoldenCase): Promise<Record<string, number>> {
  const inputs = mapValues(golden.inputs, ({ shape }): TensorType => ({ dtype: 'float32', shape }));
  const built = buildLayer({ ...golden, inputs });
  expect([...built.scope.parameters.keys()].sort()).toEqual(Object.keys(golden.parameters).sort());
  const wanted: Readonly<Record<string, Numbers>> = {
    ...named('output', Object.fromEntries(golden.outputs.entries())),
    ...named('gradient', golden.gradients),
    ...named('update', golden.updates),
  };
  expect(Object.keys(built.values).sort()).toEqual(Object.keys(wanted).sort());
  const got = await evaluate(built.values, feedsOf(golden, built));
  return mapValues(wanted, ({ shape, data }, name) => {
    expect(built.values[name]!.type.shape, name).toEqual(shape);
    expect(got[name]!.shape, name).toEqual(shape);
    const scale = Math.max(...data.map(Math.abs), 1e-3);
    return Math.max(...data.map((x, i) => Math.abs(x - Number(got[name]!.data[i])) / scale));
  });
}

function feedsOf(golden: GoldenCase, { scope, values }: BuiltLayer): Record<string, Tensor> {
  const all: Readonly<Record<string, Tensor>> = {
    ...mapValues(golden.inputs, (numbers) => pack(numbers)),
    ...mapValues(golden.parameters, (numbers, name) => pack(numbers, scope.parameters.get(name)?.dtype)),
    ...named('upstream', Object.fromEntries(golden.upstream.map((numbers) => pack(numbers)).entries())),
  };
  const { inputs, parameters } = createGraph(values);
  // A layer may have a buffer that its outputs do not need: the count of batches in inference.
  const needed = Object.entries(all).filter(([name]) => inputs.has(name) || parameters.has(name));
  return Object.fromEntries(needed);
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

function named<T>(kind: string, record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [`${kind} ${name}`, value]));
}

function mapValues<A, B>(
  record: Readonly<Record<string, A>>,
  map: (value: A, key: string) => B,
): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}
