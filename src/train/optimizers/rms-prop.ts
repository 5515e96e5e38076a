/** RMSprop (Hinton 2012, lecture 6e; centred: Graves 2013), by PyTorch's formulas (`torch.optim.RMSprop`). */

import { checkNumber } from '../../util/index.ts';
import type { Optimizer, ParameterArrays, UpdateStep } from './optimizer.ts';

/** Settings of {@link rmsProp}. */
export interface RmsPropOptions {
  /** Default 1e-2. */
  readonly learningRate?: number;
  /** Decay of the running mean square. Default 0.99. */
  readonly alpha?: number;
  /** Added to the root of the mean square. Default 1e-8. */
  readonly epsilon?: number;
  /** L2 penalty, added to the gradient. Default 0. */
  readonly weightDecay?: number;
  /** How much of the last step is kept. Default 0. */
  readonly momentum?: number;
  /** Divide by the standard deviation and not by the root mean square. Default false. */
  readonly centered?: boolean;
}

interface RmsPropSettings {
  readonly alpha: number;
  readonly epsilon: number;
  readonly momentum: number;
  readonly centered: boolean;
}

/**
 * s ← αs + (1 − α)g², d = g / (√s + ε), w ← w − rate · d; with momentum m: b ← m·b + d and d = b; centred: √(s − ḡ²) in
 * place of √s. Throws ArgumentError where a setting is out of range.
 */
export function rmsProp(options: RmsPropOptions = {}): Optimizer {
  const settings: RmsPropSettings = {
    alpha: checkNumber('rmsprop.alpha', options.alpha ?? 0.99, { min: 0 }),
    epsilon: checkNumber('rmsprop.epsilon', options.epsilon ?? 1e-8, { min: 0 }),
    momentum: checkNumber('rmsprop.momentum', options.momentum ?? 0, { min: 0 }),
    centered: options.centered ?? false,
  };
  const { momentum, centered } = settings;
  return {
    name: 'rmsprop',
    learningRate: checkNumber('rmsprop.learningRate', options.learningRate ?? 1e-2, { min: 0 }),
    weightDecay: checkNumber('rmsprop.weightDecay', options.weightDecay ?? 0, { min: 0 }),
    settings: { ...settings },
    slots: ['square_avg', ...(momentum > 0 ? ['momentum_buffer'] : []), ...(centered ? ['grad_avg'] : [])],
    update: (arrays, step) => updateRmsProp(arrays, step, settings),
  };
}

function updateRmsProp(
  { weights, gradient, slots }: ParameterArrays,
  { learningRate, weightDecay, gradientScale }: UpdateStep,
  { alpha, epsilon, momentum, centered }: RmsPropSettings,
): void {
  const square = slots[0]!;
  const buffer = momentum > 0 ? slots[1]! : undefined;
  const mean = centered ? slots.at(-1)! : undefined;
  for (let i = 0; i < weights.length; i++) {
    const g = gradient[i]! * gradientScale + weightDecay * weights[i]!;
    let variance = alpha * square[i]! + (1 - alpha) * g * g;
    square[i] = variance;
    if (mean !== undefined) {
      const average = alpha * mean[i]! + (1 - alpha) * g;
      mean[i] = average;
      // Rounding can leave the variance of a constant gradient a hair below zero.
      variance = Math.max(0, variance - average * average);
    }
    let direction = g / (Math.sqrt(variance) + epsilon);
    if (buffer !== undefined) {
      direction += momentum * buffer[i]!;
      buffer[i] = direction;
    }
    weights[i]! -= learningRate * direction;
  }
}
