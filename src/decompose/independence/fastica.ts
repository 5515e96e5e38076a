/**
 * `fastica`: instruments recorded or mixed by gains alone, as many as there are channels, by FastICA on the samples. No filter, no echo, no
 * frame: one matrix for a whole segment, so what it separates it separates without a trace, and what does not fit its model not at all.
 */

import type { Audio, Separator, Stems } from '../../audio/index.ts';
import { checkChoice, checkInteger } from '../../util/index.ts';
import { takeTurn, wantedStems } from '../chunk.ts';
import { learntSegments } from '../chunking.ts';
import { checkOptionNames, type OptionDescription, seedOption } from '../option.ts';
import { sourceNames, stemsWithRest } from '../stems.ts';
import { type Contrast, contrasts } from './contrast.ts';
import { fastIca } from './fast-ica.ts';
import { checkDeterminedChunk, checkSources, leftToRight, sourcesOption } from './source-stems.ts';

/** Options of {@link createFastica}. */
export interface FasticaOptions {
  /** Sources to find, 2 to 8: the sound must have as many channels. Default 2. */
  readonly sources?: number;
  /** Default `logcosh`; see `fastIca`. */
  readonly contrast?: Contrast;
  /** `symmetric` (default) or `deflation`. */
  readonly algorithm?: 'symmetric' | 'deflation';
  /** Of the random start. Default 0; another may help where the sources are nearly Gaussian. */
  readonly seed?: number;
}

/** The options of `fastica` as data. */
export const fasticaOptions: readonly OptionDescription[] = [
  sourcesOption,
  {
    name: 'contrast',
    kind: 'choice',
    choices: contrasts,
    default: 'logcosh',
    summary: 'how peaky the sources are: logcosh for any, exp for very, cube for hardly',
  },
  {
    name: 'algorithm',
    kind: 'choice',
    choices: ['symmetric', 'deflation'],
    default: 'symmetric',
    summary: 'all sources together, or one after the other',
  },
  seedOption,
];

/** The stems of `fastica` by default. */
export const fasticaStems: readonly string[] = sourceNames(2);

/** A matrix of a few numbers needs no more: its error falls with the root of the samples. Taken evenly from the segment. */
const mostSamples = 2 ** 17;
/** Long, for a stable matrix. */
const segmentSeconds = 60;

/**
 * A separator into `source1`, `source2`, …, from left to right, which add up to the mixture. Each stem is what its source sounds like in every
 * channel, at its own level: x̂ᵢ = aᵢ·wᵢᵀ·x with wᵢ a row of the unmixing matrix and aᵢ the column of its inverse.
 *
 * Segments of 60 s have a matrix each and are cross-faded. Channels that are equal, or of which one is silent, hold one source: then it is
 * `source1` and the others are silent.
 *
 * Throws `ArgumentError` for an option that is unknown or out of range, and, when separating, for another number of channels than sources and
 * for a sample that is not finite.
 */
export function createFastica(options: FasticaOptions = {}): Separator {
  checkOptionNames('fastica', options, fasticaOptions);
  const sources = checkSources('fastica', options.sources);
  const contrast = checkChoice('fastica.contrast', options.contrast ?? 'logcosh', contrasts);
  const algorithm = checkChoice('fastica.algorithm', options.algorithm ?? 'symmetric', [
    'symmetric',
    'deflation',
  ]);
  const seed = checkInteger('fastica.seed', options.seed ?? 0);
  const names = sourceNames(sources);
  return {
    name: 'fastica',
    stems: names,
    sumsToMixture: true,
    sampleRate: undefined,
    channelCounts: [sources],
    comparesChannels: true,
    // The chunk, the stems, and the rest from which the last one comes.
    chunking: (sampleRate) =>
      learntSegments({ sampleRate, segmentSeconds, bytesPerSample: 4 * (2 + sources) }),
    async separate(chunk, separateOptions) {
      checkDeterminedChunk('fastica', chunk, sources);
      const wanted = wantedStems(names, separateOptions);
      if (wanted.size === 0) return new Map();
      await takeTurn(separateOptions?.signal);
      const images = imageMatrices(chunk, { contrast, algorithm, seed });
      await takeTurn(separateOptions?.signal);
      return sourceImages(chunk, images, { names, wanted });
    },
  };
}

interface Settings {
  readonly contrast: Contrast;
  readonly algorithm: 'symmetric' | 'deflation';
  readonly seed: number;
}

/** Per source, from left to right, aᵢ·wᵢᵀ: `[channel, channel]`. As many as there are independent channels. */
function imageMatrices({ channels }: Audio, settings: Settings): Float64Array[] {
  const size = channels.length;
  const stride = Math.max(1, Math.ceil(channels[0]!.length / mostSamples));
  const drawn = channels.map((channel) =>
    Float64Array.from({ length: Math.ceil(channel.length / stride) }, (_, t) => channel[t * stride]!),
  );
  const { unmixing, mixing, sources } = fastIca(drawn, settings);
  const count = sources.length;
  // Sources have variance 1: the energy of an image is the square of its gain.
  const energies = sources.map((_, i) =>
    Array.from({ length: size }, (_none, c) => mixing[c * count + i]! ** 2),
  );
  return leftToRight(energies).map((i) =>
    Float64Array.from(
      { length: size * size },
      (_, at) => mixing[Math.floor(at / size) * count + i]! * unmixing[i * size + (at % size)]!,
    ),
  );
}

/** The matrices applied; the last of them is the rest, so that the stems add up. A source that is not there is silent. */
function sourceImages(
  chunk: Audio,
  matrices: readonly Float64Array[],
  { names, wanted }: { readonly names: readonly string[]; readonly wanted: ReadonlySet<string> },
): Stems {
  const { channels, sampleRate } = chunk;
  const count = Math.max(1, matrices.length);
  const silent = names.slice(count).filter((name) => wanted.has(name));
  return new Map([
    ...stemsWithRest(chunk, {
      names: names.slice(0, count),
      wanted,
      imageOf: (i) => mix(channels, matrices[i]!),
    }),
    ...silent.map((name): [string, Audio] => [
      name,
      { sampleRate, channels: channels.map((channel) => new Float32Array(channel.length)) },
    ]),
  ]);
}

function mix(channels: readonly Float32Array[], matrix: Float64Array): Float32Array[] {
  const size = channels.length;
  return channels.map((_, row) => {
    const sum = new Float32Array(channels[0]!.length);
    const gains = Array.from(matrix.subarray(row * size, (row + 1) * size));
    for (let t = 0; t < sum.length; t++) {
      let value = 0;
      for (let c = 0; c < size; c++) value += gains[c]! * channels[c]![t]!;
      sum[t] = value;
    }
    return sum;
  });
}
