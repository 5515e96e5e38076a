/** The first word of a web worker. */

import type { ChunkReply } from '../host/index.ts';

/** Sent once, when the worker's code runs. */
export const workerReady = 'ready';

/** All that a worker says. */
export type WorkerMessage = typeof workerReady | ChunkReply;
