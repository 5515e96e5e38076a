/** The data of a training: which tracks are trained on and which are validated on, looked at before anything begins, and loaders of both. */

import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Loader, namedRandom, surveyDataset } from '../datasets/index.ts';
import { configuredAugment, type TrainingConfig } from '../train/index.ts';
import { ArgumentError, type AuralflowError, type WorkOptions } from '../util/index.ts';
import { type FolderLoaderOptions, openFolderLoader } from './folder-loader.ts';
import { openTrackExcerpts } from './track-excerpts.ts';

/** Loaders and what is known of the tracks behind them. */
export interface TrainingData {
  readonly train: Loader;
  /** `undefined` where nothing is kept for validation. */
  readonly validation: Loader | undefined;
  readonly trackCount: number;
  readonly validationTrackCount: number;
  /** Of the tracks trained on. */
  readonly durationSeconds: number;
  /** Tracks left out before the beginning, with the reason of each. */
  readonly skipped: ReadonlyMap<string, AuralflowError>;
  close(): Promise<void>;
}

/** Keeps the choice of validation tracks apart from other draws of the seed. */
const splitStream = 6;

/**
 * Opens the data set in the folder `path` as `config` says: `train` and `val` (or `valid`), or all tracks, of which a part is kept for validation. Throws HostError and ArgumentError
 * where there is nothing to train on, and the first track's error where one cannot be used, unless such tracks are to be skipped.
 */
export async function openTrainingData(
  path: string,
  config: TrainingConfig,
  options: WorkOptions = {},
): Promise<TrainingData> {
  const { dataset_params: data, training_params: training } = config;
  const splits = await splitsOf(path);
  const found = await usableTracks(path, { split: splits.train, config, ...options });
  const chosen = data.max_num_tracks > 0 ? found.names.slice(0, data.max_num_tracks) : found.names;
  const apart =
    splits.validation === undefined
      ? keepApart(chosen, { part: data.val_split, seed: training.seed })
      : { train: chosen, validation: [] };
  const other =
    splits.validation === undefined
      ? undefined
      : await usableTracks(path, { split: splits.validation, config, ...options });
  const validationNames = other?.names ?? apart.validation;
  const batch = (examples: number): number => Math.max(1, Math.floor(examples / training.batch_size));
  const train = await openFolderLoader(path, {
    ...shared(config),
    ...split(splits.train),
    tracks: apart.train,
    energyCutoff: data.energy_cutoff,
    augment: configuredAugment(data),
    batchesPerEpoch: batch(data.max_num_samples),
    seed: training.seed,
    workers: training.num_workers,
    prefetch: training.pre_fetch,
  });
  const validation =
    validationNames.length === 0
      ? undefined
      : await openFolderLoader(path, {
          ...shared(config),
          ...split(splits.validation ?? splits.train),
          tracks: validationNames,
          batchesPerEpoch: batch(data.max_num_val_samples),
          // Its tracks are others; that its draws are, too, is for a data set of which both are made.
          seed: training.seed + 1,
          workers: Math.min(1, training.num_workers),
          prefetch: 2,
        });
  return {
    train,
    validation,
    trackCount: apart.train.length,
    validationTrackCount: validationNames.length,
    durationSeconds: apart.train.reduce((sum, name) => sum + found.seconds.get(name)!, 0),
    skipped: new Map([...found.skipped, ...(other?.skipped ?? [])]),
    async close() {
      await train.close();
      await validation?.close();
    },
  };
}

/** Examples as the model wants them. */
function shared({ dataset_params: data, training_params: training }: TrainingConfig) {
  return {
    targets: data.targets,
    lengthSeconds: data.sample_length,
    sampleRate: data.sample_rate,
    channels: data.num_channels as 1 | 2,
    onBadTrack: data.bad_tracks === 'skip' ? 'skip' : 'throw',
    batchSize: training.batch_size,
  } satisfies FolderLoaderOptions;
}

function split(name: string | undefined): { readonly split?: string } {
  return name === undefined ? {} : { split: name };
}

async function splitsOf(
  path: string,
): Promise<{ readonly train: string | undefined; readonly validation: string | undefined }> {
  const has = async (name: string): Promise<boolean> =>
    (await stat(join(path, name)).catch(() => undefined))?.isDirectory() === true;
  const validation = (await has('val')) ? 'val' : (await has('valid')) ? 'valid' : undefined;
  return { train: (await has('train')) ? 'train' : undefined, validation };
}

interface UsableTracks {
  readonly names: readonly string[];
  readonly seconds: ReadonlyMap<string, number>;
  readonly skipped: ReadonlyMap<string, AuralflowError>;
}

/** The tracks of a split that fit; those that do not are errors, or skipped. */
async function usableTracks(
  path: string,
  options: WorkOptions & { readonly split: string | undefined; readonly config: TrainingConfig },
): Promise<UsableTracks> {
  const { config, signal, onProgress } = options;
  const dataset = await openTrackExcerpts(path, split(options.split));
  const { tracks, bad } = await surveyDataset(dataset, {
    ...shared(config),
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  const [first] = bad.values();
  if (first !== undefined && config.dataset_params.bad_tracks === 'stop') throw first;
  if (tracks.length === 0) throw nothingUsable(path, { bad, config });
  return {
    names: tracks.map(({ name }) => name),
    seconds: new Map(tracks.map(({ name, durationSeconds }) => [name, durationSeconds])),
    skipped: bad,
  };
}

function nothingUsable(
  path: string,
  { bad, config }: { readonly bad: ReadonlyMap<string, AuralflowError>; readonly config: TrainingConfig },
): ArgumentError {
  const { targets, sample_rate } = config.dataset_params;
  return new ArgumentError({
    place: path,
    expected: `tracks with ${targets.join(', ')} at ${sample_rate} Hz`,
    got: `${bad.size} tracks that cannot be used`,
    remedy: `The first: ${[...bad.values()][0]?.message ?? 'none'}`,
    cause: [...bad.values()][0],
  });
}

/** A part of the tracks, chosen by the seed, for validation; at least one where there are two, and never all. */
function keepApart(
  names: readonly string[],
  { part, seed }: { readonly part: number; readonly seed: number },
): { readonly train: readonly string[]; readonly validation: readonly string[] } {
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
