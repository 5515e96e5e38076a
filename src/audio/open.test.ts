/** Every format through openAudio, probeAudio and decodeAudio, against what went into the encoders. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Fixture, fixtures } from '../../test/support/fixtures.ts';
import { lagSamples, snrDb } from '../../test/support/lag.ts';
import { fixtureSignal } from '../../test/support/signal.ts';
import { FormatError, LimitError } from '../util/index.ts';
import { collectAudio, lengthSamples } from './audio.ts';
import { type ByteSource, bytesSource } from './bytes.ts';
import { decodeAudio, openAudio, probeAudio } from './open.ts';

/** What the codecs at the fixtures' bit rates keep of noise: less would mean that something is out of place. */
const lossySnrDb = 8;

function bytesOf(file: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`../../test/fixtures/audio/${file}`, import.meta.url)));
}

function sourceOf(file: string): ByteSource {
  return bytesSource(bytesOf(file), file);
}

function named(name: string): Fixture {
  return fixtures.find(({ file }) => file === name)!;
}

describe.each(fixtures)('$file', (fixture) => {
  const { file, format, codec, sampleRate, channelCount } = fixture;

  it('is recognised without its name', async () => {
    const info = await probeAudio(bytesOf(file));
    expect(info).toMatchObject({ format, codec, sampleRate, channelCount });
    expect(info.durationSeconds ?? fixture.lengthSamples / sampleRate).toBeCloseTo(
      fixture.lengthSamples / sampleRate,
      0,
    );
  });

  it(fixture.gapless ? 'is as long as what was encoded, and in place' : 'decodes whole', async () => {
    const { lengthSamples: promised } = await probeAudio(bytesOf(file));
    const audio = await decodeAudio(bytesOf(file));
    const reference = fixtureSignal(fixture);
    if (promised !== undefined) expect(lengthSamples(audio)).toBe(promised);
    if (!fixture.gapless) {
      expect(lengthSamples(audio)).toBeGreaterThanOrEqual(fixture.lengthSamples);
      return;
    }
    expect(lengthSamples(audio)).toBe(fixture.lengthSamples);
    for (const [c, channel] of reference.channels.entries()) {
      if (fixture.lossless) expect(audio.channels[c]).toEqual(channel);
      else if (fixture.lengthSamples > 4000 && !isLowFrequencyChannel(fixture, c)) {
        expect(lagSamples(channel, audio.channels[c]!)).toBe(0);
        expect(snrDb(channel, audio.channels[c]!)).toBeGreaterThan(lossySnrDb);
      }
    }
  });

  it('gives the same from any sample on', async () => {
    const reader = await openAudio(sourceOf(file));
    const whole = await collectAudio(reader);
    for (const startSample of [1, 99, lengthSamples(whole)]) {
      const rest: number[] = [];
      for await (const block of reader.blocks({ startSample })) rest.push(...block[channelCount - 1]!);
      expect(rest).toEqual([...whole.channels[channelCount - 1]!.subarray(startSample)]);
    }
    await reader.close();
  });

  it('says so when it is cut off in the middle', async () => {
    const bytes = bytesOf(file);
    const cut = bytes.slice(0, Math.floor(bytes.length * 0.6));
    const decoded = decodeAudio(cut).then(lengthSamples, (error: unknown) => error);
    const result = await decoded;
    // Formats without a promised length play what is there.
    if (typeof result === 'number') expect(result).toBeLessThan(fixture.lengthSamples + 3000);
    else expect(result).toBeInstanceOf(FormatError);
    if (fixture.gapless && format !== 'webm') expect(result).toBeInstanceOf(FormatError);
  });
});

/** LFE of 5.1: encoders keep only its lowest frequencies. */
function isLowFrequencyChannel({ channelCount }: Fixture, channel: number): boolean {
  return channelCount === 6 && channel === 3;
}

