/** The grid on which a song is cut into chunks. */

/**
 * Segment `k` keeps the samples from `k · strideSamples` on, `segmentSamples` of them; its chunk reaches `beforeSamples`
 * and `afterSamples` further, as far as there is song. A song separated whole is one segment without end.
 */
export interface ChunkGrid {
  readonly segmentSamples: number;
  readonly strideSamples: number;
  readonly beforeSamples: number;
  readonly afterSamples: number;
}

/** The segment of a song that is separated whole: longer than any song, yet far from the limits of exact integers. */
export const endless: number = 2 ** 50;

/** Index of the first chunk whose kept part reaches beyond song position `position`, in a pass led in by `lead`. */
export function firstChunk(
  position: number,
  { grid, lead }: { readonly grid: ChunkGrid; readonly lead: number },
): number {
  return Math.max(0, Math.floor((position + lead - grid.segmentSamples) / grid.strideSamples) + 1);
}

/** Chunks of a song of `lengthSamples`, over all passes. */
export function countChunks(
  lengthSamples: number,
  { grid, leads }: { readonly grid: ChunkGrid; readonly leads: readonly number[] },
): number {
  if (lengthSamples === 0) return 0;
  const counts = leads.map((lead) => {
    return Math.ceil((lengthSamples + lead) / grid.strideSamples) - firstChunk(0, { grid, lead });
  });
  return counts.reduce((sum, count) => sum + count, 0);
}
