/** What every separator must keep, whatever its method: the contract of `Separator`, as tests. */

import { expect, it } from 'vitest';
import type { Audio, Separator, Stems } from '../../src/audio/index.ts';
import { ArgumentError, createRandom } from '../../src/util/index.ts';

/** A low rate keeps whole-song tests short; every method states its lengths in seconds or samples. */
export const sampleRate = 4000;

/** What the tests are told of a separator. */
export interface SeparatorCase {
  /** The separator; a second call must give one that does the same. */
  create(): Separator;
  /** Whether it hands NaN on instead of refusing it. Default: false. */
  readonly passesAnything?: boolean;
}

/** −120 dB of full scale. */
const inaudible = 1e-6;

/**
 * A song of tones that move, strokes and noise, in every channel a different mixture; the level stays below
 * ±1.
 */
function makeSong(lengthSamples: number, { channelCount = 2, seed = 1 } = {}): Audio {
  const random = createRandom(seed);
  const channels = Array.from({ length: channelCount }, (_, c) => {
    let phase = 0;
    return Float32Array.from({ length: lengthSamples }, (_, n) => {
      phase += 0.3 + 0.05 * Math.sin(n / (900 + 70 * c));
      const stroke = n % 1777 < 9 ? 0.3 : 0;
      return 0.2 * Math.sin(phase) + 0.1 * Math.sin(0.7 * n + c) + stroke + 0.03 * random.normal();
    });
  });
  return { sampleRate, channels };
}

function sliceSong({ channels }: Audio, start: number, end: number): Audio {
  return { sampleRate, channels: channels.map((channel) => channel.slice(start, end)) };
}

function largest(values: Float32Array, from: (value: number, n: number) => number): number {
  let most = 0;
  for (let n = 0; n < values.length; n++) most = Math.max(most, Math.abs(from(values[n]!, n)));
  return most;
}

/** Whether both hold the same samples, NaN equal to itself; a matcher would take minutes to print two songs. */
function sameSound(a: Audio, b: Audio): boolean {
  return (
    a.sampleRate === b.sampleRate &&
    a.channels.length === b.channels.length &&
    a.channels.every((channel, c) => channel.every((x, n) => Object.is(x, b.channels[c]![n])))
  );
}

/** The largest difference between the sum of the stems and the mixture. */
function sumError(stems: Stems, { channels }: Audio): number {
  return Math.max(
    ...channels.map((channel, c) =>
      largest(channel, (x, n) => [...stems.values()].reduce((rest, stem) => rest - stem.channels[c]![n]!, x)),
    ),
  );
}

/**
 * As an engine does it: kept parts between `cuts`, each from its chunk with the context that the separator
 * asks for.
 */
async function separateInChunks(separator: Separator, song: Audio, cuts: readonly number[]): Promise<Stems> {
  const chunking = separator.chunking(sampleRate);
  if (chunking === 'song') throw new Error('expected a separator that works in chunks');
  const total = song.channels[0]!.length;
  const joined = new Map(
    separator.stems.map((name) => [
      name,
      { sampleRate, channels: song.channels.map(() => new Float32Array(total)) },
    ]),
  );
  for (let i = 0; i + 1 < cuts.length; i++) {
    const [start, end] = [cuts[i]!, cuts[i + 1]!];
    const align = chunking.alignSamples;
    const from = Math.max(0, Math.floor((start - chunking.beforeSamples) / align) * align);
    const to = Math.min(total, end + chunking.afterSamples);
    const stems = await separator.separate(sliceSong(song, from, to));
    for (const [name, stem] of stems) {
      stem.channels.forEach((channel, c) => {
        joined.get(name)!.channels[c]!.set(channel.subarray(start - from, end - from), start);
      });
    }
  }
  return joined;
}

