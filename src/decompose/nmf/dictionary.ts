/**
 * Dictionaries: the templates that a source is made of, learned from recordings in which it sounds alone, and the files that they are kept in
 * (P. Smaragdis, B. Raj, M. Shashanka, "Supervised and semi-supervised separation of sounds from single-channel mixtures", ICA 2007).
 */

import { type Audio, checkAudio } from '../../audio/index.ts';
import { magnitude, nearestFriendlySize, stft } from '../../dsp/index.ts';
import { decodeSafetensors, encodeSafetensors, floatTensor } from '../../tensor/index.ts';
import { ArgumentError, checkInteger, checkNumber, FormatError, type WorkOptions } from '../../util/index.ts';
import { checkFiniteChunk } from '../chunk.ts';
import { betaOf, type FactorizationCost } from './costs.ts';
import { factorize } from './factorize.ts';

/** What a source sounds like: data, for {@link createDictionarySeparator}. */
export interface Dictionary {
  /** Rate in hertz of the sound it was learned from, and of what it can be heard in. */
  readonly sampleRate: number;
  /** Samples per frame of the spectrogram; frames are a quarter of that apart. */
  readonly fftSize: number;
  readonly componentCount: number;
  /** `[component, bin]`; every template adds up to 1. */
  readonly templates: Float32Array;
  /** The cost that it was learned with: powers of the spectrogram for Itakura-Saito, else magnitudes. */
  readonly beta: number;
}

/** Options of {@link learnDictionary}. */
export interface LearnDictionaryOptions extends WorkOptions {
  /** Templates to learn. Default 15; fewer where the recordings have fewer frames. */
  readonly componentCount?: number;
  /** Length of a frame; the nearest friendly FFT size is taken. Default 0.064. */
  readonly frameSeconds?: number;
  /** Default `'kullback-leibler'`. */
  readonly cost?: FactorizationCost;
  /** Default 100. */
  readonly iterations?: number;
  /** Of the random start. Default 0. */
  readonly seed?: number;
}

/** How spectrograms of dictionaries are made. */
export function dictionaryFrames(fftSize: number): {
  readonly fftSize: number;
  readonly hopSize: number;
  readonly padMode: 'zeros';
} {
  return { fftSize, hopSize: Math.max(1, Math.floor(fftSize / 4)), padMode: 'zeros' };
}

/** The cost of Itakura and Saito is that of powers. */
export function dictionaryData(magnitudes: Float32Array, beta: number): Float32Array {
  return beta === 0 ? magnitudes.map((value) => value * value) : magnitudes;
}

/**
 * Learns what a source sounds like from one or more recordings of it alone, all channels together. Silent frames teach nothing and are left
 * out. Deterministic. Throws `ArgumentError` for recordings of different rates and for ones that are silent or hold samples that are not finite.
 *
 * @example
 * const voice = await learnDictionary(voiceAlone, { componentCount: 15 });
 */
