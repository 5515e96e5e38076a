/**
 * What all writers share: blocks and calls are checked, and a failure anywhere (a full disk, an encoder) aborts the sink
 * at once, so that no half-written file is left behind whoever forgets to clean up.
 */

import { ArgumentError } from '../../../util/index.ts';
import type { AudioBlock } from '../../audio.ts';
import type { ByteSink } from '../../bytes.ts';
import type { AudioWriter } from '../../format.ts';

/** Longer blocks are handed on in pieces, so that a whole song in one call takes no more memory than its blocks would. */
export const pieceSamples = 32768;

/** The part of a writer that differs from format to format. */
export interface WriterCore {
  /**
   * Takes a block of 1 to {@link pieceSamples} samples and the right number of channels. What it holds is only valid until
   * the promise is fulfilled.
   */
  write(block: AudioBlock): Promise<void>;
  /** Writes what is left. Closing the sink is done by the guard. */
  finish(): Promise<void>;
  /** Frees what the encoder holds: called once at the end, whichever way it ended. */
  dispose?(): void | Promise<void>;
}

/** An {@link AudioWriter} around `core`. After a failure every call but `abort` throws. */
export function guardWriter(
  core: WriterCore,
  { sink, channelCount }: { sink: ByteSink; channelCount: number },
): AudioWriter {
  let state: 'open' | 'finished' | 'aborted' = 'open';

  async function abort(): Promise<void> {
    if (state !== 'open') return;
    state = 'aborted';
    try {
      await core.dispose?.();
    } catch {
      // Giving up must not fail; what went wrong before is what the caller hears of.
    }
    try {
      await sink.abort();
    } catch {
      // The same.
    }
  }

  async function attempt(work: () => Promise<void>): Promise<void> {
    if (state !== 'open') {
      throw new ArgumentError({
        place: sink.name,
        expected: 'an open writer',
        got: `one that was ${state}`,
        remedy: 'Create a new writer',
      });
    }
    try {
      await work();
    } catch (error) {
      await abort();
      throw error;
    }
  }

  return {
    write: (block) =>
      attempt(async () => {
        checkBlock(sink.name, block, channelCount);
        for (let start = 0; start < block[0]!.length; start += pieceSamples) {
          await core.write(block.map((channel) => channel.subarray(start, start + pieceSamples)));
        }
      }),
    finish: () =>
      attempt(async () => {
        await core.finish();
        await core.dispose?.();
        await sink.close();
        state = 'finished';
      }),
    abort,
  };
}

function checkBlock(place: string, block: AudioBlock, channelCount: number): void {
  if (block.length === channelCount && block.every((channel) => channel.length === block[0]!.length)) return;
  throw new ArgumentError({
    place,
    expected: `blocks of ${channelCount} channels of one length`,
    got: `${block.length} channels of lengths ${block.map((channel) => channel.length).join(', ')}`,
    remedy: 'Give every block as many channels as the file was created with',
  });
}
