/**
 * A spool: one stem as raw float32 on the disk, interleaved, while its track is being separated. It can be cut back to any
 * sample and continued, which is what makes a killed run resumable, and read as a stream once the shared gain is known.
 */

import { type FileHandle, open } from 'node:fs/promises';
import type { AudioBlock, AudioStream } from '../audio/index.ts';
import { HostError } from '../util/index.ts';
import { writeFully } from './file-sink.ts';
import { onHost } from './host-error.ts';

/** A spool that is being written. */
export interface SpoolWriter {
  /** Samples per channel so far. */
  readonly lengthSamples: number;
  write(block: AudioBlock): Promise<void>;
  /** Makes what was written survive a power failure, not only the end of the process. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** What a spool holds. */
export interface SpoolShape {
  readonly sampleRate: number;
  readonly channelCount: number;
}

const bytesPerValue = 4;

/** Written and read in pieces of this many samples: large enough to be cheap, small beside a chunk. */
const pieceSamples = 65536;
const expected = 'a work file that can be written';
const whole = 'the work file as it was written';

/** Opens the spool at `path`, made if it is missing, cut back to its first `keepSamples` samples. */
export async function openSpool(
  path: string,
  { channelCount, keepSamples = 0 }: SpoolShape & { readonly keepSamples?: number },
): Promise<SpoolWriter> {
  const handle = await onHost(path, expected, openForUpdate(path));
  const frameBytes = channelCount * bytesPerValue;
  await onHost(path, expected, handle.truncate(keepSamples * frameBytes));
  const values = new Float32Array(pieceSamples * channelCount);
  let written = keepSamples;
  return {
    get lengthSamples() {
      return written;
    },
    async write(block) {
      const length = block[0]!.length;
      for (let start = 0; start < length; start += pieceSamples) {
        const end = Math.min(start + pieceSamples, length);
        const bytes = interleave(block, { start, end, values });
        await onHost(path, expected, writeFully(handle, bytes, written * frameBytes));
        written += end - start;
      }
    },
    flush: () => onHost(path, expected, handle.datasync()),
    close: () => handle.close(),
  };
}

/** The finished spool at `path`, of `lengthSamples` samples, as a stream. */
export function readSpool(
  path: string,
  { sampleRate, channelCount, lengthSamples }: SpoolShape & { readonly lengthSamples: number },
): AudioStream {
  return {
    sampleRate,
    channelCount,
    lengthSamples,
    async *blocks({ startSample = 0, signal } = {}) {
      const handle = await onHost(path, whole, open(path, 'r'));
      try {
        for (let start = startSample; start < lengthSamples; start += pieceSamples) {
          signal?.throwIfAborted();
          const values = new Float32Array(Math.min(pieceSamples, lengthSamples - start) * channelCount);
          const position = start * channelCount * bytesPerValue;
          await onHost(
            path,
            whole,
            readFully(handle, { path, bytes: new Uint8Array(values.buffer), position }),
          );
          yield deinterleave(values, channelCount);
        }
      } finally {
        await handle.close();
      }
    },
  };
}

/** Fills `bytes` from the file. A shorter file would otherwise become silence. */
async function readFully(
  handle: FileHandle,
  { path, bytes, position }: { readonly path: string; readonly bytes: Uint8Array; readonly position: number },
): Promise<void> {
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, position + filled);
    if (bytesRead === 0) {
      throw new HostError({
        place: path,
        expected: whole,
        got: 'a shorter one',
        remedy: 'Run again without --resume',
      });
    }
    filled += bytesRead;
  }
}

async function openForUpdate(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r+');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return await open(path, 'w+');
    throw error;
  }
}

/**
 * Samples `start` to `end` of `[channel][sample]` as bytes of `[sample][channel]`, laid into `values`, in the machine's byte
 * order: a spool never leaves its machine.
 */
function interleave(
  block: AudioBlock,
  { start, end, values }: { readonly start: number; readonly end: number; readonly values: Float32Array },
): Uint8Array {
  const channelCount = block.length;
  block.forEach((channel, c) => {
    for (let n = start, i = c; n < end; n++, i += channelCount) values[i] = channel[n]!;
  });
  return new Uint8Array(values.buffer, 0, (end - start) * channelCount * bytesPerValue);
}

function deinterleave(values: Float32Array, channelCount: number): AudioBlock {
  const length = values.length / channelCount;
  return Array.from({ length: channelCount }, (_, c) => {
    const channel = new Float32Array(length);
    for (let n = 0, i = c; n < length; n++, i += channelCount) channel[n] = values[i]!;
    return channel;
  });
}
