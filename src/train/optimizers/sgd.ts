/** Stochastic gradient descent with momentum (Polyak 1964; Nesterov 1983), by PyTorch's formulas (`torch.optim.SGD`). */

import { ArgumentError, checkNumber } from '../../util/index.ts';
import type { Optimizer, ParameterArrays, UpdateStep } from './optimizer.ts';

/** Settings of {@link sgd}. */
export interface SgdOptions {
  /** Default 1e-3. */
  readonly learningRate?: number;
  /** How much of the last step's direction is kept. Default 0. */
  readonly momentum?: number;
  /** How much of the new gradient is left out of the momentum. Default 0. */
  readonly dampening?: number;
  /** L2 penalty, added to the gradient. Default 0. */
  readonly weightDecay?: number;
  /** Look ahead along the momentum. Default false. */
  readonly nesterov?: boolean;
}

/**
 * w ← w − rate · d, where d is the gradient, or with momentum m: b ← m·b + (1 − dampening)·g (b = g at the first step) and
 * d = b, or g + m·b by Nesterov.
 *
 * Throws ArgumentError where a setting is out of range, or for Nesterov without momentum or with dampening.
 */
export function sgd(options: SgdOptions = {}): Optimizer {
  const momentum = checkNumber('sgd.momentum', options.momentum ?? 0, { min: 0 });
  const dampening = checkNumber('sgd.dampening', options.dampening ?? 0);
  const nesterov = options.nesterov ?? false;
  if (nesterov && (momentum === 0 || dampening !== 0)) {
    throw new ArgumentError({
      place: 'sgd.nesterov',
      expected: 'momentum above 0 and dampening 0',
      got: `momentum ${momentum} and dampening ${dampening}`,
      remedy: 'Give { momentum: 0.9 } without dampening',
    });
  }
  return {
    name: 'sgd',
    learningRate: checkNumber('sgd.learningRate', options.learningRate ?? 1e-3, { min: 0 }),
    weightDecay: checkNumber('sgd.weightDecay', options.weightDecay ?? 0, { min: 0 }),
    settings: { momentum, dampening, nesterov },
    slots: momentum === 0 ? [] : ['momentum_buffer'],
    update: (arrays, step) =>
      momentum === 0
        ? descend(arrays, step)
        : descendWithMomentum(arrays, step, { momentum, dampening, nesterov }),
  };
}

function descend({ weights, gradient }: ParameterArrays, step: UpdateStep): void {
  const { learningRate, weightDecay, gradientScale } = step;
  for (let i = 0; i < weights.length; i++) {
    weights[i]! -= learningRate * (gradient[i]! * gradientScale + weightDecay * weights[i]!);
  }
}

function descendWithMomentum(
  { weights, gradient, slots: [buffer] }: ParameterArrays,
  { count, learningRate, weightDecay, gradientScale }: UpdateStep,
  { momentum, dampening, nesterov }: { momentum: number; dampening: number; nesterov: boolean },
): void {
  const kept = count === 1 ? 0 : momentum;
  const fresh = count === 1 ? 1 : 1 - dampening;
  for (let i = 0; i < weights.length; i++) {
    const g = gradient[i]! * gradientScale + weightDecay * weights[i]!;
    const b = kept * buffer![i]! + fresh * g;
    buffer![i] = b;
    weights[i]! -= learningRate * (nesterov ? g + momentum * b : b);
  }
}