export async function learnDictionary(
  recordings: Audio | readonly Audio[],
  options: LearnDictionaryOptions = {},
): Promise<Dictionary> {
  const { cost = 'kullback-leibler', iterations = 100, seed = 0, signal, onProgress } = options;
  const all = 'channels' in recordings ? [recordings] : recordings;
  const sampleRate = oneRate(all);
  const seconds = checkNumber('learnDictionary.frameSeconds', options.frameSeconds ?? 0.064, {
    above: 0,
    max: 10,
  });
  const componentCount = checkInteger('learnDictionary.componentCount', options.componentCount ?? 15, {
    min: 1,
  });
  const beta = betaOf('learnDictionary.cost', cost);
  const fftSize = nearestFriendlySize(Math.max(8, Math.round(seconds * sampleRate)), { multipleOf: 4 });
  const binCount = fftSize / 2 + 1;
  const data = dictionaryData(soundingFrames(all, fftSize), beta);
  const frameCount = data.length / binCount;
  if (frameCount === 0) throw silentRecordings();
  const rank = Math.min(componentCount, frameCount, binCount);
  const { templates } = await factorize(data, {
    ...{ frameCount, binCount, rank, cost, iterations, seed, costInterval: Math.max(1, iterations) },
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  normalize(templates, binCount);
  return { sampleRate, fftSize, componentCount: rank, templates, beta };
}

/** The bytes of a safetensors file that holds dictionaries by the names of their sources. */
export function encodeDictionaries(dictionaries: Readonly<Record<string, Dictionary>>): Uint8Array {
  const entries = Object.entries(dictionaries);
  const tensors = entries.map(([name, { componentCount, templates }]) => {
    return [name, floatTensor([componentCount, templates.length / componentCount], templates)] as const;
  });
  const settings = entries.map(([name, { sampleRate, fftSize, beta }]) => [
    name,
    { sampleRate, fftSize, beta },
  ]);
  const metadata = { format: dictionaryFormat, settings: JSON.stringify(Object.fromEntries(settings)) };
  return encodeSafetensors(Object.fromEntries(tensors), { metadata });
}

/** The dictionaries of a file that {@link encodeDictionaries} made, by name. Throws `FormatError` for anything else. `name` is how errors call the file. */
export function decodeDictionaries(bytes: Uint8Array, name = 'dictionaries'): Record<string, Dictionary> {
  const { tensors, metadata } = decodeSafetensors(bytes, name);
  const settings = metadata.format === dictionaryFormat ? parse(metadata.settings) : undefined;
  // The settings keep the order of the sources; the format sorts its tensors.
  const order = Object.keys(settings ?? {});
  const keys = Object.keys(tensors).sort((a, b) => order.indexOf(a) - order.indexOf(b));
  const dictionaries = keys.map((key) => {
    const { shape, data } = tensors[key]!;
    const { sampleRate, fftSize, beta } = settings?.[key] ?? {};
    const fits =
      data instanceof Float32Array &&
      shape.length === 2 &&
      shape[0]! > 0 &&
      [sampleRate, fftSize, beta].every(Number.isFinite) &&
      sampleRate! > 0 &&
      Number.isSafeInteger(fftSize) &&
      shape[1] === fftSize! / 2 + 1 &&
      data.every((value) => value >= 0 && value < Number.POSITIVE_INFINITY);
    if (!fits) {
      throw new FormatError({
        place: `${name}: ${key}`,
        expected: 'a dictionary: templates [component, bin] from 0 up, with its rate, frame length and cost',
        got:
          settings === undefined ? 'a safetensors file of something else' : `a tensor [${shape.join(', ')}]`,
        remedy: 'Give a file that encodeDictionaries made',
      });
    }
    const dictionary = { sampleRate, fftSize, beta, componentCount: shape[0], templates: data } as Dictionary;
    return [key, dictionary] as const;
  });
  return Object.fromEntries(dictionaries);
}

const dictionaryFormat = 'auralflow-dictionaries-1';

function parse(text: string | undefined): Record<string, Partial<Dictionary> | undefined> | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null
      ? (value as Record<string, Partial<Dictionary>>)
      : undefined;
  } catch {
    return undefined;
  }
}

function oneRate(recordings: readonly Audio[]): number {
  recordings.forEach((audio, i) => {
    checkAudio(`learnDictionary.recordings[${i}]`, audio);
    checkFiniteChunk(`learnDictionary.recordings[${i}]`, audio);
  });
  const rates = [...new Set(recordings.map(({ sampleRate }) => sampleRate))];
  if (rates.length === 1) return rates[0]!;
  throw new ArgumentError({
    place: 'learnDictionary.recordings',
    expected: 'one recording or more, all at one sample rate',
    got: rates.length === 0 ? 'none' : `${rates.join(', ')} Hz`,
    remedy: 'Resample them to the rate of what is to be separated',
  });
}

/** A frame that is 60 dB quieter than the loudest is a pause. */
const pauseGain = 1e-3;

/** Magnitudes of all channels of all recordings, `[frame, bin]`, without the pauses. */
function soundingFrames(recordings: readonly Audio[], fftSize: number): Float32Array {
  const binCount = fftSize / 2 + 1;
  const frames = recordings
    .flatMap(({ channels }) => channels)
    .flatMap((channel) => magnitude(stft([channel], dictionaryFrames(fftSize))))
    .flatMap((matrix) =>
      Array.from({ length: matrix.length / binCount }, (_, f) =>
        matrix.subarray(f * binCount, (f + 1) * binCount),
      ),
    );
  const levels = frames.map((frame) => frame.reduce((sum, value) => sum + value, 0));
  const loudest = levels.reduce((a, b) => Math.max(a, b), 0);
  const kept = frames.filter((_, f) => levels[f]! > pauseGain * loudest);
  const joined = new Float32Array(kept.length * binCount);
  kept.forEach((frame, f) => {
    joined.set(frame, f * binCount);
  });
  return joined;
}

/** Makes every template add up to 1; one that died stays empty. */
function normalize(templates: Float32Array, binCount: number): void {
  for (let at = 0; at < templates.length; at += binCount) {
    const template = templates.subarray(at, at + binCount);
    const sum = template.reduce((total, value) => total + value, 0);
    if (sum > 0) for (let k = 0; k < binCount; k++) template[k] = template[k]! / sum;
  }
}

function silentRecordings(): ArgumentError {
  return new ArgumentError({
    place: 'learnDictionary.recordings',
    expected: 'recordings in which the source sounds',
    got: 'silence',
    remedy: 'Give a passage in which the source plays alone',
  });
}
