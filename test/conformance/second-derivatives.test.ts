/**
 * Gradients are made of ops, so they have gradients: for every op the derivative of its gradient along a direction is that
 * of finite differences. All ops are one program, run five times.
 */

import { beforeAll, describe, expect, it } from 'vitest';
import {
  add,
  apply,
  constant,
  createGraph,
  gradients,
  input,
  mul,
  type OpDefinition,
  ops,
  reduceSum,
  type Value,
  verifyGraph,
} from '../../src/graph/index.ts';
import { elementCount, floatTensor, type Tensor } from '../../src/tensor/index.ts';
import { createRandom } from '../../src/util/index.ts';
import { testEngine } from '../support/engine.ts';

/** As for first derivatives: five points, so that float32's rounding over the step is what is left. */
const step = 0.01;
/** Relative to max(1, |expected|). The gradient's own rounding, a few 1e-6, is divided by the step. */
const tolerance = 5e-3;

/** Ops that are not asked, and why. */
const withoutSecond: Readonly<Record<string, string>> = {
  Cast: 'its example goes to float64, which this test does not feed',
};

interface Case {
  readonly name: string;
  /** Inputs by name, with the direction that each is moved in. */
  readonly moved: ReadonlyMap<string, { readonly at: Tensor; readonly direction: Float32Array }>;
  readonly fixed: Readonly<Record<string, Tensor>>;
  /** Σ gradient · weight, and its derivative along the direction. */
  readonly outputs: { readonly slope: Value; readonly second: Value };
}

const candidates = ops.flatMap((op) => {
  const example = op.examples.find(
    ({ skipGradient, inputs, constants }) =>
      skipGradient === undefined && inputs.some((x, i) => x?.dtype === 'float32' && !constants?.includes(i)),
  );
  return op.gradient === undefined || example === undefined ? [] : [{ op, example }];
});

const built = new Map<string, Case | Error>();
let runs: Record<string, Tensor>[] = [];

beforeAll(async () => {
  for (const { op, example } of candidates) {
    if (op.name in withoutSecond) continue;
    try {
      built.set(op.name, build(op, example));
    } catch (error) {
      built.set(op.name, error as Error);
    }
  }
  const cases = [...built.values()].filter((one) => !(one instanceof Error)) as Case[];
  const outputs = cases.flatMap(({ name, outputs: { slope, second } }) => [
    [`${name}/slope`, slope],
    [`${name}/second`, second],
  ]);
  const graph = createGraph(Object.fromEntries(outputs));
  verifyGraph(graph);
  const program = await (await testEngine()).compile(graph, { purpose: 'training' });
  for (const distance of [0, 1, -1, 2, -2]) {
    const feeds = Object.assign({}, ...cases.map((one) => feedsAt(one, distance * step)));
    const needed = Object.entries(feeds).filter(([name]) => program.inputs.has(name));
    runs = [...runs, await program.run(Object.fromEntries(needed) as Record<string, Tensor>)];
  }
  await program.dispose();
});

describe.each(candidates.map(({ op }) => op.name))('%s', (name) => {
  it.skipIf(name in withoutSecond)('has the second derivative of finite differences', () => {
    const found = built.get(name);
    if (found instanceof Error) throw found;
    const [, near, nearBack, far, farBack] = runs.map((run) => Number(run[`${name}/slope`]!.data[0]));
    const expected = (8 * (near! - nearBack!) - (far! - farBack!)) / (12 * step);
    const second = Number(runs[0]![`${name}/second`]!.data[0]);
    expect(Math.abs(second - expected) / Math.max(1, Math.abs(expected))).toBeLessThan(tolerance);
  });
});

function build(op: OpDefinition, example: OpDefinition['examples'][number]): Case {
  const { uniform } = createRandom(7);
  const random = (shape: readonly (number | string)[]): Float32Array =>
    Float32Array.from({ length: elementCount(shape as number[]) }, () => 2 * uniform() - 1);
  const moved = new Map<string, { readonly at: Tensor; readonly direction: Float32Array }>();
  const fixed: Record<string, Tensor> = {};
  const variables: Value[] = [];
  const inputs = example.inputs.map((tensor, index) => {
    if (tensor === undefined) return undefined;
    if (example.constants?.includes(index)) return constant(tensor);
    const name = `${op.name}/${index}`;
    const value = input(name, tensor);
    if (tensor.dtype === 'float32') {
      moved.set(name, { at: tensor, direction: random(tensor.shape) });
      variables.push(value);
    } else fixed[name] = tensor;
    return value;
  });
  const weighted = (values: readonly Value[]): Value =>
    values
      .filter(({ type }) => type.dtype === 'float32')
      .map((value) => {
        const shape = value.type.shape as number[];
        return reduceSum(mul(value, constant(floatTensor(shape, random(shape)))));
      })
      .reduce((sum, term) => add(sum, term));
  const slope = weighted(gradients(weighted(apply(op, inputs, example.attributes)), variables));
  const along = gradients(slope, variables).map((gradient, index) => {
    const { direction, at } = [...moved.values()][index]!;
    return reduceSum(mul(gradient, constant(floatTensor(at.shape, direction))));
  });
  const second = along.reduce((sum, term) => add(sum, term));
  return { name: op.name, moved, fixed, outputs: { slope, second } };
}

function feedsAt({ moved, fixed }: Case, distance: number): Record<string, Tensor> {
  const feeds: Record<string, Tensor> = { ...fixed };
  for (const [name, { at, direction }] of moved) {
    const data = Float32Array.from(at.data as Float32Array, (x, i) => x + distance * direction[i]!);
    feeds[name] = floatTensor(at.shape, data);
  }
  return feeds;
}
