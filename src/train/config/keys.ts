/**
 * Every key of `config.json`, section by section, with default, range and one line of explanation: what the parser checks, the command line
 * takes, `config --display` shows and docs/training.md lists. Names are those of the original; where a default or a meaning differs, `why` says so.
 */

import type { ConfigKey } from './key.ts';
import { datasetKeys } from './keys-dataset.ts';
import { trainingKeys } from './keys-training.ts';
import { visualizerKeys } from './keys-visualizer.ts';

/** The sections of a configuration, in the order of the file. */
export const sectionNames = [
  'model_params',
  'dataset_params',
  'training_params',
  'visualizer_params',
] as const;

/** One of the sections. */
export type SectionName = (typeof sectionNames)[number];

/** A key and its section. */
export interface SectionKey extends ConfigKey {
  readonly section: SectionName;
}

/** Keys of `model_params` that every network has; the others are the network's own settings. */
export const modelKeys: readonly ConfigKey[] = [
  {
    key: 'model_type',
    kind: 'text',
    default: 'SpectrogramNetSimple',
    summary: 'the network; auralflow models list shows all',
  },
  { key: 'model_name', kind: 'text', default: 'my_model', summary: 'what the model is called in reports' },
];

/** Keys of the sections that are the same for every network. */
export const fixedKeys: readonly SectionKey[] = [
  ...inSection('model_params', modelKeys),
  ...inSection('dataset_params', datasetKeys),
  ...inSection('training_params', trainingKeys),
  ...inSection('visualizer_params', visualizerKeys),
];

function inSection(section: SectionName, keys: readonly ConfigKey[]): SectionKey[] {
  return keys.map((key) => ({ section, ...key }));
}
