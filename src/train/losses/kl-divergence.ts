/**
 * The loss of variational networks: how far the latent values are from a standard normal distribution, and how well the target is
 * reconstructed from them. Kingma and Welling, "Auto-encoding variational Bayes" (2013).
 */

import { add, log, max, mul, reduceMean, sub, type Value } from '../../graph/index.ts';
import { ArgumentError, checkChoice, checkNumber } from '../../util/index.ts';
import { l1LossOf, l2LossOf } from './elementwise.ts';
import type { Loss, LossInput } from './loss.ts';

/** Options of {@link klDivergenceLoss}. */
export interface KlDivergenceOptions {
  /** How estimate and target are compared, on magnitudes. Default `l1`. */
  readonly reconstruction?: 'l1' | 'l2';
  /** What the divergence is multiplied by, at least 0. Default 1. */
  readonly klWeight?: number;
}

/** A variance below this counts as this: its logarithm has to exist. */
const smallestVariance = 1e-12;

/** ½·mean(μ² + σ² − ln σ² − 1): a scalar, 0 where μ is 0 and σ is 1. Variances are at least 1e-12. */
export function klDivLoss(mean: Value, deviation: Value): Value {
  const variance = max(mul(deviation, deviation), smallestVariance);
  const distance = sub(sub(add(mul(mean, mean), variance), log(variance)), 1);
  return mul(reduceMean(distance), 0.5);
}

/** Reconstruction and divergence added. Its `build` throws ArgumentError for networks without latent values. */
export function klDivergenceLoss(options: KlDivergenceOptions = {}): Loss {
  const { reconstruction = 'l1', klWeight = 1 } = options;
  checkChoice('reconstruction', reconstruction, ['l1', 'l2']);
  checkNumber('klWeight', klWeight, { min: 0 });
  const compare = reconstruction === 'l1' ? l1LossOf() : l2LossOf();
  return {
    name: 'kl_div_loss',
    build(input) {
      const { mean, deviation } = latentOf(input);
      return add(compare.build(input), mul(klDivLoss(mean, deviation), klWeight));
    },
  };
}

function latentOf({ latent }: LossInput): NonNullable<LossInput['latent']> {
  if (latent !== undefined) return latent;
  throw new ArgumentError({
    place: 'kl_div_loss',
    expected: 'a variational network',
    got: 'a network without latent values',
    remedy: 'Choose SpectrogramNetVAE or AudioNetVAE, or another loss',
  });
}
