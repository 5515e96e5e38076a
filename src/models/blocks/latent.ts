/** The latent values of a variational autoencoder (Kingma and Welling 2014): drawn in training, their mean in inference. */

import { add, exp, inScope, mul, type Value } from '../../graph/index.ts';
import { linear, type Scope } from '../../nn/index.ts';
import { gaussianNoise } from './gaussian-noise.ts';

/** Latent values and the distribution they come from, each `[batch, step, feature]`. */
export interface Latent {
  readonly value: Value;
  readonly mean: Value;
  /** Standard deviation. */
  readonly deviation: Value;
}

/**
 * z = μ + σ·ε with μ and ln σ from a fully connected layer each (scopes `mu`, `log_sigma`) and ε normal, from the scope's
 * seed. In inference z = μ, so that a song separates the same way every time.
 */
export function drawLatent(scope: Scope, x: Value): Latent {
  const outFeatures = Number(x.type.shape.at(-1));
  const mean = linear(scope.child('mu'), x, { outFeatures });
  const head = scope.child('log_sigma');
  const logDeviation = linear(head, x, { outFeatures });
  return inScope(head.name, () => {
    const deviation = exp(logDeviation);
    if (!scope.training) return { value: mean, mean, deviation };
    const noise = gaussianNoise(scope.stream(), x.type.shape);
    return { value: add(mean, mul(deviation, noise)), mean, deviation };
  });
}
