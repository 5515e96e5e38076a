/** Files on the network: fetched whole, since few servers answer requests for a part. */

import type { ByteSource } from '../audio/index.ts';
import { HostError } from '../util/index.ts';
import { blobSource } from './blob-source.ts';

/** Fetches `url`, relative to the page. Throws `HostError` where there is no answer, or not a good one. */
export async function urlSource(
  url: string | URL,
  options: { readonly signal?: AbortSignal } = {},
): Promise<ByteSource> {
  const { signal } = options;
  try {
    const response = await fetch(url, signal === undefined ? {} : { signal });
    if (!response.ok) throw refused(url, `status ${response.status} ${response.statusText}`.trimEnd());
    return blobSource(await response.blob(), String(url));
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof HostError) throw cause;
    throw refused(url, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

function refused(url: string | URL, got: string, cause?: unknown): HostError {
  return new HostError({
    place: String(url),
    expected: 'an audio file at this address',
    got,
    remedy: 'Check the address, and that its server lets this page read it (CORS)',
    cause,
  });
}
