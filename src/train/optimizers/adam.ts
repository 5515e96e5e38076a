/**
 * Adam (Kingma & Ba 2015), AMSGrad (Reddi et al. 2018) and AdamW (Loshchilov & Hutter 2019), by PyTorch's formulas
 * (`torch.optim.Adam`, `torch.optim.AdamW`).
 */

import { adamStep } from '../../dsp/index.ts';
import { checkNumber } from '../../util/index.ts';
import type { Optimizer, ParameterArrays, UpdateStep } from './optimizer.ts';

/** Settings of {@link adam} and {@link adamW}. */
export interface AdamOptions {
  /** Default 1e-3. */
  readonly learningRate?: number;
  /** Decay of the running means of the gradient and of its square. Default [0.9, 0.999]. */
  readonly betas?: readonly [number, number];
  /** Added to the root of the mean square. Default 1e-8. */
  readonly epsilon?: number;
  /** Adam: L2 penalty added to the gradient, default 0. AdamW: share of the weights taken off per step, default 1e-2. */
  readonly weightDecay?: number;
  /** Divide by the largest mean square so far. Default false. */
  readonly amsgrad?: boolean;
}

interface AdamSettings {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly amsgrad: boolean;
  /** Whether weight decay acts on the weights (AdamW) and not through the gradient. */
  readonly decoupled: boolean;
}

/**
 * m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², w ← w − rate · m̂ / (√v̂ + ε), with m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ).
 * Throws ArgumentError where a setting is out of range.
 */
export function adam(options: AdamOptions = {}): Optimizer {
  return build('adam', options, { weightDecay: 0, decoupled: false });
}

/** Adam whose weight decay shrinks the weights by rate · decay per step, apart from the gradient. */
export function adamW(options: AdamOptions = {}): Optimizer {
  return build('adamw', options, { weightDecay: 1e-2, decoupled: true });
}

function build(
  name: string,
  options: AdamOptions,
  defaults: { readonly weightDecay: number; readonly decoupled: boolean },
): Optimizer {
  const [beta1, beta2] = options.betas ?? [0.9, 0.999];
  const settings: AdamSettings = {
    beta1: checkNumber(`${name}.betas[0]`, beta1, { min: 0, below: 1 }),
    beta2: checkNumber(`${name}.betas[1]`, beta2, { min: 0, below: 1 }),
    epsilon: checkNumber(`${name}.epsilon`, options.epsilon ?? 1e-8, { min: 0 }),
    amsgrad: options.amsgrad ?? false,
    decoupled: defaults.decoupled,
  };
  const slots = ['exp_avg', 'exp_avg_sq'];
  return {
    name,
    learningRate: checkNumber(`${name}.learningRate`, options.learningRate ?? 1e-3, { min: 0 }),
    weightDecay: checkNumber(`${name}.weightDecay`, options.weightDecay ?? defaults.weightDecay, { min: 0 }),
    settings: { beta1, beta2, epsilon: settings.epsilon, amsgrad: settings.amsgrad },
    slots: settings.amsgrad ? [...slots, 'max_exp_avg_sq'] : slots,
    update: (arrays, step) => updateAdam(arrays, step, settings),
  };
}

function updateAdam(
  { weights, gradient, slots: [mean, square, largest] }: ParameterArrays,
  { count, learningRate, weightDecay, gradientScale }: UpdateStep,
  { beta1, beta2, epsilon, amsgrad, decoupled }: AdamSettings,
): void {
  adamStep(
    { weights, gradient, mean: mean!, square: square!, largest: amsgrad ? largest : undefined },
    {
      beta1,
      beta2,
      epsilon,
      gradientScale,
      penalty: decoupled ? 0 : weightDecay,
      shrink: decoupled ? 1 - learningRate * weightDecay : 1,
      stepSize: learningRate / (1 - beta1 ** count),
      rootScale: 1 / Math.sqrt(1 - beta2 ** count),
    },
  );
}
