/** What the browser's tests ask Node to compute with the same built package, to compare. Runs in the test server. */

import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { BrowserCommand } from 'vitest/node';

const songPath = fileURLToPath(new URL('../../examples/song/mixture.flac', import.meta.url));

/** An excerpt of the example song to separate. */
export interface NodeSeparation {
  readonly separator: string;
  readonly startSeconds: number;
  readonly durationSeconds: number;
}

/** SHA-256 of the samples of the stems, in order, as Node separates them. */
const separateInNode: BrowserCommand<[NodeSeparation]> = async (_, options) => {
  const { separate } = await import('auralflow');
  const { stems } = await separate(songPath, options);
  const hash = createHash('sha256');
  for (const { channels } of stems.values()) for (const channel of channels) hash.update(channel);
  return hash.digest('hex');
};

/** The commands by name, as the browser calls them. */
export const browserCommands = { separateInNode };
