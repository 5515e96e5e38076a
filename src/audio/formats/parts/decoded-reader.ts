/**
 * What all readers of compressed formats share: the start is reached by decoding and dropping, the length is held to what
 * the header promised, and whatever a decoder throws comes out as a FormatError with the file's name.
 */

import { AuralflowError, checkInteger, FormatError, LimitError } from '../../../util/index.ts';
import type { AudioBlock } from '../../audio.ts';
import type { ByteSource } from '../../bytes.ts';
import type { AudioInfo, AudioReader } from '../../format.ts';

/** The part of a reader that differs from format to format. */
export interface DecodedSource {
  readonly source: ByteSource;
  readonly info: AudioInfo;
  /** The sound from its first sample to its last, trimmed; a new decoder for every call. */
  decode(signal: AbortSignal | undefined): AsyncIterable<AudioBlock>;
  /** Frees what stays open beside the source. */
  close?(): void | Promise<void>;
}

/**
 * A reader that decodes. Sound beyond the promised length and a file that ends before it are FormatErrors, raised after the
 * sound before them was handed over: nothing is lost in silence.
 */
export function createDecodedReader({ source, info, decode, close }: DecodedSource): AudioReader {
  return {
    info,
    sampleRate: info.sampleRate,
    channelCount: info.channelCount,
    lengthSamples: info.lengthSamples,
    async *blocks({ startSample = 0, signal } = {}) {
      checkInteger('startSample', startSample, { min: 0 });
      let done = 0;
      try {
        for await (const block of decode(signal)) {
          signal?.throwIfAborted();
          const fit = fitBlock(block, {
            info,
            from: startSample - done,
            to: (info.lengthSamples ?? Infinity) - done,
          });
          if (fit !== undefined) yield fit;
          done += block[0]!.length;
          if (done > (info.lengthSamples ?? Infinity)) break;
        }
      } catch (error) {
        throw asFormatError(error, { source, signal, place: `${(done / info.sampleRate).toFixed(3)} s` });
      }
      checkLength(source, info, done);
    },
    async close() {
      await close?.();
      await source.close();
    },
  };
}

/** The part of `block` between `from` and `to`, counted from its own start; `undefined` where nothing is left. */
function fitBlock(
  block: AudioBlock,
  { info, from, to }: { info: AudioInfo; from: number; to: number },
): AudioBlock | undefined {
  const length = block[0]?.length ?? 0;
  if (block.length !== info.channelCount) {
    throw new Error(`${block.length} channels where ${info.channelCount} were announced`);
  }
  if (from >= length || to <= 0 || length === 0) return undefined;
  if (from <= 0 && to >= length) return block;
  return block.map((channel) => channel.subarray(Math.max(0, from), Math.min(length, to)));
}

function checkLength(source: ByteSource, { lengthSamples, sampleRate }: AudioInfo, done: number): void {
  if (lengthSamples === undefined || done === lengthSamples) return;
  throw new FormatError({
    place: source.name,
    expected: `${lengthSamples} samples, as its header says`,
    got: done < lengthSamples ? `only ${done} (${(done / sampleRate).toFixed(3)} s)` : 'more',
    remedy: 'The file is cut off or damaged: get a whole copy of it',
  });
}

/** Errors of ours, and the reason of an abort, stay what they are; everything else becomes a FormatError. */
export function asFormatError(
  error: unknown,
  { source, signal, place }: { source: ByteSource; signal?: AbortSignal | undefined; place?: string },
): unknown {
  if (error instanceof AuralflowError || (signal?.aborted && error === signal.reason)) return error;
  const where = place === undefined ? source.name : `${source.name} at ${place}`;
  if (error instanceof RangeError && /alloc|array (buffer )?length|memory/i.test(error.message)) {
    return new LimitError({
      place: where,
      expected: 'a file that can be read in the memory there is',
      got: error.message,
      remedy: 'The file is damaged, or too large for this machine',
      cause: error,
    });
  }
  return new FormatError({
    place: where,
    expected: 'sound data',
    got: `damage (${error instanceof Error ? error.message : String(error)})`,
    remedy: 'Get a whole copy of the file',
    cause: error,
  });
}

/** A FormatError about `source`. */
export function damaged(source: ByteSource, expected: string, got: string, remedy?: string): FormatError {
  return new FormatError({
    place: source.name,
    expected,
    got,
    remedy: remedy ?? 'The file is cut off or damaged: get a whole copy of it',
  });
}
