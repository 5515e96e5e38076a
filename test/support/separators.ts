/** Small separators for tests of whatever runs separators: exact and simple enough to know the right answer. */

import type { Audio, Chunking, Separator, Stems } from '../../src/audio/index.ts';

/** What all of them share unless they say otherwise. */
const plain = { sumsToMixture: true, sampleRate: undefined, channelCounts: undefined } as const;

/** Cuts anywhere, short segments so that tests have many. */
export function shortChunks(overrides: Partial<Chunking> = {}): Chunking {
  return {
    beforeSamples: 0,
    afterSamples: 0,
    alignSamples: 1,
    segmentSamples: 1000,
    overlap: 0,
    exact: true,
    bytesPerSample: 16,
    ...overrides,
  };
}

/** Gives the mixture back as its one stem. */
export function copyingSeparator(overrides: Partial<Separator> = {}, chunking = shortChunks()): Separator {
  return {
    ...plain,
    name: 'copying',
    stems: ['copy'],
    chunking: () => chunking,
    separate: async (chunk) => new Map([['copy', copyOf(chunk)]]),
    ...overrides,
  };
}

/**
 * Stems `low` (a moving average over 2 · `reach` + 1 samples, zeros beyond the song's ends) and `high` (the rest): needs
 * `reach` samples of context on both sides, and then is exact wherever the song is cut.
 */
export function movingAverageSeparator(reach: number, overrides: Partial<Chunking> = {}): Separator {
  const chunking = shortChunks({ beforeSamples: reach, afterSamples: reach, ...overrides });
  return {
    ...plain,
    name: 'moving-average',
    stems: ['low', 'high'],
    chunking: () => chunking,
    separate: async (chunk, { stems } = {}) => {
      const low = chunk.channels.map((channel) => movingAverage(channel, reach));
      const high = chunk.channels.map((channel, c) => channel.map((x, n) => x - low[c]![n]!));
      const all = [
        ['low', { sampleRate: chunk.sampleRate, channels: low }],
        ['high', { sampleRate: chunk.sampleRate, channels: high }],
      ] as const;
      return new Map(all.filter(([name]) => stems?.includes(name) ?? true));
    },
  };
}

/** Stems that are the mixture times a weight each. */
export function weighingSeparator(
  weights: Readonly<Record<string, number>>,
  overrides: Partial<Separator> = {},
  chunking: Chunking | 'song' = shortChunks(),
): Separator {
  return {
    ...plain,
    sumsToMixture: false,
    name: 'weighing',
    stems: Object.keys(weights),
    chunking: () => chunking,
    separate: async (chunk, { stems = Object.keys(weights) } = {}) => {
      const one = (weight: number): Audio => ({
        ...chunk,
        channels: chunk.channels.map((channel) => channel.map((x) => x * weight)),
      });
      return new Map(stems.map((name) => [name, one(weights[name]!)])) as Stems;
    },
    ...overrides,
  };
}

/** Noise from a fixed seed; every sample a full float32 mantissa. */
export function noise({
  lengthSamples,
  channelCount = 2,
  sampleRate = 44100,
  seed = 1,
}: {
  lengthSamples: number;
  channelCount?: number;
  sampleRate?: number;
  seed?: number;
}): Audio {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
  const channels = Array.from({ length: channelCount }, () =>
    Float32Array.from({ length: lengthSamples }, next),
  );
  return { sampleRate, channels };
}

function copyOf(chunk: Audio): Audio {
  return { sampleRate: chunk.sampleRate, channels: chunk.channels.map((channel) => channel.slice()) };
}

/** y[n] = Σ x[n + k] / (2 · reach + 1), |k| ≤ reach; the order of the sum does not depend on where the array begins. */
function movingAverage(channel: Float32Array, reach: number): Float32Array {
  return channel.map((_, n) => {
    let sum = 0;
    for (let k = -reach; k <= reach; k++) sum += channel[n + k] ?? 0;
    return sum / (2 * reach + 1);
  });
}
