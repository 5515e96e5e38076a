/** Files that only ffmpeg reads; skipped where there is none. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bytesSource, collectAudio, openAudio } from '../audio/index.ts';
import { FormatError } from '../util/index.ts';
import { nodeCodecHost } from './codec-host.ts';
import { fileSource } from './file-source.ts';

const isThere =
  spawnSync('ffprobe', ['-version']).status === 0 && spawnSync('ffmpeg', ['-version']).status === 0;
const samples = Array.from({ length: 5000 }, (_, n) => Math.round(12000 * Math.sin(n / 9)) + 0);

/** A mono AIFF file at 8000 Hz, 16 bits, big end first. */
function aiff(): Uint8Array {
  const bytes = new Uint8Array(54 + 2 * samples.length);
  const view = new DataView(bytes.buffer);
  const letters = (at: number, text: string): void => bytes.set(new TextEncoder().encode(text), at);
  letters(0, 'FORM');
  view.setUint32(4, bytes.length - 8);
  letters(8, 'AIFFCOMM');
  view.setUint32(16, 18);
  view.setUint16(20, 1);
  view.setUint32(22, samples.length);
  view.setUint16(26, 16);
  // 8000 as an 80-bit float: exponent 16383 + 12, mantissa 8000 / 4096.
  view.setUint16(28, 16383 + 12);
  view.setUint32(30, 8000 * 2 ** 19);
  letters(38, 'SSND');
  view.setUint32(42, 8 + 2 * samples.length);
  for (const [n, sample] of samples.entries()) view.setInt16(54 + 2 * n, sample);
  return bytes;
}

describe.skipIf(!isThere)('openWithFfmpeg (skipped without ffmpeg on the PATH)', () => {
  it('reads a file in place, from any sample on', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'auralflow-test-'));
    try {
      writeFileSync(join(folder, 'sound.aiff'), aiff());
      const reader = await openAudio(await fileSource(join(folder, 'sound.aiff')), { host: nodeCodecHost() });
      expect(reader.info).toMatchObject({ format: 'aiff', sampleRate: 8000, channelCount: 1 });
      const { channels } = await collectAudio(reader);
      expect([...channels[0]!]).toEqual(samples.map((sample) => sample / 32768));
      const rest: number[] = [];
      for await (const [channel] of reader.blocks({ startSample: 4990 })) rest.push(...channel!);
      expect(rest).toHaveLength(10);
      await reader.close();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('reads bytes in memory through a copy that it removes', async () => {
    const reader = await openAudio(bytesSource(aiff()), { host: nodeCodecHost() });
    expect((await collectAudio(reader)).channels[0]).toHaveLength(samples.length);
    const copies = (): string[] =>
      readdirSync(tmpdir()).filter((name) => name.startsWith('auralflow-ffmpeg-'));
    const before = copies().length;
    await reader.close();
    expect(copies().length).toBe(before - 1);
  });

  it('stops when it is told to', async () => {
    const reader = await openAudio(bytesSource(aiff()), { host: nodeCodecHost() });
    const reason = new Error('enough');
    const reading = collectAudio(reader, { signal: AbortSignal.abort(reason) });
    await expect(reading).rejects.toBe(reason);
    await reader.close();
  });

  it('refuses what is not sound, and lists of other files', async () => {
    for (const text of ['hello', '#EXTM3U\n/etc/passwd\n', "ffconcat version 1.0\nfile '/etc/passwd'\n"]) {
      const source = bytesSource(new TextEncoder().encode(text), 'song.mp3');
      await expect(openAudio(source, { host: nodeCodecHost() })).rejects.toThrow(FormatError);
    }
  });
});
