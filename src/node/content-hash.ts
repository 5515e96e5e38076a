/** Identities: the SHA-256 of a file's bytes, and of a value's canonical JSON. */

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { onHost } from './host-error.ts';

/** The SHA-256 of the file at `path`, as hexadecimal digits. Throws HostError. */
export async function hashFile(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  async function feed(): Promise<void> {
    const stream = createReadStream(path, { highWaterMark: 1 << 20 });
    for await (const bytes of stream) {
      signal?.throwIfAborted();
      hash.update(bytes as Uint8Array);
    }
  }
  await onHost(path, 'a file that can be read', feed());
  return hash.digest('hex');
}

/** The SHA-256 of `value` as JSON with sorted keys: equal for equal values, however they were put together. */
export function hashValue(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
