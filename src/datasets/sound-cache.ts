/** Decoded sound that is kept for a while: least recently used goes first, and the sum of it stays below a bound. */

import type { Audio } from '../audio/index.ts';
import { checkNumber } from '../util/index.ts';

/** Sound by name. */
export interface SoundCache {
  /** What `load` gives for `key`, which must always be the same; it is not called where the sound is still there. */
  get(key: string, load: () => Promise<readonly Audio[]>): Promise<readonly Audio[]>;
  /** Bytes that are kept now. */
  readonly bytes: number;
}

/** A cache of at most `maxBytes`; sound that is larger than that is handed through and not kept. */
export function createSoundCache(maxBytes: number): SoundCache {
  checkNumber('cacheBytes', maxBytes, { min: 0 });
  // A Map gives its entries in the order in which they were put in: the first one is the one not used for longest.
  const kept = new Map<string, readonly Audio[]>();
  let bytes = 0;
  function drop(key: string): void {
    bytes -= bytesOf(kept.get(key)!);
    kept.delete(key);
  }
  return {
    get bytes() {
      return bytes;
    },
    async get(key, load) {
      const known = kept.get(key);
      if (known !== undefined) {
        kept.delete(key);
        kept.set(key, known);
        return known;
      }
      const sound = await load();
      const size = bytesOf(sound);
      if (kept.has(key) || size > maxBytes) return sound;
      for (const oldest of kept.keys()) {
        if (bytes + size <= maxBytes) break;
        drop(oldest);
      }
      kept.set(key, sound);
      bytes += size;
      return sound;
    },
  };
}

function bytesOf(sounds: readonly Audio[]): number {
  return sounds.reduce(
    (sum, { channels }) => sum + channels.reduce((total, channel) => total + channel.byteLength, 0),
    0,
  );
}