describe('tags', () => {
  const tags = {
    title: 'Tést',
    artist: 'Somebody',
    album: 'Album',
    albumArtist: 'Everybody',
    date: '2021',
    genre: 'Rock',
    comment: 'Nice',
    trackNumber: 3,
    tracksTotal: 10,
    discNumber: 1,
    discsTotal: 2,
  };

  it.each(['stereo-16.flac', 'ffmpeg-48k-tags.mp3', 'stereo.ogg', 'stereo.opus', 'stereo-tags.m4a'])(
    'of %s are read',
    async (file) => {
      expect((await probeAudio(bytesOf(file))).tags).toEqual(tags);
    },
  );

  it('are no part of what is missing when there are none', async () => {
    expect((await probeAudio(bytesOf('cbr.mp3'))).tags).toEqual({});
  });
});

describe('openAudio', () => {
  it('reads little of a large file to probe it', async () => {
    const sound = bytesOf('cbr.mp3');
    const cover = new Uint8Array(3_000_000);
    // An ID3v2.3 tag that consists of padding.
    cover.set([
      0x49,
      0x44,
      0x33,
      3,
      0,
      0,
      ...[21, 14, 7, 0].map((shift) => ((cover.length - 10) >> shift) & 127),
    ]);
    const bytes = new Uint8Array(cover.length + sound.length);
    bytes.set(cover);
    bytes.set(sound, cover.length);
    let read = 0;
    const source = bytesSource(bytes);
    const counting = {
      ...source,
      read: (position: number, length: number) => {
        read += length;
        return source.read(position, length);
      },
    };
    const reader = await openAudio(counting);
    expect(reader.lengthSamples).toBe(named('cbr.mp3').lengthSamples);
    // The tag itself is read once, for titles; not the sound, and nothing twice.
    expect(read).toBeLessThan(cover.length + 1_000_000);
  });

  it('ignores a wrong extension', async () => {
    const reader = await openAudio(bytesSource(bytesOf('cbr.mp3'), 'song.flac'));
    expect(reader.info.format).toBe('mp3');
  });

  it('plays chained Ogg streams one after the other', async () => {
    const [first, second] = [bytesOf('stereo.ogg'), bytesOf('stereo.ogg')];
    const audio = await decodeAudio(concat(withSerial(first, 7), withSerial(second, 8)));
    expect(lengthSamples(audio)).toBe(2 * named('stereo.ogg').lengthSamples);
  });

  it('refuses what is not audio', async () => {
    for (const bytes of [
      new Uint8Array(0),
      new Uint8Array(1),
      new Uint8Array(5000),
      new TextEncoder().encode('hello'),
    ]) {
      await expect(openAudio(bytesSource(bytes, 'song.mp3'))).rejects.toThrow(FormatError);
      await expect(openAudio(bytesSource(bytes, 'song'))).rejects.toThrow(/expected an audio file/);
    }
  });

  it('keeps to the memory limit', async () => {
    await expect(decodeAudio(bytesOf('stereo-16.flac'), { maxMemoryBytes: 10_000 })).rejects.toThrow(
      LimitError,
    );
    await expect(decodeAudio(bytesOf('no-info-frame.mp3'), { maxMemoryBytes: 10_000 })).rejects.toThrow(
      LimitError,
    );
    const enough = 4 * 2 * named('stereo-16.flac').lengthSamples;
    await expect(decodeAudio(bytesOf('stereo-16.flac'), { maxMemoryBytes: enough })).resolves.toBeDefined();
  });

  it('stops when it is told to', async () => {
    const reader = await openAudio(sourceOf('stereo.ogg'));
    const controller = new AbortController();
    const reason = new Error('enough');
    const reading = (async () => {
      for await (const _ of reader.blocks({ signal: controller.signal })) controller.abort(reason);
    })();
    await expect(reading).rejects.toBe(reason);
  });
});

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}

/** An Ogg file with another serial number, checksums renewed. */
function withSerial(bytes: Uint8Array, serial: number): Uint8Array {
  const changed = bytes.slice();
  const view = new DataView(changed.buffer);
  for (let at = 0; at < changed.length; ) {
    const segments = changed.subarray(at + 27, at + 27 + changed[at + 26]!);
    const size = 27 + segments.length + segments.reduce((sum, length) => sum + length, 0);
    view.setUint32(at + 14, serial, true);
    view.setUint32(at + 22, 0, true);
    let crc = 0;
    for (const byte of changed.subarray(at, at + size)) {
      crc ^= byte << 24;
      for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
    }
    view.setUint32(at + 22, crc >>> 0, true);
    at += size;
  }
  return changed;
}
