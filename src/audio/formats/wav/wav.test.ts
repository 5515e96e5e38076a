/** WAVE files: every encoding, both ways, at odd lengths, damaged and beyond 4 GiB. */

import { describe, expect, it } from 'vitest';
import type { Audio } from '../../audio.ts';
import { collectAudio } from '../../audio.ts';
import { type ByteSource, bytesSource, memorySink } from '../../bytes.ts';
import type { EncodeOptions } from '../../format.ts';
import { buildWavHeader, readWavLayout } from './header.ts';
import { wav } from './wav.ts';

const lengths = [0, 1, 2, 575, 576, 1151, 1152, 1153, 44100, 70001];

function ramp(channelCount: number, length: number, scale = 32768): Audio {
  const channels = Array.from({ length: channelCount }, (_, c) =>
    Float32Array.from({ length }, (_, n) => (((n * 7919 + c * 104729) % (2 * scale)) - scale) / scale),
  );
  return { sampleRate: 44100, channels };
}

async function encode(audio: Audio, options: Partial<EncodeOptions> = {}): Promise<Uint8Array<ArrayBuffer>> {
  const sink = memorySink();
  const writer = await wav.create!(sink, {
    sampleRate: audio.sampleRate,
    channelCount: audio.channels.length,
    ...options,
  });
  const total = audio.channels[0]!.length;
  for (let start = 0; start < total; start += 20000) {
    await writer.write(audio.channels.map((channel) => channel.subarray(start, start + 20000)));
  }
  await writer.finish();
  return sink.bytes();
}

async function decode(bytes: Uint8Array): Promise<Audio> {
  return collectAudio(await wav.open(bytesSource(bytes)));
}

/** A file from a format tag and raw sample bytes. */
function fileOf(
  { tag = 1, bits = 16, align = 0, extra = [] as number[] },
  data: readonly number[],
): Uint8Array<ArrayBuffer> {
  const format = new Uint8Array(16 + extra.length);
  const view = new DataView(format.buffer);
  view.setUint16(0, tag, true);
  view.setUint16(2, 1, true);
  view.setUint32(4, 44100, true);
  view.setUint32(8, 44100 * (align || bits / 8), true);
  view.setUint16(12, align || bits / 8, true);
  view.setUint16(14, bits, true);
  format.set(extra, 16);
  return riff([chunk('fmt ', [...format]), chunk('data', data)]);
}

function chunk(id: string, data: readonly number[], size = data.length): number[] {
  const bytes = [...id].map((letter) => letter.charCodeAt(0));
  for (let i = 0; i < 4; i++) bytes.push(Math.floor(size / 256 ** i) % 256);
  return [...bytes, ...data, ...(data.length % 2 ? [0] : [])];
}

function uint64(value: number): number[] {
  return Array.from({ length: 8 }, (_, i) => Math.floor(value / 256 ** i) % 256);
}

function riff(chunks: readonly number[][]): Uint8Array<ArrayBuffer> {
  const body = [...'WAVE'].map((letter) => letter.charCodeAt(0)).concat(...chunks);
  return new Uint8Array(chunk('RIFF', body));
}

