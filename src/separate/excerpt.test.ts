/** Parts of a stream. */

import { describe, expect, it } from 'vitest';
import { noise } from '../../test/support/separators.ts';
import { type AudioStream, collectAudio, streamAudio } from '../audio/index.ts';
import { excerptStream } from './excerpt.ts';
import { seekableStream } from './seekable.ts';

const song = noise({ lengthSamples: 1000, sampleRate: 100, channelCount: 1 });

async function samples(stream: AudioStream, startSample = 0): Promise<number[]> {
  const from = { ...stream, blocks: () => stream.blocks({ startSample }) };
  return [...(await collectAudio(from)).channels[0]!];
}

describe('excerptStream', () => {
  it('is the part named, to the nearest sample, cut at the end', async () => {
    for (const [startSeconds, durationSeconds, from, to] of [
      [2, 3, 200, 500],
      [2.004, 0.001, 200, 201],
      [9, 5, 900, 1000],
      [0, undefined, 0, 1000],
      [undefined, 1, 0, 100],
    ] as const) {
      for (const blockSamples of [7, 5000]) {
        const input = streamAudio(song, blockSamples);
        const excerpt = excerptStream(input, { startSeconds, durationSeconds });
        const expected = [...song.channels[0]!.subarray(from, to)];
        expect(excerpt.lengthSamples).toBe(expected.length);
        expect(await samples(excerpt)).toEqual(expected);
        expect(await samples(excerpt, 50)).toEqual(expected.slice(50));
        const piped = excerptStream(seekableStream({ ...input, lengthSamples: undefined }), {
          startSeconds,
          durationSeconds,
        });
        expect(await samples(piped)).toEqual(expected);
      }
    }
  });

  it('says when it begins after the end, at once or as soon as that is known', async () => {
    expect(() => excerptStream(streamAudio(song), { startSeconds: 10 })).toThrow('an input of 10.00 s');
    const pipe = seekableStream({ ...streamAudio(song), lengthSamples: undefined });
    const late = samples(excerptStream(pipe, { startSeconds: 11, durationSeconds: 1 }));
    await expect(late).rejects.toThrow('startSeconds: expected an input longer than 11 s');
  });
});
