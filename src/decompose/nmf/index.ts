/**
 * Non-negative matrix factorization: spectrograms as sums of few templates that come and go. Functions on numbers; separators that use it
 * stand on them.
 */

export { type FactorizationCost, factorizationCosts } from './costs.ts';
export { type Factorization, type FactorizeOptions, factorize, type InitialFactors } from './factorize.ts';
