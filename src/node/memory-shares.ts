/** How an allowance of memory is shared out between what stands anyway, decoding, and the separation. */

/** Bytes for each. */
export interface MemoryShares {
  readonly decodeBytes: number;
  readonly engineBytes: number;
}

/** What Node itself takes with this package loaded: measured at 75 MB, and 25 MB more for each thread. */
const processBytes = 80e6;
const threadBytes = 30e6;

/** A quarter of what is left goes to the decoder, which mostly needs far less: a file of a lossy format, or one block. */
const decodeShare = 0.25;

/** The shares of `maxMemoryBytes` with `threads` worker threads; `undefined` for no limit. Never below 1 MB each. */
export function memoryShares(maxMemoryBytes: number | undefined, threads: number): MemoryShares | undefined {
  if (maxMemoryBytes === undefined) return undefined;
  const left = Math.max(4e6, maxMemoryBytes - processBytes - threads * threadBytes);
  return { decodeBytes: left * decodeShare, engineBytes: left * (1 - decodeShare) };
}
