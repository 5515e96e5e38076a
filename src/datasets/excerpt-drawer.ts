/** Drawing excerpts: a random track, a random place in it, and again where it is too quiet or cannot be read. */

import {
  ArgumentError,
  AuralflowError,
  checkInteger,
  checkNumber,
  LimitError,
  type Random,
} from '../util/index.ts';
import { seekableTrack } from './cached-track.ts';
import type { Dataset } from './dataset.ts';
import type { Example, ExampleShape, SourceReport } from './example.ts';
import type { SeekableTrack } from './seekable-track.ts';
import { createSoundCache } from './sound-cache.ts';
import {
  checkedLength,
  type ExampleOptions,
  neededStems,
  quietestNorm,
  readExample,
  resolveShape,
} from './target-excerpt.ts';

/** How excerpts are drawn. */
export interface DrawOptions extends ExampleOptions {
  /**
   * L2 norm (the root of the sum of squares over all channels and samples) that the mixture and each target must reach; quieter
   * draws are drawn again. Default 0: all are taken.
   */
  readonly energyCutoff?: number;
  /** Draws per example; after that the loudest of them is taken and counted. Default 50. */
  readonly maxTries?: number;
  /** What to do about a track that cannot be read or does not fit: stop (`throw`, default), or leave it out and count it. */
  readonly onBadTrack?: 'throw' | 'skip';
  /** Decoded sound kept for tracks that cannot be read in part (all formats but WAVE), in bytes. Default 512 MiB. */
  readonly cacheBytes?: number;
}

/** What draws excerpts. */
export interface ExcerptDrawer {
  readonly shape: ExampleShape;
  readonly tracks: readonly SeekableTrack[];
  /** An excerpt that depends on nothing but the stream. */
  draw(random: Random, signal: AbortSignal | undefined): Promise<Example>;
  report(): SourceReport;
}

const defaultCacheBytes = 512 * 2 ** 20;

/** A drawer over the tracks of a data set. Throws ArgumentError for options out of range and where no track has the targets. */
export function createExcerptDrawer(dataset: Dataset, options: DrawOptions): ExcerptDrawer {
  const { onBadTrack = 'throw' } = options;
  const shape = resolveShape(options);
  const energyCutoff = checkNumber('energyCutoff', options.energyCutoff ?? 0, { min: 0 });
  const maxTries = checkInteger('maxTries', options.maxTries ?? 50, { min: 1 });
  const cache = createSoundCache(options.cacheBytes ?? defaultCacheBytes);
  const skipped = new Map<string, AuralflowError>();
  let quietCount = 0;

  const tracks = dataset.tracks
    .filter(({ name, stems }) => {
      const missing = neededStems(shape).filter((stem) => !stems.includes(stem));
      if (missing.length > 0) refuse(name, missingStems(name, { missing, stems }));
      return missing.length === 0;
    })
    .map((track) => seekableTrack(track, cache));
  if (tracks.length === 0) throw noTrack(dataset, { shape, skipped });

  /** Leaves a track out, or throws. */
  function refuse(track: string, error: unknown): void {
    if (onBadTrack === 'throw' || !isTrackError(error)) throw error;
    skipped.set(track, error);
  }

  async function attempt(random: Random, signal: AbortSignal | undefined): Promise<Example | undefined> {
    const track = tracks[random.integer(0, tracks.length - 1)]!;
    const where = random.uniform();
    try {
      const length = await checkedLength(track, { shape, signal });
      const startSample = Math.floor(where * (Math.max(0, length - shape.lengthSamples) + 1));
      const sound = await readExample(track, { shape, startSample, signal });
      return { ...sound, track: track.name, startSample };
    } catch (error) {
      signal?.throwIfAborted();
      refuse(track.name, error);
      return undefined;
    }
  }

  return {
    shape,
    tracks,
    async draw(random, signal) {
      let loudest: Example | undefined;
      let loudestNorm = -1;
      for (let tries = 0; tries < maxTries; tries++) {
        signal?.throwIfAborted();
        const example = await attempt(random, signal);
        if (example === undefined) continue;
        if (energyCutoff === 0) return example;
        const norm = quietestNorm(example, energyCutoff);
        if (norm >= energyCutoff) return example;
        if (norm > loudestNorm) [loudest, loudestNorm] = [example, norm];
      }
      if (loudest === undefined) throw noTrack(dataset, { shape, skipped });
      quietCount++;
      return loudest;
    },
    report: () => ({ skipped: new Map(skipped), quietCount }),
  };
}

/** Whether an error is about a track: another one may do. */
export function isTrackError(error: unknown): error is AuralflowError {
  return error instanceof AuralflowError && !(error instanceof LimitError);
}

function missingStems(
  name: string,
  { missing, stems }: { readonly missing: readonly string[]; readonly stems: readonly string[] },
): ArgumentError {
  return new ArgumentError({
    place: name,
    expected: `the stem ${missing.join(' and ')}`,
    got: stems.join(', ') || 'no stems',
    remedy: 'Add the file, choose other targets, or skip such tracks',
  });
}

function noTrack(
  { name }: Dataset,
  { shape, skipped }: { readonly shape: ExampleShape; readonly skipped: ReadonlyMap<string, AuralflowError> },
): ArgumentError {
  return new ArgumentError({
    place: name,
    expected: `tracks with ${shape.targets.join(', ')} at ${shape.sampleRate} Hz that can be read`,
    got: skipped.size === 0 ? 'no track' : `${skipped.size} tracks that cannot be used`,
    remedy: 'See the cause, or name another folder',
    cause: [...skipped.values()].at(-1),
  });
}
