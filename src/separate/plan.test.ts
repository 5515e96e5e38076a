/** Planning: segments, overlap and memory, refused early and with what would work. */

import { describe, expect, it } from 'vitest';
import { copyingSeparator, noise, shortChunks, weighingSeparator } from '../../test/support/separators.ts';
import { type Chunking, streamAudio } from '../audio/index.ts';
import { ArgumentError, LimitError } from '../util/index.ts';
import type { SeparateOptions, SeparationStream } from './options.ts';
import { separateAudio } from './separate-audio.ts';
import { separateStream } from './separate-stream.ts';

const sampleRate = 1000;
const song = noise({ lengthSamples: 60000, sampleRate });

function plan(
  options: Omit<SeparateOptions, 'separator'>,
  chunking: Partial<Chunking> = {},
): SeparationStream {
  const separator = copyingSeparator({}, shortChunks(chunking));
  return separateStream(streamAudio(song), { separator, ...options });
}

describe('the plan', () => {
  it('takes segment and overlap from the separator unless told otherwise', () => {
    const own = plan({}, { segmentSamples: 8000, overlap: 0.25 });
    expect(own.plan).toMatchObject({
      segmentSamples: 8000,
      segmentSeconds: 8,
      strideSamples: 6000,
      overlap: 0.25,
      passes: 1,
      chunkCount: 10,
      computedStems: ['copy'],
    });
    expect(plan({ segmentSeconds: 7.8, overlap: 0 }).plan).toMatchObject({
      segmentSamples: 7800,
      chunkCount: 8,
    });
  });

  it('keeps to the separator’s grid', () => {
    const { plan: aligned } = plan({ segmentSeconds: 1, overlap: 0.3 }, { alignSamples: 256 });
    expect(aligned).toMatchObject({ segmentSamples: 1024, strideSamples: 512 });
  });

  it('counts the calls: passes, groups and chunks', async () => {
    let calls = 0;
    const copying = copyingSeparator({ channelCounts: [1] });
    const separator: typeof copying = {
      ...copying,
      separate: (chunk) => {
        calls++;
        return copying.separate(chunk);
      },
    };
    const options = { separator, shifts: 2, overlap: 0.25, segmentSeconds: 3.1 };
    const { plan: counted, notes } = await separateAudio(song, options);
    expect(counted.chunkCount).toBe(calls);
    expect(notes).toContain('2 shifts: the song is separated 2 times.');
  });

  it('shortens segments to the memory allowed, and says so', () => {
    const chunking = { segmentSamples: 30000, beforeSamples: 500, afterSamples: 500, bytesPerSample: 100 };
    const roomy = plan({ maxMemoryBytes: 1e9 }, chunking);
    expect(roomy.plan.segmentSamples).toBe(30000);
    expect(roomy.notes).toEqual([]);
    const tight = plan({ maxMemoryBytes: 2e6 }, chunking);
    expect(tight.plan.memoryBytes).toBeLessThanOrEqual(2e6);
    expect(tight.plan.memoryBytes).toBeGreaterThan(1.99e6);
    expect(tight.notes[0]).toMatch(
      /^To fit the memory allowed, segments have \d+\.\d\d s instead of 30\.00 s\.$/,
    );
  });

  it('refuses memory that cannot do, with the least that would', () => {
    const chunking = { segmentSamples: 30000, beforeSamples: 500, afterSamples: 500, bytesPerSample: 100 };
    const least = caught(() => plan({ maxMemoryBytes: 1000 }, chunking));
    expect(least).toBeInstanceOf(LimitError);
    const bytes = Number(/at least (\d+) bytes/.exec(String(least))![1]);
    expect(least).toMatchObject({ neededBytes: bytes });
    expect(plan({ maxMemoryBytes: bytes }, chunking).plan.memoryBytes).toBe(bytes);
    expect(() => plan({ maxMemoryBytes: bytes - 1 }, chunking)).toThrow(LimitError);
    expect(() => plan({ maxMemoryBytes: bytes, segmentSeconds: 30 }, chunking)).toThrow(LimitError);
  });

  it('refuses a whole song that does not fit, known or not', async () => {
    const separator = weighingSeparator({ all: 1 }, {}, 'song');
    const options = { separator, maxMemoryBytes: 1e6 };
    expect(() => separateStream(streamAudio(song), options)).toThrow(LimitError);
    const unknown = { ...streamAudio(song, 100), lengthSamples: undefined };
    const reading = separateStream(unknown, options).blocks()[Symbol.asyncIterator]().next();
    await expect(reading).rejects.toThrow('separator weighing: expected a song that it can see whole');
  });

  it.each([
    [
      { segmentSeconds: 10.1 },
      'segmentSeconds: expected at most 10 s, the longest that copying takes, got 10.1 s',
    ],
    [{ segmentSeconds: 0 }, 'segmentSeconds: expected a number above 0, got 0'],
    [{ overlap: 1 }, 'overlap: expected a number at least 0 and below 1, got 1'],
    [{ overlap: -0.1 }, 'overlap: expected'],
    [{ shifts: 1.5 }, 'shifts: expected an integer at least 0'],
    [{ seed: Number.NaN }, 'seed: expected an integer'],
    [{ startSeconds: 60 }, 'startSeconds: expected an input longer than 60 s, got an input of 60.00 s'],
    [{ startSeconds: -1 }, 'startSeconds: expected a number at least 0'],
    [{ durationSeconds: 0 }, 'durationSeconds: expected a number above 0'],
    [{ maxMemoryBytes: 0 }, 'maxMemoryBytes: expected an integer above 0'],
  ])('refuses %j', (options, message) => {
    const refused = () => plan(options, { maxSegmentSamples: 11000, beforeSamples: 600, afterSamples: 400 });
    expect(refused).toThrow(ArgumentError);
    expect(refused).toThrow(message);
  });

  it('refuses to cut what must be seen whole', () => {
    const separator = weighingSeparator({ all: 1 }, {}, 'song');
    expect(() => separateStream(streamAudio(song), { separator, segmentSeconds: 2 })).toThrow(ArgumentError);
  });
});

function caught(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}
