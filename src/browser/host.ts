/** The browser as a {@link Host}: its cores, web workers, files and addresses. */

import type { Host } from '../host/index.ts';
import { openInput, type SeparateInput } from './open-input.ts';
import { openWorkerPool } from './worker-pool.ts';

/** This host. */
export const browserHost: Host<SeparateInput> = {
  cores: () => navigator.hardwareConcurrency || 1,
  openInput,
  makePool: openWorkerPool,
  // A page cannot tell what its browser takes: only what decoding and separating add is counted.
  memoryCosts: { processBytes: 0, threadBytes: 0 },
};
