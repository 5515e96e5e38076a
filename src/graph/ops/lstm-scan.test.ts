/** The loop that keeps its gates, wide enough for panels, against steps written out; and its second derivative. */

import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/engine.ts';
import { floatTensor, type Tensor } from '../../tensor/index.ts';
import { gradients } from '../autodiff.ts';
import type { Value } from '../node.ts';
import { input } from '../value.ts';
import { add, mul } from './arithmetic.ts';
import { reduceSum } from './broadcast.ts';
import { concat, split } from './concat.ts';
import { lstmScan } from './lstm-scan.ts';
import { matMul } from './matmul.ts';
import { example } from './naive.ts';
import { reshape, transpose } from './shape.ts';
import { slice } from './slice.ts';
import { sigmoid, tanh } from './unary.ts';

interface Layer {
  readonly projected: Value;
  readonly recurrent: Value;
  readonly h: Value;
  readonly c: Value;
}

interface Sizes {
  readonly time: number;
  readonly hidden: number;
}

function leaves({ time, hidden }: Sizes): { layer: Layer; feeds: Record<string, Tensor> } {
  const shapes = {
    projected: [time, 1, 4 * hidden],
    recurrent: [4 * hidden, hidden],
    h: [1, hidden],
    c: [1, hidden],
  };
  const make = (name: keyof typeof shapes): Value => input(name, { dtype: 'float32', shape: shapes[name] });
  const layer = { projected: make('projected'), recurrent: make('recurrent'), h: make('h'), c: make('c') };
  const scaled = ({ shape, data }: Tensor<'float32'>): Tensor =>
    floatTensor(
      shape,
      data.map((x) => x / 4),
    );
  const feeds = Object.fromEntries(
    Object.entries(shapes).map(([name, shape], n) => [name, scaled(example(shape, n + 1))]),
  );
  return { layer, feeds };
}

function looped(layer: Layer): Value {
  return lstmScan({ ...layer, reversed: true, order: 'ifgo' }).output;
}

function unrolled({ projected, recurrent, h, c }: Layer, { time, hidden }: Sizes): Value {
  const weights = transpose(recurrent, [1, 0]);
  const outputs: Value[] = [];
  let [state, cell] = [h, c];
  for (let t = time - 1; t >= 0; t--) {
    const x = reshape(slice(projected, { axis: 0, start: t, end: t + 1 }), [1, 4 * hidden]);
    const z = add(x, matMul(state, weights));
    const [i, f, g, o] = split(z, [hidden, hidden, hidden, hidden], 1) as [Value, Value, Value, Value];
    cell = add(mul(sigmoid(f), cell), mul(sigmoid(i), tanh(g)));
    state = mul(sigmoid(o), tanh(cell));
    outputs[t] = reshape(state, [1, 1, hidden]);
  }
  return concat(outputs, 0);
}

async function compare(
  values: readonly [readonly Value[], readonly Value[]],
  feeds: Record<string, Tensor>,
): Promise<number> {
  const named = values.flatMap((list, n) => list.map((value, i) => [`${n}-${i}`, value] as const));
  const got = await evaluate(Object.fromEntries(named), feeds);
  return Math.max(
    ...values[0].map((_, i) => {
      const [a, b] = [got[`0-${i}`]!.data, got[`1-${i}`]!.data].map((data) => Array.from(data, Number));
      const scale = Math.max(...b!.map(Math.abs));
      return Math.max(...a!.map((x, k) => Math.abs(x - b![k]!))) / scale;
    }),
  );
}

/** Sums of up to 128 float32 products in different orders. */
const tolerance = 5e-6;

describe('lstmScan', () => {
  it('computes and differentiates in panels as written out', async () => {
    const sizes = { time: 3, hidden: 128 };
    const { layer, feeds } = leaves(sizes);
    const both = [looped(layer), unrolled(layer, sizes)].map((y) => [
      y,
      ...gradients(reduceSum(mul(y, y)), Object.values(layer)),
    ]) as [Value[], Value[]];
    expect(await compare(both, feeds)).toBeLessThan(tolerance);
  });

  it('differentiates twice', async () => {
    const sizes = { time: 2, hidden: 2 };
    const { layer, feeds } = leaves(sizes);
    const both = [looped(layer), unrolled(layer, sizes)].map((y) => {
      const [gradient] = gradients(reduceSum(mul(y, y)), [layer.projected]);
      return gradients(reduceSum(mul(gradient!, gradient!)), [layer.projected, layer.h, layer.recurrent]);
    }) as unknown as [Value[], Value[]];
    expect(await compare(both, feeds)).toBeLessThan(tolerance);
  });
});
