/**
 * Supervised and semi-supervised separation: how much of each known template is in every frame, and masks of what that explains
 * (P. Smaragdis, B. Raj, M. Shashanka, ICA 2007; M. Schmidt, R. Olsson, "Single-channel speech separation using sparse non-negative matrix
 * factorization", Interspeech 2006).
 */

import type { Audio, Chunking, Separator, Stems } from '../../audio/index.ts';
import { applyMask, istft, magnitude, ratioMasks, stft } from '../../dsp/index.ts';
import { ArgumentError, checkInteger, checkNumber, createRandom } from '../../util/index.ts';
import { checkFiniteChunk, takeTurn, wantedStems } from '../chunk.ts';
import { exactChunks, learntSegments } from '../chunking.ts';
import { type Dictionary, dictionaryData, dictionaryFrames } from './dictionary.ts';
import { factorize } from './factorize.ts';
import { groupModels } from './group-masks.ts';

/** Options of {@link createDictionarySeparator}. */
export interface DictionarySeparatorOptions {
  /** What is known, by the name of the stem: all learned at one rate, with one frame length and one cost. */
  readonly dictionaries: Readonly<Record<string, Dictionary>>;
  /** Templates that are learned from the mixture itself, for what no dictionary knows: the stem {@link restStem}. Default 0: no such stem. */
  readonly restComponents?: number;
  /** The name of that stem. Default `'rest'`. */
  readonly restStem?: string;
  /** Default 25: more fit the templates, not the sources. */
  readonly iterations?: number;
  /** Exponent of the masks, above 0. Default 1. */
  readonly power?: number;
  /** Of the random start of the rest's templates. Default 0. */
  readonly seed?: number;
}

/**
 * A separator whose stems are those of `dictionaries`, and the rest where it is asked for. It runs at the dictionaries' rate; channels are
 * frames of their own with the same templates. Without a rest every frame is taken by itself, and cuts do not matter; with it, templates are
 * learned for each segment anew.
 *
 * Throws `ArgumentError` without dictionaries, for ones that do not go together and for options out of range.
 *
 * @example
 * const separator = createDictionarySeparator({ dictionaries: { vocals }, restComponents: 20, restStem: 'accompaniment' });
 */
export function createDictionarySeparator(options: DictionarySeparatorOptions): Separator {
  const settings = resolve(options);
  const { stems, sampleRate } = settings;
  return {
    ...{ name: 'dictionary', stems, sumsToMixture: true, sampleRate, channelCounts: undefined },
    chunking: () => chunkingOf(settings),
    async separate(chunk, separateOptions) {
      checkFiniteChunk('dictionary', chunk);
      if (chunk.sampleRate !== sampleRate) throw wrongRate(sampleRate, chunk.sampleRate);
      const wanted = wantedStems(stems, separateOptions);
      if (wanted.size === 0) return new Map();
      if (chunk.channels[0]!.length === 0) {
        return new Map(stems.filter((name) => wanted.has(name)).map((name) => [name, chunk]));
      }
      return await separateChunk(chunk, settings, { wanted, signal: separateOptions?.signal });
    },
  };
}

interface Settings {
  readonly stems: readonly string[];
  readonly sampleRate: number;
  readonly fftSize: number;
  readonly beta: number;
  /** All known templates, `[component, bin]`. */
  readonly templates: Float32Array;
  /** Components of each stem. */
  readonly counts: readonly number[];
  readonly restComponents: number;
  readonly iterations: number;
  readonly power: number;
  readonly seed: number;
}

function resolve(options: DictionarySeparatorOptions): Settings {
  const entries = Object.entries(options.dictionaries);
  const [first] = entries.map(([, dictionary]) => dictionary);
  if (first === undefined) throw noDictionaries();
  const { sampleRate, fftSize, beta } = first;
  for (const [name, other] of entries) {
    if (other.sampleRate === sampleRate && other.fftSize === fftSize && other.beta === beta) continue;
    throw new ArgumentError({
      place: `dictionary.dictionaries.${name}`,
      expected: `what the others have: ${sampleRate} Hz, frames of ${fftSize} samples, β = ${beta}`,
      got: `${other.sampleRate} Hz, ${other.fftSize} samples, β = ${other.beta}`,
      remedy: 'Learn all dictionaries at one rate with the same options',
    });
  }
  const restComponents = checkInteger('dictionary.restComponents', options.restComponents ?? 0, { min: 0 });
  const rest = options.restStem ?? 'rest';
  const names = entries.map(([name]) => name);
  if (restComponents > 0 && names.includes(rest)) throw takenName(rest);
  const counts = entries.map(([, { componentCount }]) => componentCount);
  const binCount = fftSize / 2 + 1;
  const templates = new Float32Array(counts.reduce((sum, count) => sum + count, 0) * binCount);
  let at = 0;
  for (const [, dictionary] of entries) {
    templates.set(dictionary.templates, at);
    at += dictionary.templates.length;
  }
  return {
    ...{ sampleRate, fftSize, beta, templates, restComponents },
    stems: restComponents > 0 ? [...names, rest] : names,
    counts: restComponents > 0 ? [...counts, restComponents] : counts,
    iterations: checkInteger('dictionary.iterations', options.iterations ?? 25, { min: 1 }),
    power: checkNumber('dictionary.power', options.power ?? 1, { above: 0 }),
    seed: checkInteger('dictionary.seed', options.seed ?? 0),
  };
}

