/** The optimizer at work on all parameters: its arrays by parameter, and one step over all of them. */

import { type Tensor, tensor } from '../tensor/index.ts';
import type { ParameterSettings } from './groups.ts';
import type { Optimizer } from './optimizers/optimizer.ts';

/** A trained parameter with everything that its update needs. */
export interface TrainedParameter extends ParameterSettings {
  readonly name: string;
  /** Updated in place. */
  readonly weights: Tensor<'float32'>;
  /** What the step's program writes, or what gradients are added up in. */
  readonly gradient: Tensor<'float32'>;
  /** By the names of the optimizer's slots. */
  readonly slots: ReadonlyMap<string, Tensor<'float32'>>;
}

/** Fresh arrays for one parameter. */
export function trainParameter(
  optimizer: Optimizer,
  parts: { readonly name: string; readonly weights: Tensor<'float32'>; readonly settings: ParameterSettings },
): TrainedParameter {
  const { name, weights, settings } = parts;
  const zeros = (): Tensor<'float32'> =>
    tensor('float32', weights.shape, new Float32Array(weights.data.length));
  return {
    name,
    weights,
    gradient: zeros(),
    slots: new Map(optimizer.slots.map((slot) => [slot, zeros()])),
    ...settings,
  };
}

/** One step of all parameters. */
export function updateParameters(
  optimizer: Optimizer,
  parameters: readonly TrainedParameter[],
  step: { readonly count: number; readonly rateFactor: number; readonly gradientScale: number },
): void {
  for (const { weights, gradient, slots, learningRate, weightDecay } of parameters) {
    optimizer.update(
      {
        weights: weights.data,
        gradient: gradient.data,
        slots: [...slots.values()].map(({ data }) => data),
      },
      {
        count: step.count,
        learningRate: learningRate * step.rateFactor,
        weightDecay,
        gradientScale: step.gradientScale,
      },
    );
  }
}