describe('wav round trips', () => {
  for (const channelCount of [1, 2, 6]) {
    it(`keeps 16 and 24-bit values and floats exactly, ${channelCount} channels`, async () => {
      for (const length of lengths) {
        for (const [sampleFormat, scale] of [
          ['s16', 32768],
          ['s24', 8388608],
          ['f32', 8388608],
        ] as const) {
          const audio = ramp(channelCount, length, scale);
          const back = await decode(await encode(audio, { sampleFormat }));
          expect(back.channels.map((channel) => channel.length)).toEqual(Array(channelCount).fill(length));
          for (const [c, channel] of back.channels.entries()) {
            expect(Buffer.from(channel.buffer).equals(Buffer.from(audio.channels[c]!.buffer))).toBe(true);
          }
        }
      }
    });
  }

  it('gives the same bytes whether the length was known or not, but for the room for RF64', async () => {
    const audio = ramp(2, 1153);
    const known = await encode(audio, { lengthSamples: 1153 });
    const unknown = await encode(audio);
    expect(known.length).toBe(44 + 1153 * 4);
    expect(unknown.length).toBe(known.length + 36);
    expect((await decode(known)).channels).toEqual((await decode(unknown)).channels);
  });

  it('corrects an announced length that was wrong', async () => {
    const bytes = await encode(ramp(1, 100), { lengthSamples: 5000 });
    expect((await wav.open(bytesSource(bytes))).lengthSamples).toBe(100);
    expect(new DataView(bytes.buffer).getUint32(4, true)).toBe(bytes.length - 8);
  });

  it('rounds to nearest, clamps and writes NaN as silence', async () => {
    const samples = Float32Array.of(
      1,
      -1,
      2,
      -3,
      Number.POSITIVE_INFINITY,
      Number.NaN,
      0.4 / 32768,
      0.6 / 32768,
    );
    const back = await decode(await encode({ sampleRate: 8000, channels: [samples] }));
    const steps = [...back.channels[0]!].map((x) => x * 32768);
    expect(steps).toEqual([32767, -32768, 32767, -32768, 32767, 0, 0, 1]);
  });

  it('carries tags', async () => {
    const tags = { title: 'Größe', artist: 'A', album: 'B', date: '2026', trackNumber: 3, tracksTotal: 12 };
    const reader = await wav.open(bytesSource(await encode(ramp(1, 3), { tags })));
    expect(reader.info.tags).toEqual(tags);
    expect(reader.lengthSamples).toBe(3);
  });

  it('seeks', async () => {
    const audio = ramp(2, 70001);
    const reader = await wav.open(bytesSource(await encode(audio)));
    const blocks: number[] = [];
    for await (const block of reader.blocks({ startSample: 69990 })) blocks.push(...block[1]!);
    expect(blocks).toEqual([...audio.channels[1]!.subarray(69990)]);
  });
});

describe('wav encodings', () => {
  it.each([
    ['8-bit unsigned', { bits: 8 }, [0, 128, 255], [-1, 0, 127 / 128]],
    ['16-bit', {}, [0, 0x80, 0xff, 0x7f], [-1, 32767 / 32768]],
    ['24-bit', { bits: 24 }, [0, 0, 0x80, 0xff, 0xff, 0xff], [-1, -1 / 8388608]],
    ['32-bit', { bits: 32 }, [0, 0, 0, 0x80, 0, 0, 0, 0x40], [-1, 0.5]],
    ['32-bit float', { tag: 3, bits: 32 }, [0, 0, 0x80, 0x3f], [1]],
    ['64-bit float', { tag: 3, bits: 64 }, [0, 0, 0, 0, 0, 0, 0xf0, 0xbf], [-1]],
    ['24 bits in 32', { bits: 24, align: 4 }, [0, 0, 0, 0x40], [0.5]],
    ['20 bits in 24', { bits: 20, align: 3 }, [0, 0, 0x40], [0.5]],
    [
      'A-law',
      { tag: 6, bits: 8 },
      [0xd5, 0x55, 0xaa, 0x2a],
      [8 / 32768, -8 / 32768, 32256 / 32768, -32256 / 32768],
    ],
    ['µ-law', { tag: 7, bits: 8 }, [0xff, 0x80, 0x00], [0, 32124 / 32768, -32124 / 32768]],
    [
      'extensible with 20 valid bits',
      {
        tag: 0xfffe,
        bits: 24,
        extra: [22, 0, 20, 0, 4, 0, 0, 0, 1, 0, 0, 0, 0, 0, 16, 0, 128, 0, 0, 170, 0, 56, 155, 113],
      },
      [0, 0, 0x40],
      [0.5],
    ],
  ])('reads %s', async (_, format, data, expected) => {
    expect([...(await decode(fileOf(format, data))).channels[0]!]).toEqual(expected);
  });

  it('refuses compressed encodings by name', async () => {
    await expect(decode(fileOf({ tag: 2, bits: 4, align: 1 }, [0]))).rejects.toThrow(/codec 0x0002/);
  });
});