/** One test per promise, within a `describe` of the separator's. */
export function separatorTests({ create, passesAnything = false }: SeparatorCase): void {
  const separator = create();
  const channelCounts = separator.channelCounts ?? [1, 2, 3];

  it('states a chunking that an engine can follow, at any rate', () => {
    for (const rate of [8000, 16000, 22050, 44100, 48000, 96000, 192000]) {
      const chunking = separator.chunking(rate);
      if (chunking === 'song') continue;
      const { beforeSamples, afterSamples, alignSamples, segmentSamples, bytesPerSample } = chunking;
      for (const count of [beforeSamples, afterSamples, alignSamples, segmentSamples]) {
        expect(Number.isSafeInteger(count)).toBe(true);
      }
      expect(alignSamples).toBeGreaterThan(0);
      expect(beforeSamples % alignSamples).toBe(0);
      expect(segmentSamples % alignSamples).toBe(0);
      expect(segmentSamples).toBeGreaterThan(0);
      expect(bytesPerSample).toBeGreaterThanOrEqual(4 * (1 + separator.stems.length));
    }
  });

  it.each(channelCounts)(
    'gives every stem at the length, rate and channels of its input: %i channels',
    async (count) => {
      const song = makeSong(9000, { channelCount: count });
      const stems = await separator.separate(song);
      expect([...stems.keys()]).toEqual(separator.stems);
      for (const stem of stems.values()) {
        expect(stem.sampleRate).toBe(sampleRate);
        expect(stem.channels.map((channel) => channel.length)).toEqual(song.channels.map(() => 9000));
        expect(stem.channels.every((channel) => channel.every(Number.isFinite))).toBe(true);
      }
    },
  );

  it('adds up to the mixture at every length, if it says so, down to one sample and none', async () => {
    for (const length of [0, 1, 2, 3, 7, 100, 511, 512, 513, 2047, 2048, 5000]) {
      const song = makeSong(length, { seed: length });
      const stems = await separator.separate(song);
      for (const stem of stems.values()) expect(stem.channels[0]).toHaveLength(length);
      if (separator.sumsToMixture) expect(sumError(stems, song)).toBeLessThan(inaudible);
    }
  });

  it('keeps silence silent', async () => {
    const silence = { sampleRate, channels: [new Float32Array(7000), new Float32Array(7000)] };
    for (const stem of (await separator.separate(silence)).values()) {
      for (const channel of stem.channels) expect(largest(channel, (x) => x)).toBe(0);
    }
  });

  it('repeats itself to the bit and leaves its input as it was', async () => {
    const song = makeSong(9000);
    const before = song.channels.map((channel) => channel.slice());
    const first = await separator.separate(song);
    const second = await create().separate(song);
    for (const [name, stem] of first) expect(sameSound(stem, second.get(name)!), name).toBe(true);
    expect(sameSound(song, { sampleRate, channels: before })).toBe(true);
  });

  it('gives a stem asked for alone the samples it has among all', async () => {
    const song = makeSong(9000);
    const all = await separator.separate(song);
    for (const name of separator.stems) {
      const alone = await separator.separate(song, { stems: [name] });
      expect([...alone.keys()]).toEqual([name]);
      expect(sameSound(alone.get(name)!, all.get(name)!), name).toBe(true);
    }
    expect((await separator.separate(song, { stems: [] })).size).toBe(0);
  });

  it('gives the same song from chunks, wherever it is cut', async () => {
    const chunking = separator.chunking(sampleRate);
    if (chunking === 'song' || !chunking.exact) return;
    const context = chunking.beforeSamples + chunking.afterSamples;
    const random = createRandom(11);
    // A last frame that is not full; long enough for chunks without the song's ends.
    const total = 3 * context + 4321;
    const song = makeSong(total);
    const whole = await separator.separate(song);
    const blocks = Math.floor(total / chunking.alignSamples);
    const inner = [1, 2, 3].map(() => random.integer(1, blocks) * chunking.alignSamples);
    const cuts = [...new Set([0, ...inner, total - 1, total])].sort((a, b) => a - b);
    const joined = await separateInChunks(separator, song, cuts);
    for (const [name, stem] of whole) {
      stem.channels.forEach((channel, c) => {
        const other = joined.get(name)!.channels[c]!;
        expect(
          largest(channel, (x, n) => x - other[n]!),
          `${name} with cuts ${cuts.join(', ')}`,
        ).toBeLessThan(inaudible);
      });
    }
  });

  it('stays finite at any level that it takes', async () => {
    for (const gain of [1e11, 1e-30]) {
      const song = makeSong(5000);
      for (const channel of song.channels) for (let n = 0; n < channel.length; n++) channel[n]! *= gain;
      for (const stem of (await separator.separate(song)).values()) {
        expect(stem.channels.every((channel) => channel.every(Number.isFinite))).toBe(true);
      }
    }
  });

  it('stops when it is told to', async () => {
    const abort = new AbortController();
    abort.abort(new Error('enough'));
    await expect(separator.separate(makeSong(9000), { signal: abort.signal })).rejects.toThrow('enough');
  });

  it('refuses stems it does not have and channels of unequal length', async () => {
    const song = makeSong(100);
    await expect(separator.separate(song, { stems: ['kazoo'] })).rejects.toThrow(ArgumentError);
    const uneven = { sampleRate, channels: [new Float32Array(5), new Float32Array(6)] };
    await expect(separator.separate(uneven)).rejects.toThrow(ArgumentError);
  });

  it('refuses samples that are not finite, or passes them on untouched', async () => {
    const song = makeSong(3000);
    song.channels[1]![1234] = Number.NaN;
    const result = separator.separate(song);
    if (passesAnything) expect(sameSound((await result).get('mixture')!, song)).toBe(true);
    else await expect(result).rejects.toThrow(/channels\[1\]\[1234\]: expected a finite sample.*got NaN/);
  });
}
