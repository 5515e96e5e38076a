/** The costs of a factorization by name: β-divergences, of which three have names. */

import { checkChoice, checkNumber } from '../../util/index.ts';

/**
 * How far the data are from the model: half the squared distance (β = 2), the generalised Kullback-Leibler divergence (β = 1), that of
 * Itakura and Saito (β = 0), or any other β.
 */
export type FactorizationCost =
  | 'euclidean'
  | 'kullback-leibler'
  | 'itakura-saito'
  | { readonly beta: number };

const betas = { euclidean: 2, 'kullback-leibler': 1, 'itakura-saito': 0 } as const;

/** The names of the costs that have one. */
export const factorizationCosts: readonly (keyof typeof betas)[] = [
  'euclidean',
  'kullback-leibler',
  'itakura-saito',
];

/** The β of a cost. Throws `ArgumentError` for unknown names and for a β outside −4 … 4, where single precision ends. */
export function betaOf(place: string, cost: FactorizationCost): number {
  if (typeof cost === 'object' && cost !== null) {
    return checkNumber(`${place}.beta`, cost.beta, { min: -4, max: 4 });
  }
  return betas[checkChoice(place, cost, factorizationCosts)];
}
