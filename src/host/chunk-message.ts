/** What goes between a pool and its threads: chunks, stems and errors, in forms that can be cloned. */

import type { Audio, Stems } from '../audio/index.ts';
import type { ErrorMessage } from '../util/index.ts';

/** How a thread makes its separator: by name, since a separator itself cannot be cloned. */
export interface WorkerSetup {
  readonly separator: string;
  readonly separatorOptions: Readonly<Record<string, unknown>>;
}

/** One chunk to separate. */
export interface ChunkRequest {
  readonly setup: WorkerSetup;
  readonly chunk: Audio;
  readonly stems: readonly string[] | undefined;
}

/** Its stems, or why there are none. */
export type ChunkReply =
  | { readonly ok: true; readonly stems: Stems }
  | { readonly ok: false; readonly error: ErrorMessage };

/** The buffers behind all channels of `audios`, each once: they change hands instead of being copied. */
export function buffersOf(audios: Iterable<Audio>): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const { channels } of audios) {
    for (const { buffer } of channels) if (buffer instanceof ArrayBuffer) buffers.add(buffer);
  }
  return [...buffers];
}
