/**
 * Non-negative matrix factorization: spectrograms as sums of few templates that come and go. Functions on numbers; separators that use it
 * stand on them.
 */

export { type FactorizationCost, factorizationCosts } from './costs.ts';
export {
  type Dictionary,
  decodeDictionaries,
  encodeDictionaries,
  type LearnDictionaryOptions,
  learnDictionary,
} from './dictionary.ts';
export { createDictionarySeparator, type DictionarySeparatorOptions } from './dictionary-separator.ts';
export { type Factorization, factorize } from './factorize.ts';
export type { FactorizeOptions, InitialFactors } from './factorize-options.ts';
export { type ComponentGroups, type Factors, groupMasks, groupModels } from './group-masks.ts';
