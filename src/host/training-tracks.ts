/**
 * What a training looks at, as its configuration says, the same in every host: which tracks can be used, which of them are kept for validation, and what batches are made of. How tracks are
 * found and read is the host's affair.
 */

import {
  type BatchOptions,
  type Dataset,
  type DrawOptions,
  namedRandom,
  surveyDataset,
} from '../datasets/index.ts';
import { configuredAugment, type TrainingConfig } from '../train/index.ts';
import { ArgumentError, type AuralflowError, type WorkOptions } from '../util/index.ts';

/** Tracks that fit, and those that do not. */
export interface UsableTracks {
  readonly names: readonly string[];
  readonly seconds: ReadonlyMap<string, number>;
  /** With the reason of each. */
  readonly skipped: ReadonlyMap<string, AuralflowError>;
}

/** Tracks to train on and to validate on, by name. */
export interface ChosenTracks {
  readonly train: readonly string[];
  readonly validation: readonly string[];
}

/** Keeps the choice of validation tracks apart from other draws of the seed. */
const splitStream = 6;

/** Batches to train on. */
export function trainingBatches(config: TrainingConfig): DrawOptions & BatchOptions {
  const { dataset_params: data, training_params: training } = config;
  return {
    ...examples(config),
    energyCutoff: data.energy_cutoff,
    augment: configuredAugment(data),
    batchesPerEpoch: batchCount(data.max_num_samples, config),
    seed: training.seed,
  };
}

/** Batches to validate on. */
export function validationBatches(config: TrainingConfig): DrawOptions & BatchOptions {
  return {
    ...examples(config),
    batchesPerEpoch: batchCount(config.dataset_params.max_num_val_samples, config),
    // Its tracks are others; that its draws are, too, is for a data set of which both are made.
    seed: config.training_params.seed + 1,
  };
}

/**
 * The tracks of a data set that fit. Throws the first error where one does not, unless such tracks are to be skipped, and ArgumentError, naming `place`, where none does.
 */
export async function surveyTracks(
  dataset: Dataset,
  options: WorkOptions & { readonly place: string; readonly config: TrainingConfig },
): Promise<UsableTracks> {
  const { place, config, ...work } = options;
  const { tracks, bad } = await surveyDataset(dataset, { ...examples(config), ...work });
  const [first] = bad.values();
  if (first !== undefined && config.dataset_params.bad_tracks === 'stop') throw first;
  if (tracks.length === 0) throw nothingUsable(place, { bad, config });
  return {
    names: tracks.map(({ name }) => name),
    seconds: new Map(tracks.map(({ name, durationSeconds }) => [name, durationSeconds])),
    skipped: bad,
  };
}

/** As many tracks as `max_num_tracks` says; with `keepApart` a part of them, `val_split`, is chosen by the seed for validation. */
export function chosenTracks(
  names: readonly string[],
  { config, keepApart }: { readonly config: TrainingConfig; readonly keepApart: boolean },
): ChosenTracks {
  const { max_num_tracks, val_split } = config.dataset_params;
  const chosen = max_num_tracks > 0 ? names.slice(0, max_num_tracks) : names;
  if (!keepApart) return { train: chosen, validation: [] };
  return partsOf(chosen, { part: val_split, seed: config.training_params.seed });
}

/** At least one for validation where there are two, and never all. */
function partsOf(
  names: readonly string[],
  { part, seed }: { readonly part: number; readonly seed: number },
): ChosenTracks {
  const wanted = part === 0 ? 0 : Math.max(1, Math.round(names.length * part));
  const count = Math.min(wanted, names.length - 1);
  const order = namesByChance(names, seed);
  const apart = new Set(order.slice(0, count));
  return {
    train: names.filter((name) => !apart.has(name)),
    validation: names.filter((name) => apart.has(name)),
  };
}

function namesByChance(names: readonly string[], seed: number): readonly string[] {
  const random = namedRandom(seed, splitStream);
  return names
    .map((name) => [name, random.uniform()] as const)
    .sort((a, b) => a[1] - b[1])
    .map(([name]) => name);
}

/** Examples as the model wants them. */
function examples({ dataset_params: data, training_params: training }: TrainingConfig) {
  return {
    targets: data.targets,
    lengthSeconds: data.sample_length,
    sampleRate: data.sample_rate,
    channels: data.num_channels as 1 | 2,
    onBadTrack: data.bad_tracks === 'skip' ? 'skip' : 'throw',
    batchSize: training.batch_size,
  } satisfies DrawOptions & BatchOptions;
}

function batchCount(exampleCount: number, { training_params }: TrainingConfig): number {
  return Math.max(1, Math.floor(exampleCount / training_params.batch_size));
}

function nothingUsable(
  place: string,
  { bad, config }: { readonly bad: ReadonlyMap<string, AuralflowError>; readonly config: TrainingConfig },
): ArgumentError {
  const { targets, sample_rate } = config.dataset_params;
  const [first] = bad.values();
  return new ArgumentError({
    place,
    expected: `tracks with ${targets.join(', ')} at ${sample_rate} Hz`,
    got: `${bad.size} tracks that cannot be used`,
    remedy: `The first: ${first?.message ?? 'none'}`,
    cause: first,
  });
}