describe('wav damage', () => {
  const samples = [1, 0, 2, 0, 3, 0];
  const format = chunk('fmt ', [1, 0, 1, 0, 0x44, 0xac, 0, 0, 0x88, 0x58, 1, 0, 2, 0, 16, 0]);
  const expected = [1, 2, 3].map((x) => x / 32768);

  it.each([
    ['size 0 at the end of a pipe', [chunk('data', samples, 0)]],
    ['size 0xFFFFFFFF', [chunk('data', samples, 0xffffffff)]],
    ['the size that SoX gives a pipe', [chunk('data', samples, 0x7ffff000)]],
    ['odd chunks before and after', [chunk('odd ', [1, 2, 3]), chunk('data', samples), chunk('LIST', [1])]],
  ])('reads the sound with %s', async (_, chunks) => {
    const audio = await decode(riff([format, ...chunks]));
    expect([...audio.channels[0]!].slice(0, 3)).toEqual(expected);
  });

  it('takes an empty data chunk before other chunks as empty', async () => {
    const audio = await decode(riff([format, chunk('data', []), chunk('LIST', [1, 2])]));
    expect(audio.channels[0]!.length).toBe(0);
  });

  it('refuses absurd headers without reading on', async () => {
    for (const at of [22, 24]) {
      const bytes = fileOf({}, samples);
      bytes.fill(0xff, at, at + 2 + (at - 22));
      await expect(wav.open(bytesSource(bytes))).rejects.toMatchObject({ name: 'FormatError' });
    }
  });

  it('refuses every truncation, after the sound before it', async () => {
    const bytes = fileOf({}, samples);
    for (let length = 0; length < bytes.length; length++) {
      const found: number[] = [];
      const read = (async () => {
        const reader = await wav.open(bytesSource(bytes.subarray(0, length)));
        for await (const block of reader.blocks()) found.push(...block[0]!);
      })();
      await expect(read).rejects.toMatchObject({ name: 'FormatError' });
      expect(found).toEqual(expected.slice(0, Math.max(0, Math.floor((length - 44) / 2))));
    }
  });

  it('gives up on endless chains of chunks', async () => {
    const endless: ByteSource = {
      ...bytesSource(new Uint8Array(0)),
      size: 2 ** 40,
      read: async (position, length) => {
        const head = riff([chunk('zero', [])]);
        return position < 12 ? head.slice(position, position + length) : new Uint8Array(length).fill(32);
      },
    };
    await expect(wav.open(endless)).rejects.toMatchObject({ name: 'FormatError' });
  });
});

describe('wav with 64-bit sizes', () => {
  const format = [1, 0, 1, 0, 0x44, 0xac, 0, 0, 0x88, 0x58, 1, 0, 2, 0, 16, 0];
  const expected = [1, 2, 3].map((x) => x / 32768);
  const samples = [1, 0, 2, 0, 3, 0];

  it('reads RF64', async () => {
    const sizes = [...uint64(0), ...uint64(6), ...uint64(3), 0, 0, 0, 0];
    const data = chunk('data', samples, 0xffffffff);
    const bytes = riff([chunk('ds64', sizes), chunk('fmt ', format), data, chunk('LIST', [1, 2])]);
    bytes.set([0x52, 0x46, 0x36, 0x34]);
    expect([...(await decode(bytes)).channels[0]!]).toEqual(expected);
  });

  it('reads Wave64', async () => {
    const guid = (name: string): number[] =>
      [...name, ...'0123456789ab'].map((letter) => letter.charCodeAt(0));
    const body = [
      ...[...guid('wave'), ...guid('fmt '), ...uint64(24 + format.length), ...format],
      ...[...guid('data'), ...uint64(24 + 6), ...samples, 0, 0],
    ];
    const bytes = Uint8Array.from([...guid('riff'), ...uint64(24 + body.length), ...body]);
    expect([...(await decode(bytes)).channels[0]!]).toEqual(expected);
  });

  it('becomes RF64, which we read back', async () => {
    const dataBytes = 6 * 2 ** 30;
    const options = {
      codec: 'pcm-s24',
      sampleRate: 96000,
      channelCount: 2,
      tagChunks: new Uint8Array(0),
    } as const;
    const header = buildWavHeader({ ...options, dataBytes, reserve64: true });
    expect(header.length).toBe(buildWavHeader({ ...options, dataBytes: 6, reserve64: true }).length);
    const source: ByteSource = {
      ...bytesSource(header),
      size: header.length + dataBytes,
    };
    const layout = await readWavLayout(source);
    expect(layout).toMatchObject({ codec: 'pcm-s24', dataBytes, dataStart: header.length });
  });
});
