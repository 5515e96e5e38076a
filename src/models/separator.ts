/**
 * A model with its weights as a Separator: songs are cut into segments as long as the model was trained on, which go through one compiled program, several at once
 * where that pays. Between models and the journey that separates songs.
 */

import {
  type Audio,
  type Chunking,
  checkAudio,
  lengthSamples,
  type SeparateChunkOptions,
  type Separator,
  type Stems,
} from '../audio/index.ts';
import { createOverlapAdder, makeTransitionWeights, type OverlapAdder } from '../dsp/index.ts';
import { createGraph, input } from '../graph/index.ts';
import { checkWeights, createScope } from '../nn/index.ts';
import type { Engine, Precision, Program } from '../runtime/index.ts';
import { floatTensor, type Tensor } from '../tensor/index.ts';
import { ArgumentError, checkChoice, checkInteger, checkNumber } from '../util/index.ts';
import type { Model } from './model.ts';
import type { PhaseOptions } from './phase.ts';

/** Options of {@link createModelSeparator}. */
export interface ModelSeparatorOptions extends PhaseOptions {
  /** Its name. Default: the network's. */
  readonly name?: string;
  /**
   * Segments (times channels, for a mono model) that go through the network at once. Default: 1 on the processor, which a segment keeps busy and whose memory a larger
   * batch would fill; 8 elsewhere.
   */
  readonly batchSize?: number;
  /** The part of a segment that it shares with the next, where they are cross-faded. Default: 0.25. */
  readonly overlap?: number;
  /** Element type to compute in. Default: `'float32'`. */
  readonly precision?: Precision;
}

/** A Separator that holds a compiled program. */
export interface ModelSeparator extends Separator {
  /** Frees the program. The separator cannot be used any more. */
  dispose(): Promise<void>;
}

/** Far beyond any sound, far below where the power of a bin would overflow a float32. */
const largestSample = 1e12;

/**
 * A Separator that runs `model` with `weights` (all of its parameters and buffers, by name; see `TrainingStep.weights` and `decodeSafetensors`) on `engine`, which stays the caller's. Its
 * stems are the model's targets. The program is compiled when the first chunk comes. A mono model separates each channel by itself; songs at another rate
 * than the model's are resampled by `separate`. Throws ArgumentError for weights of another model, and for options out of range.
 *
 * @example
 * const separator = createModelSeparator(model, Object.entries(tensors), engine);
 * const stems = await separator.separate(audio); // Map: vocals
 */
export function createModelSeparator(
  model: Model,
  weights: Iterable<readonly [string, Tensor]>,
  engine: Engine,
  options: ModelSeparatorOptions = {},
): ModelSeparator {
  const { network, shape, segmentSamples } = model;
  const name = options.name ?? network.name;
  const overlap = checkNumber('overlap', options.overlap ?? 0.25, { min: 0, max: 0.9 });
  const batchSize = checkInteger('batchSize', options.batchSize ?? (isProcessor(engine) ? 1 : 8), { min: 1 });
  const run = createRunner(model, weights, { ...options, engine });
  return {
    name,
    stems: shape.targets,
    sumsToMixture: false,
    sampleRate: model.sampleRate,
    channelCounts: shape.channels === 1 ? undefined : [shape.channels],
    chunking: () => chunkingOf(model, { overlap, batchSize }),
    async separate(chunk, separateOptions = {}) {
      checkChunk(name, chunk, model);
      const wanted = wantedTargets(shape.targets, separateOptions);
      separateOptions.signal?.throwIfAborted();
      const groups = groupsOf(chunk, shape.channels);
      const segments = groups.flatMap((channels, group) =>
        cut(lengthSamples(chunk), { segmentSamples, overlap }).map((startSample) => ({
          channels,
          group,
          startSample,
        })),
      );
      const joined = groups.map(() =>
        shape.targets.map(() => createOverlapAdder({ channelCount: shape.channels })),
      );
      for (let first = 0; wanted.size > 0 && first < segments.length; first += batchSize) {
        const batch = segments.slice(first, first + batchSize);
        const estimates = await run(batch, separateOptions.signal);
        batch.forEach((segment, n) => {
          addEstimates(estimates, { n, model, adders: joined[segment.group]!, segment });
        });
      }
      return collect(chunk, { targets: shape.targets, wanted, joined });
    },
    dispose: () => run.dispose(),
  };
}

/** A stretch of some channels. */
interface Segment {
  readonly channels: readonly Float32Array[];
  /** Which group of the chunk's channels this is. */
  readonly group: number;
  readonly startSample: number;
}

interface Runner {
  /** Estimates `[segment, target, channel, sample]`. */
  (segments: readonly Segment[], signal: AbortSignal | undefined): Promise<Float32Array>;
  dispose(): Promise<void>;
}

