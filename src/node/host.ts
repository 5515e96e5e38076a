/** Node as a {@link Host}: its cores, worker threads, files and pipes, and what its process takes of the memory. */

import { availableParallelism } from 'node:os';
import type { Host, MemoryCosts } from '../host/index.ts';
import { canRunWorkers, createChunkPool } from './chunk-pool.ts';
import { openInput, type SeparateInput } from './open-input.ts';
import type { PcmShape } from './pcm.ts';

/**
 * What the process takes with the identity separator and pieces of a second, resident, measured with Node 20 on Linux:
 * 159 MB with one thread, 185 MB with two; a thread that runs median filters takes up to 40 MB besides its chunk.
 */
export const nodeMemoryCosts: MemoryCosts = { processBytes: 135e6, threadBytes: 40e6 };

/** This host. `pcm` says how raw PCM lies, for an input that is a stream of such bytes. */
export function nodeHost({ pcm }: { readonly pcm?: PcmShape | undefined } = {}): Host<SeparateInput> {
  return {
    cores: availableParallelism,
    openInput: (input, options) => openInput(input, pcm === undefined ? options : { ...options, pcm }),
    makePool: async ({ jobs, setup }) => (canRunWorkers ? createChunkPool({ ...setup, jobs }) : undefined),
    memoryCosts: nodeMemoryCosts,
  };
}
