/**
 * A spool: one stem as raw float32 on the disk, interleaved, while its track is being separated. It can be cut back to any
 * sample and continued, which is what makes a killed run resumable, and read as a stream once the shared gain is known.
 */

import { type FileHandle, open } from 'node:fs/promises';
import type { AudioBlock, AudioStream } from '../audio/index.ts';
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
const expected = 'a work file that can be written';

/** Opens the spool at `path`, made if it is missing, cut back to its first `keepSamples` samples. */
export async function openSpool(
  path: string,
  { channelCount, keepSamples = 0 }: SpoolShape & { readonly keepSamples?: number },
): Promise<SpoolWriter> {
  const handle = await onHost(path, expected, openForUpdate(path));
  const frameBytes = channelCount * bytesPerValue;
  await onHost(path, expected, handle.truncate(keepSamples * frameBytes));
  let written = keepSamples;
  return {
    get lengthSamples() {
      return written;
    },
    async write(block) {
      const bytes = interleave(block);
      await onHost(path, expected, writeFully(handle, bytes, written * frameBytes));
      written += block[0]!.length;
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
      const blockSamples = 65536;
      const handle = await onHost(path, 'the work file', open(path, 'r'));
      try {
        for (let start = startSample; start < lengthSamples; start += blockSamples) {
          signal?.throwIfAborted();
          const values = new Float32Array(Math.min(blockSamples, lengthSamples - start) * channelCount);
          const position = start * channelCount * bytesPerValue;
          const bytes = new Uint8Array(values.buffer);
          await onHost(path, 'the work file', handle.read(bytes, 0, bytes.length, position));
          yield deinterleave(values, channelCount);
        }
      } finally {
        await handle.close();
      }
    },
  };
}

async function openForUpdate(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r+');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return await open(path, 'w+');
    throw error;
  }
}

/** `[channel][sample]` to bytes of `[sample][channel]`, in the machine's byte order: a spool never leaves its machine. */
function interleave(block: AudioBlock): Uint8Array {
  const channelCount = block.length;
  const length = block[0]!.length;
  const values = new Float32Array(length * channelCount);
  block.forEach((channel, c) => {
    for (let n = 0, i = c; n < length; n++, i += channelCount) values[i] = channel[n]!;
  });
  return new Uint8Array(values.buffer);
}

function deinterleave(values: Float32Array, channelCount: number): AudioBlock {
  const length = values.length / channelCount;
  return Array.from({ length: channelCount }, (_, c) => {
    const channel = new Float32Array(length);
    for (let n = 0, i = c; n < length; n++, i += channelCount) channel[n] = values[i]!;
    return channel;
  });
}
