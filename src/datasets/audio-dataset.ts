/** The AudioDataset: a fixed number of excerpts of tracks that are held in memory whole, in a new order at every epoch. */

import type { Audio } from '../audio/index.ts';
import { type AuralflowError, checkInteger, LimitError, type WorkOptions } from '../util/index.ts';
import type { Dataset, Track, TrackAudio } from './dataset.ts';
import { namedRandom, shuffled } from './draw.ts';
import type { Example, ExampleSource } from './example.ts';
import { createExcerptDrawer, type DrawOptions, type ExcerptDrawer, isTrackError } from './excerpt-drawer.ts';
import { checkedLength, neededStems, readExample } from './target-excerpt.ts';

/** Options of {@link createAudioDataset}. */
export interface AudioDatasetOptions extends Omit<DrawOptions, 'cacheBytes'>, WorkOptions {
  /** How many excerpts there are. Default 10000. */
  readonly numChunks?: number;
  /** The first so many tracks are taken. Default: all. */
  readonly maxTracks?: number;
  /** Of the draw of excerpts. Default 0. */
  readonly seed?: number;
  /** What the tracks may take in memory, in bytes. Default 4 GiB. */
  readonly maxMemoryBytes?: number;
}

/** Where an excerpt lies. */
export interface Chunk {
  readonly track: string;
  readonly startSample: number;
}

/** Excerpts in memory. */
export interface AudioDataset extends ExampleSource {
  /** All excerpts; the example at a position of an epoch is one of them. */
  readonly chunks: readonly Chunk[];
  readonly exampleCount: number;
  /** Excerpt `index`, whatever the epoch. */
  chunk(index: number): Promise<Example>;
}

const drawStream = 2;
const orderStream = 3;
/** The original's cut-off: three seconds at −51 dB of full scale. */
const defaultEnergyCutoff = 1;
const defaultMaxMemoryBytes = 4 * 2 ** 30;

/**
 * Reads up to `maxTracks` tracks into memory and draws `numChunks` excerpts of them, with replacement. Draws below `energyCutoff` (default 1)
 * are drawn again, so that there are as many as were asked for. Throws ArgumentError for options out of range and where tracks do not fit,
 * LimitError where they would need more memory than `maxMemoryBytes`.
 *
 * @example
 * const train = await createAudioDataset(dataset, { targets: ['vocals'], lengthSeconds: 3, numChunks: 1e5, maxTracks: 80 });
 * const { mixture, targets } = await train.chunk(0);
 */
export async function createAudioDataset(
  dataset: Dataset,
  options: AudioDatasetOptions = {},
): Promise<AudioDataset> {
  const { maxTracks, seed = 0, signal } = options;
  const numChunks = checkInteger('numChunks', options.numChunks ?? 10_000, { min: 1 });
  if (maxTracks !== undefined) checkInteger('maxTracks', maxTracks, { min: 1 });
  const used = { ...dataset, tracks: dataset.tracks.slice(0, maxTracks) };
  const { held, bad } = await hold(used, options);
  const drawer = createExcerptDrawer(held, {
    ...options,
    energyCutoff: options.energyCutoff ?? defaultEnergyCutoff,
    cacheBytes: Number.MAX_SAFE_INTEGER,
  });
  const chunks = await makeChunks(drawer, { count: numChunks, seed, options });
  const tracks = new Map(drawer.tracks.map((track) => [track.name, track]));
  const { quietCount } = drawer.report();

  async function chunk(index: number): Promise<Example> {
    const { track, startSample } = chunks[checkInteger('chunk', index, { min: 0, max: chunks.length - 1 })]!;
    const sound = await readExample(tracks.get(track)!, { shape: drawer.shape, startSample });
    return { ...sound, track, startSample };
  }

  let order: { readonly key: string; readonly indices: Uint32Array } | undefined;
  function orderOf(orderSeed: number, epoch: number): Uint32Array {
    const key = `${orderSeed} ${epoch}`;
    if (order?.key !== key) {
      order = { key, indices: shuffled(chunks.length, namedRandom(orderSeed, orderStream, epoch)) };
    }
    return order.indices;
  }

  signal?.throwIfAborted();
  return {
    shape: drawer.shape,
    exampleCount: chunks.length,
    chunks,
    chunk,
    example: ({ seed: orderSeed, epoch, position }) =>
      chunk(orderOf(orderSeed, epoch)[position % chunks.length]!),
    report: () => ({ skipped: bad, quietCount }),
  };
}