async function separateChunk(
  { sampleRate, channels }: Audio,
  settings: Settings,
  { wanted, signal }: { readonly wanted: ReadonlySet<string>; readonly signal: AbortSignal | undefined },
): Promise<Stems> {
  await takeTurn(signal);
  const spectrogram = stft(channels, dictionaryFrames(settings.fftSize));
  const { binCount } = spectrogram;
  // Channels one after the other, as if they were one long recording.
  const frameCount = spectrogram.frameCount * channels.length;
  const stacked = new Float32Array(frameCount * binCount);
  magnitude(spectrogram).forEach((matrix, c) => {
    stacked.set(matrix, c * matrix.length);
  });
  const data = dictionaryData(stacked, settings.beta);
  const rank = settings.counts.reduce((sum, count) => sum + count, 0);
  const factors = await factorize(data, {
    ...{ frameCount, binCount, rank, cost: { beta: settings.beta } },
    ...{ iterations: settings.iterations, costInterval: settings.iterations },
    initial: startOf(data, settings, { frameCount, binCount, rank }),
    fixedTemplates: Array.from({ length: rank }, (_, r) => r < rank - settings.restComponents),
    ...(signal === undefined ? {} : { signal }),
  });
  let from = 0;
  const groups = settings.counts.map((count) => {
    from += count;
    return Array.from({ length: count }, (_, i) => from - count + i);
  });
  const masks = ratioMasks(groupModels(factors, groups), { power: settings.power });
  const length = spectrogram.frameCount * binCount;
  const stems = new Map<string, Audio>();
  for (const [j, name] of settings.stems.entries()) {
    if (!wanted.has(name)) continue;
    await takeTurn(signal);
    const own = channels.map((_, c) => masks[j]!.subarray(c * length, (c + 1) * length));
    stems.set(name, { sampleRate, channels: istft(applyMask(spectrogram, own)) });
  }
  return stems;
}

/**
 * Activations begin alike in all components, at the level of their frame, so that nothing but the frame itself decides what becomes of it. The
 * rest's templates begin as noise around an even spectrum.
 */
function startOf(
  data: Float32Array,
  { templates, restComponents, seed }: Settings,
  { frameCount, binCount, rank }: { frameCount: number; binCount: number; rank: number },
): { readonly templates: Float32Array; readonly activations: Float32Array } {
  const activations = new Float32Array(rank * frameCount);
  for (let f = 0; f < frameCount; f++) {
    let sum = 0;
    for (let k = 0; k < binCount; k++) sum += data[f * binCount + k]!;
    for (let r = 0; r < rank; r++) activations[r * frameCount + f] = sum / rank;
  }
  const all = new Float32Array(rank * binCount);
  all.set(templates);
  const random = createRandom(seed);
  for (let n = rank * binCount - restComponents * binCount; n < all.length; n++) {
    all[n] = (0.5 + random.uniform()) / binCount;
  }
  return { templates: all, activations };
}

/** Segments are long where templates are learned in them. */
const segmentSeconds = 20;

function chunkingOf({ sampleRate, fftSize, restComponents, counts }: Settings): Chunking {
  const { hopSize } = dictionaryFrames(fftSize);
  const binsPerSample = (fftSize / 2 + 1) / hopSize;
  const settings = {
    sampleRate,
    segmentSeconds,
    alignSamples: hopSize,
    // Complex bins and masked ones; magnitudes, what is factorized (three times), a model and a mask per stem.
    bytesPerSample: Math.ceil(binsPerSample * (2 * 8 + 4 * 4 + 2 * 4 * counts.length) + 16),
  };
  return restComponents === 0
    ? exactChunks({ ...settings, reachSamples: fftSize })
    : learntSegments(settings);
}

function noDictionaries(): ArgumentError {
  return new ArgumentError({
    place: 'dictionary.dictionaries',
    expected: 'at least one dictionary by the name of its stem',
    got: 'none',
    remedy: 'Learn one with learnDictionary from a recording of the source alone',
  });
}

function takenName(name: string): ArgumentError {
  return new ArgumentError({
    place: 'dictionary.restStem',
    expected: 'a name that no dictionary has',
    got: JSON.stringify(name),
    remedy: 'Name the rest otherwise',
  });
}

function wrongRate(expected: number, got: number): ArgumentError {
  return new ArgumentError({
    place: 'dictionary.sampleRate',
    expected: `${expected} Hz, the rate of the dictionaries`,
    got: `${got} Hz`,
    remedy: 'Resample the mixture; separateAudio and the command line do so by themselves',
  });
}
