/** Chunks with context equal the whole; results do not depend on blocks, workers or where reading starts. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  movingAverageSeparator,
  noise,
  shortChunks,
  weighingSeparator,
} from '../../test/support/separators.ts';
import { type Audio, type AudioStream, type Separator, streamAudio } from '../audio/index.ts';
import type { ChunkExecutor, SeparateOptions } from './options.ts';
import { separateAudio } from './separate-audio.ts';
import { separateStream } from './separate-stream.ts';

const sampleRate = 1000;
const song = noise({ lengthSamples: 7321, sampleRate });
const reach = 37;

describe('chunks', () => {
  it('give the whole song’s result bit for bit where the separator is exact', async () => {
    const whole = await movingAverageSeparator(reach).separate(song);
    for (const segmentSeconds of [0.03, 0.999, 3, 100]) {
      for (const alignSamples of [1, 64]) {
        const separator = movingAverageSeparator(reach, { alignSamples });
        const { stems } = await separateAudio(song, { separator, segmentSeconds });
        expect(stems).toEqual(whole);
      }
    }
  });

  it('begin on the separator’s grid', async () => {
    const lengths: number[] = [];
    const spy: Separator = {
      ...weighingSeparator({ all: 1 }, {}, shortChunks({ alignSamples: 64, beforeSamples: 100 })),
      separate: async (chunk) => {
        lengths.push(chunk.channels[0]!.length);
        return new Map([['all', chunk]]);
      },
    };
    await separateAudio(song, { separator: spy, segmentSeconds: 0.64 });
    // 100 samples of context are rounded up to 128; the first chunk has none before it.
    expect(lengths).toEqual([640, ...Array(10).fill(768), 7321 - 11 * 640 + 128]);
  });

  it('are cross-faded with triangles where they overlap, as Demucs does', async () => {
    let call = 0;
    const counting: Separator = {
      ...weighingSeparator({ call: 1 }),
      separate: async (chunk) => {
        const value = call++;
        return new Map([['call', { ...chunk, channels: [chunk.channels[0]!.map(() => value)] }]]);
      },
    };
    const mixture = noise({ lengthSamples: 10, channelCount: 1, sampleRate: 4 });
    const { stems } = await separateAudio(mixture, { separator: counting, segmentSeconds: 1, overlap: 0.5 });
    // Weights 1 2 2 1 every two samples: (2·0 + 1·1)/3, (1·0 + 2·1)/3, (2·1 + 1·2)/3, …
    const expected = [0, 0, 1 / 3, 2 / 3, 4 / 3, 5 / 3, 7 / 3, 8 / 3, 10 / 3, 11 / 3];
    expect([...stems.get('call')!.channels[0]!]).toEqual(expected.map(Math.fround));
  });
});

describe('a separation', () => {
  const variants: Record<string, Omit<SeparateOptions, 'separator'>> = {
    'plain chunks': {},
    'overlap and shifts': { overlap: 0.3, shifts: 2 },
    'consistent stems': { consistent: 'energy', overlap: 0.1 },
    'kept rate': { keepRate: true, residual: true },
    excerpt: { startSeconds: 0.7, durationSeconds: 4.1, mixes: ['x = mix - low'] },
  };

  for (const [name, options] of Object.entries(variants)) {
    const rate = name === 'kept rate' ? 800 : undefined;
    const separator = { ...movingAverageSeparator(reach), sampleRate: rate };

    it(`can be taken up at any sample: ${name}`, async () => {
      const undisturbed = await collect(streamAudio(song, 500), { separator, ...options });
      const length = undisturbed.get('low')!.channels[0]!.length;
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 0, max: length }), fc.boolean(), async (startSample, known) => {
          const input = known ? streamAudio(song, 777) : pipe(song, 333);
          const resumed = await collect(input, { separator, ...options }, startSample);
          for (const [stem, { channels }] of undisturbed) {
            expect(resumed.get(stem)?.channels ?? [[], []].map((x) => Float32Array.from(x))).toEqual(
              channels.map((x) => x.subarray(startSample)),
            );
          }
        }),
        { numRuns: 6 },
      );
    });
  }

  it('does not depend on the order in which workers finish', async () => {
    const separator = movingAverageSeparator(reach);
    let open = 0;
    let mostOpen = 0;
    const executor: ChunkExecutor = {
      concurrency: 3,
      async run(chunk, { stems }) {
        mostOpen = Math.max(mostOpen, ++open);
        await new Promise((resolve) => setTimeout(resolve, (open * 7) % 5));
        open--;
        return separator.separate(chunk, stems === undefined ? {} : { stems });
      },
    };
    const options = { separator, segmentSeconds: 0.2, overlap: 0.25, shifts: 2 };
    const alone = await collect(streamAudio(song), options);
    expect(await collect(streamAudio(song), { ...options, executor })).toEqual(alone);
    expect(mostOpen).toBe(4);
  });

  it('gathers the song for separators that must see it whole', async () => {
    const lengths: number[] = [];
    const whole = weighingSeparator({ half: 0.5 }, {}, 'song');
    const separator: Separator = {
      ...whole,
      separate: (chunk, options) => {
        lengths.push(chunk.channels[0]!.length);
        return whole.separate(chunk, options);
      },
    };
    const { stems, plan } = await separateAudio(song, { separator });
    expect(stems.get('half')!.channels[1]![7000]).toBe(song.channels[1]![7000]! * 0.5);
    await separateAudio(song, { separator, shifts: 1, seed: 3 });
    expect(lengths[0]).toBe(7321);
    expect(lengths[1]).toBeGreaterThan(7321);
    expect(plan).toMatchObject({ segmentSamples: undefined, chunkCount: 1 });
  });

  it('works on silence, on one sample and on none', async () => {
    const separator = movingAverageSeparator(reach);
    for (const lengthSamples of [0, 1, 2]) {
      const silence = { sampleRate, channels: [new Float32Array(lengthSamples)] };
      for (const consistent of [undefined, 'energy'] as const) {
        const { stems } = await separateAudio(silence, { separator, ...(consistent && { consistent }) });
        expect(stems.get('low')).toEqual(silence);
      }
    }
  });
});

/** A stream that can only be read from its start, its length unknown. */
function pipe(audio: Audio, blockSamples: number): AudioStream {
  const stream = streamAudio(audio, blockSamples);
  return {
    ...stream,
    lengthSamples: undefined,
    blocks({ startSample = 0, ...options } = {}) {
      expect(startSample).toBe(0);
      return stream.blocks(options);
    },
  };
}

async function collect(
  input: AudioStream,
  options: SeparateOptions,
  startSample = 0,
): Promise<Map<string, Audio>> {
  const stems = new Map<string, Float32Array[][]>();
  let position = startSample;
  const separation = separateStream(input, options);
  for await (const block of separation.blocks({ startSample })) {
    expect(block.startSample).toBe(position);
    for (const [name, channels] of block.outputs) {
      stems.set(name, [...(stems.get(name) ?? []), [...channels]]);
      position = block.startSample + channels[0]!.length;
    }
  }
  if (separation.lengthSamples !== undefined) expect(position).toBe(separation.lengthSamples);
  return new Map([...stems].map(([name, blocks]) => [name, join(blocks, separation.sampleRate)]));
}

function join(blocks: readonly Float32Array[][], rate: number): Audio {
  const channels = blocks[0]!.map((_, c) => Float32Array.from(blocks.flatMap((block) => [...block[c]!])));
  return { sampleRate: rate, channels };
}
