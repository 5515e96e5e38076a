/** A loss on given numbers: its value and its gradients by what an optimizer would change. */

import { createGraph, gradients, input, type Value } from '../../src/graph/index.ts';
import { floatTensor, type Tensor } from '../../src/tensor/index.ts';
import { createCriterion, type Loss, type LossInput, permutationInvariant } from '../../src/train/index.ts';
import { evaluate } from './engine.ts';

/** An array with its shape. */
export interface Numbers {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

/** What a loss may look at, by these names; those that it does not need may be left out. */
export type LossNumbers = Readonly<
  Partial<
    Record<
      | 'estimateMagnitude'
      | 'targetMagnitude'
      | 'mixtureMagnitude'
      | 'mask'
      | 'estimateWaveform'
      | 'targetWaveform'
      | 'mean'
      | 'deviation',
      Numbers
    >
  >
>;

/** One case of test/golden/losses.json, or of the figure. */
export interface LossCase {
  readonly name: string;
  readonly loss: string | Readonly<Record<string, number>>;
  readonly options: Readonly<Record<string, number | string | boolean>>;
  readonly pit: boolean;
  readonly inputs: LossNumbers;
}

/** A loss's value and gradients. */
export interface LossResult {
  readonly loss: number;
  readonly gradients: Readonly<Record<string, readonly number[]>>;
}

const changed = ['estimateMagnitude', 'estimateWaveform', 'mask', 'mean', 'deviation'];

/** The loss that a case speaks of. */
export function lossOfCase({ loss, options, pit }: Omit<LossCase, 'inputs' | 'name'>): Loss {
  const criterion = createCriterion(typeof loss === 'string' ? { [loss]: { ...options } } : loss);
  return pit ? permutationInvariant(criterion) : criterion;
}

/** Computes `loss` and its gradients on the processor. */
export async function computeLoss(loss: Loss, numbers: LossNumbers): Promise<LossResult> {
  const entries = Object.entries(numbers) as [keyof LossNumbers, Numbers][];
  const values = new Map(
    entries.map(([name, { shape }]) => [name, input(name, { dtype: 'float32', shape })] as const),
  );
  const get = (name: keyof LossNumbers): Value => {
    const value = values.get(name);
    if (value === undefined) throw new Error(`the case has no ${name}`);
    return value;
  };
  const side = (name: 'estimate' | 'target' | 'mixture') => ({
    magnitude: () => get(`${name}Magnitude`),
    waveform: () => get(`${name}Waveform` as keyof LossNumbers),
  });
  const lossInput: LossInput = {
    estimate: side('estimate'),
    target: side('target'),
    mixture: side('mixture'),
    mask: () => get('mask'),
    latent: values.has('mean') ? { mean: get('mean'), deviation: get('deviation') } : undefined,
  };
  const value = loss.build(lossInput);
  const leaves = entries.filter(([name]) => changed.includes(name));
  const slopes = gradients(
    value,
    leaves.map(([name]) => get(name)),
  );
  const outputs = Object.fromEntries(leaves.map(([name], n) => [`gradient ${name}`, slopes[n]!]));
  const feeds: Record<string, Tensor> = Object.fromEntries(
    entries.map(([name, { shape, data }]) => [name, floatTensor(shape, data)]),
  );
  const results = await evaluate({ loss: value, ...outputs }, used(feeds, { loss: value, ...outputs }));
  return {
    loss: Number(results.loss!.data[0]),
    gradients: Object.fromEntries(
      leaves.map(([name]) => [name, Array.from(results[`gradient ${name}`]!.data as Float32Array)]),
    ),
  };
}

/** Feeds that a graph reads. */
function used(
  feeds: Record<string, Tensor>,
  outputs: Readonly<Record<string, Value>>,
): Record<string, Tensor> {
  const { inputs } = createGraph(outputs);
  return Object.fromEntries(Object.entries(feeds).filter(([name]) => inputs.has(name)));
}

/** The largest difference of each number from the reference, relative to the largest of its kind. */
export function lossErrors(got: LossResult, wanted: LossResult): Record<string, number> {
  const errors = Object.entries(wanted.gradients).map(([name, reference]) => {
    const scale = Math.max(...reference.map(Math.abs), 1e-12);
    const own = got.gradients[name]!;
    return [name, Math.max(...reference.map((value, n) => Math.abs(value - own[n]!))) / scale] as const;
  });
  return {
    value: Math.abs(got.loss - wanted.loss) / Math.max(1, Math.abs(wanted.loss)),
    ...Object.fromEntries(errors),
  };
}
