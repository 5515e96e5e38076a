/** M4A files from the inside: what players read the exact length and start from. */

import { describe, expect, it } from 'vitest';
import { memorySink } from '../../bytes.ts';
import { buildMovie } from './movie.ts';
import { createM4a } from './writer.ts';

/** The content of the first box of this name, found by its letters. */
function contentOf(bytes: Uint8Array, name: string): DataView {
  const letters = [...name].map((letter) => letter.charCodeAt(0));
  const at = bytes.findIndex((_, i) => letters.every((letter, k) => bytes[i + k] === letter));
  expect(at, name).toBeGreaterThan(0);
  const size = new DataView(bytes.buffer, bytes.byteOffset).getUint32(at - 4);
  return new DataView(bytes.buffer, bytes.byteOffset + at + 4, size - 8);
}

async function encode(length: number): Promise<Uint8Array<ArrayBuffer>> {
  const sink = memorySink();
  const writer = await createM4a(sink, { sampleRate: 44100, channelCount: 1 });
  await writer.write([new Float32Array(length).fill(0.1)]);
  await writer.finish();
  return sink.bytes();
}

describe('an M4A file', () => {
  it.each([1, 1024, 5000])('says how long the sound is and where it starts: %i samples', async (length) => {
    const bytes = await encode(length);
    const edit = contentOf(bytes, 'elst');
    expect([edit.getUint32(4), edit.getUint32(8), edit.getInt32(12)]).toEqual([1, length, 1024]);
    expect(contentOf(bytes, 'mvhd').getUint32(16)).toBe(length);
    const packets = contentOf(bytes, 'stsz').getUint32(8);
    expect(packets).toBe(Math.ceil(length / 1024) + 1);
    const padding = packets * 1024 - 1024 - length;
    const note = new TextDecoder().decode(bytes).match(/ 00000000 00000400 ([0-9A-F]{8}) ([0-9A-F]{16}) /)!;
    expect([Number.parseInt(note[1]!, 16), Number.parseInt(note[2]!, 16)]).toEqual([padding, length]);
  });

  it('names no date, so that the same sound gives the same bytes', async () => {
    expect(await encode(3000)).toEqual(await encode(3000));
  });

  it('finds its packets', async () => {
    const bytes = await encode(200_000);
    const sizes = contentOf(bytes, 'stsz');
    const chunks = contentOf(bytes, 'stco');
    const data = contentOf(bytes, 'mdat');
    const total = Array.from({ length: sizes.getUint32(8) }, (_, i) => sizes.getUint32(12 + 4 * i));
    expect(total.reduce((sum, size) => sum + size, 0)).toBe(data.byteLength);
    expect(chunks.getUint32(4)).toBe(Math.ceil(total.length / 43));
    expect(chunks.getUint32(8)).toBe(data.byteOffset);
    const second = total.slice(0, 43).reduce((sum, size) => sum + size, data.byteOffset);
    expect(chunks.getUint32(12)).toBe(second);
  });

  it('counts in 64 bits beyond 4 GiB', () => {
    const movie = buildMovie({
      sampleRate: 96000,
      channelCount: 2,
      lengthSamples: 4 * 43 * 1024,
      packetBytes: new Uint32Array(4 * 43 + 1).fill(2 ** 25),
      dataStart: 40,
      tags: {},
    });
    const chunks = contentOf(movie, 'co64');
    expect(chunks.getUint32(4)).toBe(5);
    expect(Number(chunks.getBigUint64(8 + 8 * 4))).toBe(40 + 4 * 43 * 2 ** 25);
  });

  it.each([
    [{ sampleRate: 192000 }, /Resample to 96000 Hz/],
    [{ channelCount: 3 }, /1 to 2 channels/],
    [{ bitrate: 1 }, /bitrate/],
  ])('refuses %o', async (wrong, message) => {
    const created = createM4a(memorySink(), { sampleRate: 44100, channelCount: 2, ...wrong });
    await expect(created).rejects.toThrow(message);
  });
});
