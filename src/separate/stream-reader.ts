/** Reading an AudioStream by position: fill up to here, keep from there on, know where it ended. */

import type { AudioBlock, AudioStream } from '../audio/index.ts';
import { orAborted } from './executor.ts';
import { SampleBuffer } from './sample-buffer.ts';

/** Reads a stream forwards and holds a window of it. */
export interface StreamReader {
  readonly window: SampleBuffer;
  /** Whether the stream's end has been seen: it lies at `window.end`. */
  readonly ended: boolean;
  /** Reads on until the window reaches `end` or the stream ends. */
  fill(end: number): Promise<void>;
  /** Stops reading; the stream's own clean-up runs. */
  close(): Promise<void>;
}

/** Starts reading `stream` at `startSample`. */
export function createStreamReader(
  stream: AudioStream,
  { startSample, signal }: { readonly startSample: number; readonly signal: AbortSignal | undefined },
): StreamReader {
  const window = new SampleBuffer(stream.channelCount, startSample);
  let iterator: AsyncIterator<AudioBlock> | undefined;
  let ended = false;
  let reading = false;
  return {
    window,
    get ended() {
      return ended;
    },
    async fill(end) {
      iterator ??= stream
        .blocks({ startSample, ...(signal === undefined ? {} : { signal }) })
        [Symbol.asyncIterator]();
      while (!ended && window.end < end) {
        signal?.throwIfAborted();
        reading = true;
        const next = await orAborted(iterator.next(), signal);
        reading = false;
        if (next.done) ended = true;
        else window.append(next.value);
      }
    },
    async close() {
      if (ended) return;
      const closed = Promise.resolve(iterator?.return?.()).catch(() => {});
      // After an abort a read may be pending for ever; it must not hold up the caller.
      if (!reading) await closed;
    },
  };
}
