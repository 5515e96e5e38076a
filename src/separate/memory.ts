/** The memory that a separation takes, estimated from its grid. */

import type { ChunkGrid } from './grid.ts';

/** What the estimate needs besides the grid. */
export interface MemoryRequest {
  /** Channels of the input, and the most that one call of the separator gets. */
  readonly channelCount: number;
  readonly callChannels: number;
  readonly passes: number;
  readonly stemCount: number;
  readonly concurrency: number;
  /** Chunks at work or waiting for it. */
  readonly open: number;
  /** Samples of the song, where known: no chunk is longer. */
  readonly lengthSamples: number | undefined;
  /** The separator's working memory per sample and channel of a chunk, its stems included. */
  readonly bytesPerSample: number;
}

/** Bytes for chunks at work and waiting, the engine's window of the input, its sums, and the block handed out. */
export function estimateMemory(grid: ChunkGrid, request: MemoryRequest): number {
  const { channelCount, callChannels, passes, stemCount, concurrency, open, bytesPerSample } = request;
  const song = (request.lengthSamples ?? Number.POSITIVE_INFINITY) + 1;
  const segment = Math.min(grid.segmentSamples, song);
  const chunk = Math.min(grid.beforeSamples + grid.segmentSamples + grid.afterSamples, song);
  const sums = passes === 1 && grid.strideSamples >= grid.segmentSamples ? 0 : passes * 2 * segment;
  return (
    concurrency * chunk * callChannels * bytesPerSample +
    open * chunk * channelCount * float32Bytes * (1 + stemCount) +
    (chunk + open * Math.min(grid.strideSamples, song)) * channelCount * float32Bytes +
    sums * (stemCount * channelCount + 1) * float64Bytes +
    2 * segment * channelCount * float32Bytes * (1 + stemCount)
  );
}

const float32Bytes = 4;
const float64Bytes = 8;
