/** How the methods of this folder let a song be cut: where a cut changes nothing, or in segments that know nothing of each other. */

import type { Chunking } from '../audio/index.ts';
import { roundUp } from '../util/index.ts';

/** What every way of cutting needs to know. */
export interface CutSettings {
  readonly sampleRate: number;
  /** What is kept of a chunk; rounded up to the alignment. */
  readonly segmentSeconds: number;
  /** Where chunks may begin: a hop, so that the frames of a chunk are frames of the song. Default 1. */
  readonly alignSamples?: number;
  /** Working memory per sample and channel, in bytes. */
  readonly bytesPerSample: number;
}

/** Chunks with all the context that a sample of the result depends on, `reachSamples` to either side: the same samples wherever a song is cut. */
export function exactChunks(settings: CutSettings & { readonly reachSamples: number }): Chunking {
  return { ...chunks(settings, settings.reachSamples), overlap: 0, exact: true };
}

/** Segments that each learn for themselves and are cross-faded over a tenth, for methods whose results no context makes exact. */
export function learntSegments(settings: CutSettings & { readonly contextSamples?: number }): Chunking {
  return { ...chunks(settings, settings.contextSamples ?? 0), overlap: 0.1, exact: false };
}

function chunks(
  { sampleRate, segmentSeconds, alignSamples = 1, bytesPerSample }: CutSettings,
  contextSamples: number,
): Omit<Chunking, 'overlap' | 'exact'> {
  const context = roundUp(contextSamples, alignSamples);
  return {
    beforeSamples: context,
    afterSamples: context,
    alignSamples,
    segmentSamples: roundUp(segmentSeconds * sampleRate, alignSamples),
    bytesPerSample,
  };
}
