/** Writing into the browser's own folder (OPFS), from the built package. */

import { blobSource, collectAudio, createAudioWriter, fileHandleSink, HostError, openAudio } from 'auralflow';
import { afterEach, describe, expect, it } from 'vitest';
import { noise } from './sounds.ts';

const fileName = 'stem.wav';

async function handleOf(name: string, create = true): Promise<FileSystemFileHandle> {
  const folder = await navigator.storage.getDirectory();
  return await folder.getFileHandle(name, { create });
}

afterEach(async () => {
  const folder = await navigator.storage.getDirectory();
  await folder.removeEntry(fileName).catch(() => {});
});

describe('fileHandleSink', () => {
  it('writes a stem that is read again', async () => {
    const sound = noise({ length: 70_000, channelCount: 2 });
    const handle = await handleOf(fileName);
    const writer = await createAudioWriter('wav', await fileHandleSink(handle), {
      sampleRate: sound.sampleRate,
      channelCount: 2,
      sampleFormat: 'f32',
    });
    for (const [start, end] of [
      [0, 50_000],
      [50_000, 70_000],
    ]) {
      await writer.write(sound.channels.map((channel) => channel.subarray(start, end)));
    }
    await writer.finish();
    const reader = await openAudio(blobSource(await handle.getFile()));
    expect((await collectAudio(reader)).channels).toEqual(sound.channels);
    await reader.close();
  });

  it('leaves nothing behind when it is aborted', async () => {
    const sink = await fileHandleSink(await handleOf(fileName));
    await sink.write(0, new Uint8Array(1000));
    await sink.abort();
    await expect(handleOf(fileName, false)).rejects.toThrow();
  });

  it('keeps the earlier file when it is aborted', async () => {
    const handle = await handleOf(fileName);
    const first = await fileHandleSink(handle);
    await first.write(0, Uint8Array.of(1, 2, 3));
    await first.close();
    const second = await fileHandleSink(handle);
    await second.write(0, new Uint8Array(1000));
    await second.abort();
    expect((await handle.getFile()).size).toBe(3);
  });

  it('says which file it could not write', async () => {
    const handle = await handleOf(fileName);
    const folder = await navigator.storage.getDirectory();
    await folder.removeEntry(fileName);
    const refusal = await fileHandleSink(handle).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(HostError);
    expect(refusal).toMatchObject({ place: fileName });
  });
});
