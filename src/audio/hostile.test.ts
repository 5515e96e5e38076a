/** Damaged files end in a FormatError, a LimitError or sound; never in anything else. The long run is a figure. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fixtures } from '../../test/support/fixtures.ts';
import { mutate, mutationKinds } from '../../test/support/mutate.ts';
import { FormatError, LimitError } from '../util/index.ts';
import { decodeAudio } from './open.ts';

const maxMemoryBytes = 32 * 2 ** 20;

/** The error of a decoding, or what is wrong with it that an error does not say. */
async function outcomeOf(bytes: Uint8Array): Promise<string> {
  try {
    const { channels, sampleRate } = await decodeAudio(bytes, { maxMemoryBytes });
    if (!(sampleRate > 0) || channels.length === 0) return 'no sound';
    return channels.every((channel) => channel.every(Number.isFinite)) ? 'sound' : 'not finite';
  } catch (error) {
    return error instanceof FormatError || error instanceof LimitError ? 'a clear error' : String(error);
  }
}

describe.each(fixtures)('$file', ({ file }) => {
  const bytes = new Uint8Array(readFileSync(new URL(`../../test/fixtures/audio/${file}`, import.meta.url)));

  it('stays harmless in every kind of damage', async () => {
    for (const [seed, kind] of mutationKinds.entries()) {
      const outcome = await outcomeOf(mutate(bytes, seed).bytes);
      expect(['sound', 'a clear error'], `${kind}: ${outcome}`).toContain(outcome);
    }
  });

  it('is no surprise at any length near its start', async () => {
    for (let length = 0; length < 64; length += 7) {
      expect(['sound', 'a clear error']).toContain(await outcomeOf(bytes.subarray(0, length)));
    }
  });
});
