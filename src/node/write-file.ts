/** A whole file in one step: complete under its name, or what was there before. */

import { fileSink } from './file-sink.ts';

/** Replaces the file at `path`, creating its folder. Text is written as UTF-8. Throws HostError. */
export async function writeWhole(path: string, content: Uint8Array | string): Promise<void> {
  const sink = await fileSink(path);
  try {
    await sink.write(0, typeof content === 'string' ? new TextEncoder().encode(content) : content);
  } catch (error) {
    await sink.abort();
    throw error;
  }
  await sink.close();
}
