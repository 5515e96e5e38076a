/** A look at all tracks before training begins: what is there, how long it is, and what cannot be used and why. */

import { AuralflowError, type WorkOptions } from '../util/index.ts';
import { seekableTrack } from './cached-track.ts';
import type { Dataset } from './dataset.ts';
import { createSoundCache } from './sound-cache.ts';
import { checkedLength, type ExampleOptions, resolveShape } from './target-excerpt.ts';

/** What a survey found. */
export interface Survey {
  /** Tracks that can be used, with their lengths in seconds. */
  readonly tracks: readonly { readonly name: string; readonly durationSeconds: number }[];
  /** Tracks that cannot, with the reason of each. */
  readonly bad: ReadonlyMap<string, AuralflowError>;
  /** Of all usable tracks. */
  readonly durationSeconds: number;
}

/**
 * Opens every track and compares stems, rate and channels with what examples need. Headers are read and sound is not, where formats allow: a
 * file that is damaged further in shows when it is read. Throws ArgumentError for options out of range.
 */
export async function surveyDataset(
  dataset: Dataset,
  options: ExampleOptions & WorkOptions = {},
): Promise<Survey> {
  const { signal, onProgress } = options;
  const shape = resolveShape(options);
  const cache = createSoundCache(0);
  const tracks: { readonly name: string; readonly durationSeconds: number }[] = [];
  const bad = new Map<string, AuralflowError>();
  for (const [n, track] of dataset.tracks.entries()) {
    signal?.throwIfAborted();
    try {
      const length = await checkedLength(seekableTrack(track, cache), { shape, signal });
      tracks.push({ name: track.name, durationSeconds: length / shape.sampleRate });
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof AuralflowError)) throw error;
      bad.set(track.name, error);
    }
    onProgress?.({ stage: 'survey', done: n + 1, total: dataset.tracks.length, unit: 'items' });
  }
  const durationSeconds = tracks.reduce((sum, track) => sum + track.durationSeconds, 0);
  return { tracks, bad, durationSeconds };
}
