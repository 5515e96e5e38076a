/** Data sets in folders whose tracks can be read in part: what training draws its excerpts from. */

import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createFileTrack, createSoundCache, type Dataset, type SeekableTrack } from '../datasets/index.ts';
import { openInput } from './open-input.ts';
import { openTrackFolders, stemName } from './track-folders.ts';

/** Options of {@link openTrackExcerpts}. */
export interface TrackExcerptsOptions {
  /** Which of `train`, `valid`, `val` and `test`. Default: `train` where there is such a folder, else all tracks. */
  readonly split?: string;
  /** Only the tracks of these names. Default: all. */
  readonly tracks?: readonly string[];
  /** Decoded sound kept of files that are not WAVE, in bytes. Default 512 MiB. */
  readonly cacheBytes?: number;
}

/** A data set whose tracks can be read in part. */
export interface ExcerptDataset extends Dataset {
  readonly tracks: readonly SeekableTrack[];
}

const defaultCacheBytes = 512 * 2 ** 20;

/**
 * The data set in the folder `path`, as `<root>/{train,valid,val,test}/<track>/{mixture,vocals,bass,drums,other}.<any audio format>`.
 * Excerpts of WAVE files are read where they lie; other files are decoded whole and kept as long as `cacheBytes` has room. A track
 * without a mixture has the sum of its stems. Throws HostError where there is no such folder or no track in it, ArgumentError for a
 * split that it does not have.
 *
 * @example
 * const dataset = await openTrackExcerpts('musdb18hq', { split: 'train' });
 * const source = createAudioFolder(dataset, { targets: ['vocals'] });
 */
export async function openTrackExcerpts(
  path: string,
  options: TrackExcerptsOptions = {},
): Promise<ExcerptDataset> {
  const { cacheBytes = defaultCacheBytes } = options;
  const split = options.split ?? ((await isFolder(join(path, 'train'))) ? 'train' : undefined);
  const cache = createSoundCache(cacheBytes);
  const { name, tracks } = await openTrackFolders(path, split === undefined ? {} : { split });
  const wanted = options.tracks === undefined ? undefined : new Set(options.tracks);
  const chosen = wanted === undefined ? tracks : tracks.filter((track) => wanted.has(track.name));
  return {
    name,
    tracks: chosen.map((track) => {
      const files = new Map(track.files.map((file) => [stemName(file), file]));
      const stems = new Map(track.stems.map((stem) => [stem, soundFile(files.get(stem)!)]));
      // Stems are all files but the mixture's.
      const mixture = [...files].find(([stem]) => !stems.has(stem))?.[1];
      return createFileTrack(
        { name: track.name, stems, ...(mixture === undefined ? {} : { mixture: soundFile(mixture) }) },
        { cache },
      );
    }),
  };
}

function soundFile(file: string) {
  return {
    name: file,
    open: (options: { readonly signal?: AbortSignal } = {}) => openInput(file, options),
  };
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}
