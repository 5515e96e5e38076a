/** Cancelling, progress, and separators or mixtures that are not what they should be. */

import { describe, expect, it } from 'vitest';
import { copyingSeparator, noise, shortChunks } from '../../test/support/separators.ts';
import { type Audio, type AudioStream, type Separator, streamAudio } from '../audio/index.ts';
import { FormatError, type Progress } from '../util/index.ts';
import type { ChunkExecutor } from './options.ts';
import { separateAudio } from './separate-audio.ts';
import { separateStream } from './separate-stream.ts';

const sampleRate = 1000;
const song = noise({ lengthSamples: 20000, sampleRate });
const separator = copyingSeparator();

describe('cancelling', () => {
  it('rejects with the reason and stops reading', async () => {
    const controller = new AbortController();
    const watched = watch(streamAudio(song, 100));
    const separation = separateStream(watched.stream, { separator, signal: controller.signal });
    const reason = new Error('enough');
    async function read(): Promise<void> {
      for await (const { startSample } of separation.blocks())
        if (startSample >= 3000) controller.abort(reason);
    }
    await expect(read()).rejects.toBe(reason);
    expect(watched.blocksRead()).toBeLessThan(60);
    expect(watched.closed()).toBe(true);
  });

  it('does not wait for an executor or an input that never answers', async () => {
    const controller = new AbortController();
    const never = new Promise<never>(() => {});
    const executor: ChunkExecutor = { concurrency: 2, run: () => never };
    const stuck: AudioStream = {
      ...streamAudio(song),
      blocks: () => ({ [Symbol.asyncIterator]: () => ({ next: () => never, return: () => never }) }),
    };
    const signal = controller.signal;
    const runs = [
      separateAudio(song, { separator, signal, executor }),
      next(separateStream(stuck, { separator, signal })),
    ];
    setTimeout(() => controller.abort(), 5);
    for (const run of runs) await expect(run).rejects.toHaveProperty('name', 'AbortError');
  });

  it('closes the input when the reader leaves', async () => {
    const watched = watch(streamAudio(song, 100));
    for await (const _ of separateStream(watched.stream, { separator }).blocks()) break;
    expect(watched.closed()).toBe(true);
  });

  it('before the start reads nothing', async () => {
    const watched = watch(streamAudio(song));
    const separation = separateStream(watched.stream, { separator });
    await expect(next(separation, AbortSignal.abort(new Error('no')))).rejects.toThrow('no');
    expect(watched.blocksRead()).toBe(0);
  });
});

describe('progress', () => {
  it('goes from nothing to all seconds', async () => {
    const steps: Progress[] = [];
    await separateAudio(song, { separator, onProgress: (step) => steps.push(step) });
    expect(steps[0]).toEqual({ stage: 'separate', done: 0, total: 20, unit: 'seconds' });
    expect(steps.at(-1)).toEqual({ stage: 'separate', done: 20, total: 20, unit: 'seconds' });
    expect(steps.map(({ done }) => done)).toEqual([...Array(21).keys()]);
  });

  it('knows the total at the end of a pipe', async () => {
    const steps: Progress[] = [];
    const pipe = { ...streamAudio(song), lengthSamples: undefined };
    const separation = separateStream(pipe, { separator, onProgress: (step) => steps.push(step) });
    for await (const _ of separation.blocks());
    expect(steps[3]!.total).toBeUndefined();
    expect(steps.at(-1)).toMatchObject({ done: 20, total: 20 });
  });

  it('that throws ends the separation with its error', async () => {
    const onProgress = () => {
      throw new Error('listener');
    };
    await expect(separateAudio(song, { separator, onProgress })).rejects.toThrow('listener');
  });
});

describe('a separator that breaks its contract', () => {
  const broken = (change: (copy: Audio) => Audio | undefined): Separator => ({
    ...copyingSeparator({ name: 'broken' }, shortChunks({ beforeSamples: 100 })),
    async separate(chunk) {
      const copy = change({ ...chunk, channels: chunk.channels.map((channel) => channel.slice()) });
      return new Map(copy === undefined ? [] : [['copy', copy]]);
    },
  });

  it.each([
    ['a missing stem', () => undefined, 'at 0.000 s: expected stem copy, got stems none'],
    [
      'a short stem',
      (copy: Audio) => ({ ...copy, channels: copy.channels.map((channel) => channel.subarray(1)) }),
      'expected stem copy with 2 channels of 1000 samples, like its chunk, got 2 channels of 999 samples',
    ],
    [
      'a missing channel',
      (copy: Audio) => ({ ...copy, channels: copy.channels.slice(1) }),
      'got 1 channels of 1000 samples',
    ],
    [
      'values that are no numbers',
      (copy: Audio) => {
        copy.channels[1]![7] = Number.NaN;
        return copy;
      },
      'expected finite samples in stem copy, got NaN at 0.007 s',
    ],
  ])('is named with the place: %s', async (_, change, message) => {
    const run = separateAudio(song, { separator: broken(change) });
    await expect(run).rejects.toThrow(FormatError);
    await expect(run).rejects.toThrow(
      `separator broken, chunk ${message.startsWith('at') ? message : ''}`.trim(),
    );
    await expect(run).rejects.toThrow(message);
  });

  it('has its own error passed on', async () => {
    const failing = { ...separator, separate: () => Promise.reject(new Error('out of luck')) };
    await expect(separateAudio(song, { separator: failing })).rejects.toThrow('out of luck');
  });
});

describe('a mixture that is not finite', () => {
  it('is refused with the place', async () => {
    const mixture = noise({ lengthSamples: 5000, sampleRate });
    mixture.channels[1]![4321] = Number.POSITIVE_INFINITY;
    const run = separateAudio(mixture, { separator });
    await expect(run).rejects.toThrow('mixture at 4.321 s: expected finite samples, got Infinity');
  });
});

function next(separation: ReturnType<typeof separateStream>, signal?: AbortSignal): Promise<unknown> {
  return separation
    .blocks(signal === undefined ? {} : { signal })
    [Symbol.asyncIterator]()
    .next();
}

/** Counts what is read of a stream, and notices its end. */
function watch(stream: AudioStream) {
  let blocks = 0;
  let isClosed = false;
  const watched: AudioStream = {
    ...stream,
    async *blocks(options) {
      try {
        for await (const block of stream.blocks(options)) {
          blocks++;
          yield block;
        }
      } finally {
        isClosed = true;
      }
    },
  };
  return { stream: watched, blocksRead: () => blocks, closed: () => isClosed };
}
