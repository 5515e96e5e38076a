/** A part of a stream as a stream of its own. */

import type { AudioBlock, AudioStream } from '../audio/index.ts';
import { ArgumentError, checkNumber } from '../util/index.ts';

/** Which part, in seconds. */
export interface Excerpt {
  /** Default 0. */
  readonly startSeconds?: number | undefined;
  /** Default: to the end. It may reach beyond the end, where there is nothing. */
  readonly durationSeconds?: number | undefined;
}

/**
 * The part of `stream` that `excerpt` names, cut at the nearest samples. Throws {@link ArgumentError} where it begins at
 * or after the end: at once if the stream's length is known, else when the end has come.
 */
export function excerptStream(stream: AudioStream, excerpt: Excerpt): AudioStream {
  const startSeconds = checkNumber('startSeconds', excerpt.startSeconds ?? 0, { min: 0 });
  const first = Math.round(startSeconds * stream.sampleRate);
  const last = first + durationSamples(excerpt.durationSeconds, stream.sampleRate);
  if (first === 0 && last === Number.POSITIVE_INFINITY) return stream;
  const total = stream.lengthSamples;
  if (total !== undefined && first > 0) checkBegins(first, { total, sampleRate: stream.sampleRate });
  return {
    sampleRate: stream.sampleRate,
    channelCount: stream.channelCount,
    lengthSamples: total === undefined ? undefined : Math.max(0, Math.min(total, last) - first),
    async *blocks({ startSample = 0, signal } = {}) {
      let position = first + startSample;
      if (position >= last) return;
      const options = signal === undefined ? {} : { signal };
      for await (const block of stream.blocks({ ...options, startSample: position })) {
        const length = Math.min(block[0]!.length, last - position);
        yield cutBlock(block, length);
        position += length;
        if (position >= last) return;
      }
      if (first > 0 && startSample === 0 && position === first) {
        throw beginsTooLate(first / stream.sampleRate, 'a shorter input');
      }
    },
  };
}

function cutBlock(block: AudioBlock, length: number): AudioBlock {
  return length === block[0]!.length ? block : block.map((channel) => channel.subarray(0, length));
}

function durationSamples(durationSeconds: number | undefined, sampleRate: number): number {
  if (durationSeconds === undefined) return Number.POSITIVE_INFINITY;
  return Math.max(1, Math.round(checkNumber('durationSeconds', durationSeconds, { above: 0 }) * sampleRate));
}

function checkBegins(first: number, { total, sampleRate }: { total: number; sampleRate: number }): void {
  if (first < total) return;
  throw beginsTooLate(first / sampleRate, `an input of ${(total / sampleRate).toFixed(2)} s`);
}

function beginsTooLate(startSeconds: number, got: string): ArgumentError {
  return new ArgumentError({
    place: 'startSeconds',
    expected: `an input longer than ${startSeconds} s`,
    got,
    remedy: 'Start earlier',
  });
}
