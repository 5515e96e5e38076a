/** Complex NMF: components with phases of their own. Functions on numbers, for excerpts; magnitudes are `nmf`'s. */

export {
  type ComplexFactorization,
  type ComplexNmfOptions,
  complexModel,
  factorizeComplex,
} from './factorize-complex.ts';
export type { InitialComplexFactors } from './initial-factors.ts';
