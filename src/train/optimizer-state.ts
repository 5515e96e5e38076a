/** The optimizer at work on all parameters: its arrays by parameter, and one step over all of them. */

import { kernelArrays } from '../dsp/index.ts';
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

/** A parameter that is going to be trained. */
export interface NewParameter {
  readonly name: string;
  readonly weights: Tensor<'float32'>;
  readonly settings: ParameterSettings;
}

/** Fresh arrays for parameters, side by side where the optimizers' kernels work; weights are copied there. */
export function trainParameters(
  optimizer: Optimizer,
  parameters: readonly NewParameter[],
): readonly TrainedParameter[] {
  const perParameter = 2 + optimizer.slots.length;
  const arrays = kernelArrays(
    parameters.flatMap(({ weights }) => new Array<number>(perParameter).fill(weights.data.length)),
  );
  return parameters.map(({ name, weights, settings }, index) => {
    const first = index * perParameter;
    const own = (n: number): Tensor<'float32'> => tensor('float32', weights.shape, arrays[first + n]!);
    arrays[first]!.set(weights.data);
    return {
      name,
      weights: own(0),
      gradient: own(1),
      slots: new Map(optimizer.slots.map((slot, n) => [slot, own(2 + n)])),
      ...settings,
    };
  });
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
