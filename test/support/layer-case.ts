/** A layer to be compared with PyTorch, built: its outputs, every gradient, and its buffers after a step. */

import { add, gradients, input, mul, reduceSum, type TensorType, type Value } from '../../src/graph/index.ts';
import { createScope, type Scope } from '../../src/nn/index.ts';
import { torchLayers } from './torch-layers.ts';

/** Which layer, how, on what. */
export interface LayerCase {
  /** A name of {@link torchLayers}. */
  readonly layer: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly training: boolean;
  /** In the order in which the layer's twin takes them. */
  readonly inputs: Readonly<Record<string, TensorType>>;
}

/** What a case computes. */
export interface BuiltLayer {
  readonly scope: Scope;
  readonly outputs: readonly Value[];
  /**
   * `output N`; `gradient NAME` of Σ output · upstream, of every input and trainable parameter; `update NAME` of every
   * buffer that the step changes. Fed are the inputs and parameters by name, and an `upstream N` for each output.
   */
  readonly values: Readonly<Record<string, Value>>;
}

/** The graph of a case. */
export function buildLayer({ layer, options, training, inputs: types }: LayerCase): BuiltLayer {
  const scope = createScope({ training });
  const inputs = Object.fromEntries(Object.entries(types).map(([name, type]) => [name, input(name, type)]));
  const result = torchLayers[layer]!(scope, inputs, options);
  const outputs = 'type' in result ? [result] : [...result];
  const trainable = [...scope.parameters].filter(([, spec]) => spec.trainable);
  const sources: [string, Value][] = [
    ...Object.entries(inputs).filter(([, { type }]) => type.dtype === 'float32'),
    ...trainable.map(([name, { value }]): [string, Value] => [name, value]),
  ];
  const losses = outputs.map((output, n) => reduceSum(mul(output, input(`upstream ${n}`, output.type))));
  const slopes = gradients(
    losses.reduce((sum, loss) => add(sum, loss)),
    sources.map(([, value]) => value),
  );
  const values: [string, Value][] = [
    ...outputs.map((output, n): [string, Value] => [`output ${n}`, output]),
    ...sources.map(([name], n): [string, Value] => [`gradient ${name}`, slopes[n]!]),
    ...[...scope.updates].map(([name, value]): [string, Value] => [`update ${name}`, value]),
  ];
  return { scope, outputs, values: Object.fromEntries(values) };
}
