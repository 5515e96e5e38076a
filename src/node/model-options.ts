/** The options of a model folder's separator that are words: behind `-O` and behind the colon of `evaluate my_model:checkpoint=latest`. */

import { checkChoice } from '../util/index.ts';
import type { LoadModelOptions } from './load-model.ts';

/** Their names. */
export const modelOptionNames = [
  'phase',
  'iterations',
  'overlap',
  'batchSize',
  'precision',
  'checkpoint',
] as const;

/** Those of {@link LoadModelOptions} that a command line and a list of separators can give. */
export type ModelChoices = Pick<LoadModelOptions, (typeof modelOptionNames)[number]>;

/** `given`, whose names are checked; values are checked where they are used. Throws ArgumentError, naming the nearest, for an unknown one. */
export function checkModelOptions(place: string, given: Readonly<Record<string, unknown>>): ModelChoices {
  for (const key of Object.keys(given)) checkChoice(place, key, modelOptionNames);
  return given;
}