/** Draws the places of excerpts. */
async function makeChunks(
  drawer: ExcerptDrawer,
  { count, seed, options }: { readonly count: number; readonly seed: number; readonly options: WorkOptions },
): Promise<readonly Chunk[]> {
  const chunks: Chunk[] = [];
  for (let n = 0; n < count; n++) {
    const { track, startSample } = await drawer.draw(namedRandom(seed, drawStream, n), options.signal);
    chunks.push({ track, startSample });
    if (n % 100 === 99) options.onProgress?.({ stage: 'chunks', done: n + 1, total: count, unit: 'items' });
  }
  options.onProgress?.({ stage: 'chunks', done: count, total: count, unit: 'items' });
  return chunks;
}

/** The data set with its sound in memory: mixture and targets only, in the channels that examples have. */
async function hold(
  dataset: Dataset,
  options: AudioDatasetOptions,
): Promise<{ readonly held: Dataset; readonly bad: ReadonlyMap<string, AuralflowError> }> {
  const { signal, onProgress, maxMemoryBytes = defaultMaxMemoryBytes } = options;
  const reader = createExcerptDrawer(dataset, { ...options, cacheBytes: 0 });
  // The residual is what the others leave of the mixture, and costs no memory.
  const shape = { ...reader.shape, targets: neededStems(reader.shape) };
  const bad = new Map(reader.report().skipped);
  const tracks: Track[] = [];
  let bytes = 0;
  for (const [n, track] of reader.tracks.entries()) {
    signal?.throwIfAborted();
    try {
      const lengthSamples = await checkedLength(track, { shape, signal });
      bytes += 4 * lengthSamples * shape.channelCount * (1 + shape.targets.length);
      if (bytes > maxMemoryBytes) throw tooMuch(track.name, { bytes, maxMemoryBytes });
      const whole = { ...shape, lengthSamples };
      const { mixture, targets } = await readExample(track, { shape: whole, startSample: 0, signal });
      const audio = (channels: readonly Float32Array[]): Audio => ({
        sampleRate: shape.sampleRate,
        channels,
      });
      const stems = new Map(shape.targets.map((target, t) => [target, audio(targets[t]!)]));
      const sound: TrackAudio = { stems, mixture: audio(mixture), notes: [] };
      tracks.push({ name: track.name, stems: shape.targets, load: async () => sound });
    } catch (error) {
      signal?.throwIfAborted();
      if (options.onBadTrack !== 'skip' || !isTrackError(error)) throw error;
      bad.set(track.name, error);
    }
    onProgress?.({ stage: 'load', done: n + 1, total: reader.tracks.length, unit: 'items' });
  }
  return { held: { name: dataset.name, tracks }, bad };
}

function tooMuch(
  track: string,
  { bytes, maxMemoryBytes }: { readonly bytes: number; readonly maxMemoryBytes: number },
): LimitError {
  return new LimitError({
    place: track,
    expected: `tracks that fit into ${(maxMemoryBytes / 2 ** 30).toFixed(1)} GiB`,
    got: `at least ${(bytes / 2 ** 30).toFixed(1)} GiB with this one`,
    remedy:
      'Take fewer tracks (maxTracks), mono, or excerpts on the fly (createAudioFolder), or allow more memory',
    neededBytes: bytes,
  });
}
