/** The data of a training: which tracks are trained on and which are validated on, looked at before anything begins, and loaders of both. */

import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Loader } from '../datasets/index.ts';
import {
  chosenTracks,
  surveyTracks,
  trainingBatches,
  type UsableTracks,
  validationBatches,
} from '../host/index.ts';
import type { TrainingConfig } from '../train/index.ts';
import type { AuralflowError, WorkOptions } from '../util/index.ts';
import { openFolderLoader } from './folder-loader.ts';
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

/**
 * Opens the data set in the folder `path` as `config` says: `train` and `val` (or `valid`), or all tracks, of which a part is kept for validation. Throws HostError and ArgumentError
 * where there is nothing to train on, and the first track's error where one cannot be used, unless such tracks are to be skipped.
 */
export async function openTrainingData(
  path: string,
  config: TrainingConfig,
  options: WorkOptions = {},
): Promise<TrainingData> {
  const { training_params: training } = config;
  const splits = await splitsOf(path);
  const found = await usableTracks(path, { split: splits.train, config, ...options });
  const apart = chosenTracks(found.names, { config, keepApart: splits.validation === undefined });
  const other =
    splits.validation === undefined
      ? undefined
      : await usableTracks(path, { split: splits.validation, config, ...options });
  const validationNames = other?.names ?? apart.validation;
  const train = await openFolderLoader(path, {
    ...trainingBatches(config),
    ...split(splits.train),
    tracks: apart.train,
    workers: training.num_workers,
    prefetch: training.pre_fetch,
  });
  const validation =
    validationNames.length === 0
      ? undefined
      : await openFolderLoader(path, {
          ...validationBatches(config),
          ...split(splits.validation ?? splits.train),
          tracks: validationNames,
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

/** The tracks of a split that fit; those that do not are errors, or skipped. */
async function usableTracks(
  path: string,
  options: WorkOptions & { readonly split: string | undefined; readonly config: TrainingConfig },
): Promise<UsableTracks> {
  const { config, signal, onProgress } = options;
  const dataset = await openTrackExcerpts(path, split(options.split));
  return await surveyTracks(dataset, {
    place: path,
    config,
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress }),
  });
}