function createRunner(
  model: Model,
  weights: Iterable<readonly [string, Tensor]>,
  { engine, precision = 'float32', ...phase }: ModelSeparatorOptions & { readonly engine: Engine },
): Runner {
  const { channels, samples } = model.shape;
  const scope = createScope();
  const mixture = input('mixture', { dtype: 'float32', shape: ['batch', channels, samples] });
  const graph = createGraph({ estimate: model.buildInference(scope, mixture, phase) });
  const checked = checkWeights(weights, scope.parameters, `weights of ${model.network.name}`);
  const parameters = Object.fromEntries([...checked].filter(([name]) => graph.parameters.has(name)));
  let program: Promise<Program> | undefined;
  const run = async (
    segments: readonly Segment[],
    signal: AbortSignal | undefined,
  ): Promise<Float32Array> => {
    program ??= engine.compile(graph, { parameters, purpose: 'inference', precision });
    const data = new Float32Array(segments.length * channels * samples);
    segments.forEach((segment, n) => {
      segment.channels.forEach((channel, c) => {
        const part = channel.subarray(segment.startSample, segment.startSample + samples);
        data.set(part, (n * channels + c) * samples);
      });
    });
    const feeds = { mixture: floatTensor([segments.length, channels, samples], data) };
    const { estimate } = await (await program).run(feeds, signal === undefined ? {} : { signal });
    return estimate!.data as Float32Array;
  };
  return Object.assign(run, {
    dispose: async () => (await program)?.dispose(),
  });
}

/** Where segments begin: evenly, the last ending with the sound. Sound shorter than a segment is one. */
function cut(
  total: number,
  { segmentSamples, overlap }: { readonly segmentSamples: number; readonly overlap: number },
): number[] {
  if (total === 0) return [];
  const stride = Math.max(1, Math.round(segmentSamples * (1 - overlap)));
  const count = 1 + Math.ceil(Math.max(0, total - segmentSamples) / stride);
  return Array.from({ length: count }, (_, n) => Math.max(0, Math.min(n * stride, total - segmentSamples)));
}

/** Adds what segment `n` of a batch gave to the stems. */
function addEstimates(
  estimates: Float32Array,
  options: {
    readonly n: number;
    readonly model: Model;
    readonly adders: readonly OverlapAdder[];
    readonly segment: Segment;
  },
): void {
  const { n, model, adders, segment } = options;
  const { channels, samples, targets } = model.shape;
  const { startSample } = segment;
  const kept = Math.min(samples, segment.channels[0]!.length - startSample);
  const weights = makeTransitionWeights(samples);
  adders.forEach((adder, target) => {
    const from = (c: number) => ((n * targets.length + target) * channels + c) * samples;
    const parts = segment.channels.map((_, c) => estimates.subarray(from(c), from(c) + kept));
    adder.add({ startSample, channels: parts, weights });
  });
}

function collect(
  chunk: Audio,
  options: {
    readonly targets: readonly string[];
    readonly wanted: ReadonlySet<string>;
    readonly joined: readonly (readonly OverlapAdder[])[];
  },
): Stems {
  const total = lengthSamples(chunk);
  const names = options.targets.filter((name) => options.wanted.has(name));
  return new Map(
    names.map((name) => {
      const target = options.targets.indexOf(name);
      const channels = options.joined.flatMap((adders) => adders[target]!.take(total));
      return [name, { sampleRate: chunk.sampleRate, channels }];
    }),
  );
}

/** A stereo model takes its channels together, a mono model one by one. */
function groupsOf({ channels }: Audio, size: number): (readonly Float32Array[])[] {
  return size === 1 ? channels.map((channel) => [channel]) : [channels];
}

function chunkingOf(
  { network, shape, segmentSamples, settings }: Model,
  { overlap, batchSize }: { readonly overlap: number; readonly batchSize: number },
): Chunking {
  const branches = network.domain === 'hybrid' ? 2 : 1;
  const hidden = Number(settings.hidden_channels ?? 16);
  return {
    beforeSamples: 0,
    afterSamples: 0,
    alignSamples: 1,
    segmentSamples,
    overlap,
    exact: false,
    // Measured: 100 MB per segment at the default sizes, which is twelve tensors of the outermost level; beside them input, estimates and their sums in double precision.
    bytesPerSample: 4 * (12 * hidden * branches * batchSize + 8 + 6 * shape.targets.length),
  };
}

function checkChunk(name: string, chunk: Audio, { sampleRate, shape }: Model): void {
  checkAudio(name, chunk);
  if (chunk.sampleRate !== sampleRate) {
    throw new ArgumentError({
      place: `${name}.sampleRate`,
      expected: `${sampleRate} Hz, which the model was made for`,
      got: `${chunk.sampleRate} Hz`,
      remedy: 'Resample first; `separate` does so by itself',
    });
  }
  if (shape.channels > 1 && chunk.channels.length !== shape.channels) {
    throw new ArgumentError({
      place: `${name}.channels`,
      expected: `${shape.channels} channels`,
      got: `${chunk.channels.length}`,
      remedy: '`separate` takes songs with any number of channels apart and together again',
    });
  }
  chunk.channels.forEach((channel, c) => {
    for (let n = 0; n < channel.length; n++) {
      // Written so that NaN fails it.
      if (Math.abs(channel[n]!) <= largestSample) continue;
      throw new ArgumentError({
        place: `${name}.channels[${c}][${n}]`,
        expected: 'a finite sample, at most ±1e12',
        got: String(channel[n]),
        remedy: 'Replace NaN and infinite samples, by 0 for instance, before separating',
      });
    }
  });
}

function wantedTargets(targets: readonly string[], { stems }: SeparateChunkOptions): ReadonlySet<string> {
  return new Set(stems === undefined ? targets : stems.map((stem) => checkChoice('stems', stem, targets)));
}

function isProcessor({ device }: Engine): boolean {
  return device === 'cpu' || device === 'wasm';
}
