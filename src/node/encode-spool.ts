/** From a spool to a finished file: gain and clipping, encoding, the final name. */

import { createAudioWriter, type EncodeOptions } from '../audio/index.ts';
import { applyClip, type ClipMode } from '../separate/index.ts';
import { fileSink } from './file-sink.ts';
import { readSpool } from './spool.ts';
import type { TaskWatch } from './task-thread.ts';

/** One output to encode. Plain data: it may go to another thread. */
export interface EncodeTask {
  readonly spoolPath: string;
  /** The final name. */
  readonly path: string;
  /** Where it is encoded. */
  readonly temporaryPath: string;
  readonly format: string;
  /** Rate, channels, length, tags and the format's own options; no host. */
  readonly encode: Omit<EncodeOptions, 'host'> & { readonly lengthSamples: number };
  readonly gain: number;
  readonly clipMode: ClipMode;
}

/**
 * Encodes the spool; the file appears under its name when it is complete. Progress is the samples per channel that are encoded.
 * Throws HostError.
 */
export async function encodeSpool(
  task: EncodeTask,
  { signal, onProgress }: TaskWatch<number>,
): Promise<void> {
  const { path, temporaryPath, gain, clipMode: mode } = task;
  const sink = await fileSink(path, { temporaryPath });
  const writer = await createAudioWriter(task.format, sink, task.encode).catch(async (error: unknown) => {
    await sink.abort();
    throw error;
  });
  try {
    let samplesDone = 0;
    const options = signal === undefined ? {} : { signal };
    for await (const block of readSpool(task.spoolPath, task.encode).blocks(options)) {
      await writer.write(applyClip(block, { gain, mode }));
      samplesDone += block[0]!.length;
      onProgress(samplesDone);
    }
    await writer.finish();
  } catch (error) {
    await writer.abort();
    throw error;
  }
}
