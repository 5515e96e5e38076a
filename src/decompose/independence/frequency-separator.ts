/**
 * The Separator around a method that finds a demixing matrix per frequency: spectrogram, iterations, and each source as it sounds in every
 * channel (projection back: x̂ₙ = aₙ·wₙᴴ·x with aₙ the column of W⁻¹, which frees the result of the scales that no such method can know).
 */

import type { Audio, Separator, Stems } from '../../audio/index.ts';
import { istft, nearestFriendlySize, type Spectrogram, stft } from '../../dsp/index.ts';
import { subtract, takeTurn, wantedStems } from '../chunk.ts';
import { invertComplex } from '../matrix/complex-inverse.ts';
import type { Demixer } from './iterative-projection.ts';
import { type Observations, observe } from './observations.ts';
import { checkDeterminedChunk, leftToRight, sourceNames } from './source-stems.ts';
import { channelRank } from './whitening.ts';

/** What differs between the methods. */
export interface FrequencyMethod {
  readonly name: string;
  readonly sources: number;
  readonly frameSeconds: number;
  /** One step of work after the other, each a fraction of a second per minute of sound; the result has the matrices. */
  solve(observations: Observations): Generator<void, Demixer>;
  /** Beside the spectrograms, per sample and channel. */
  readonly modelBytesPerSample: number;
}

const segmentSeconds = 60;

/** The separator of a method; see `iva` and `ilrma` for what it keeps. */
export function createFrequencySeparator(method: FrequencyMethod): Separator {
  const { name, sources } = method;
  const names = sourceNames(sources);
  return {
    name,
    stems: names,
    sumsToMixture: true,
    sampleRate: undefined,
    channelCounts: [sources],
    comparesChannels: true,
    chunking: (sampleRate) => ({
      beforeSamples: 0,
      afterSamples: 0,
      alignSamples: 1,
      segmentSamples: segmentSeconds * sampleRate,
      overlap: 0.1,
      exact: false,
      // Half-overlapping frames: a complex bin is 8 bytes per sample, in the spectrogram, turned, and of a source; then chunk and stems.
      bytesPerSample: 4 * 8 + 4 * (2 + sources) + method.modelBytesPerSample,
    }),
    async separate(chunk, options) {
      checkDeterminedChunk(name, chunk, sources);
      const wanted = wantedStems(names, options);
      if (wanted.size === 0) return new Map();
      await takeTurn(options?.signal);
      if (channelRank(chunk.channels) < 2) return oneSource(chunk, { names, wanted });
      const fftSize = frameSize(method.frameSeconds, chunk.sampleRate);
      const mixture = stft(levelled(chunk), { fftSize, hopSize: fftSize / 2, padMode: 'zeros' });
      const work = method.solve(observe(mixture));
      let step = work.next();
      while (!step.done) {
        await takeTurn(options?.signal);
        step = work.next();
      }
      return images(chunk, { mixture, demixer: step.value, names, wanted });
    },
  };
}

function frameSize(seconds: number, sampleRate: number): number {
  return nearestFriendlySize(Math.max(4, Math.round(seconds * sampleRate)), { multipleOf: 2 });
}

/** Channels that are one: it stands in the first stem, the others are silent. */
function oneSource(
  { channels, sampleRate }: Audio,
  { names, wanted }: { readonly names: readonly string[]; readonly wanted: ReadonlySet<string> },
): Stems {
  return new Map(
    names.flatMap((name, i) => {
      const image = channels.map((channel) => (i === 0 ? channel.slice() : new Float32Array(channel.length)));
      return wanted.has(name) ? [[name, { sampleRate, channels: image }] as const] : [];
    }),
  );
}

/** The channels at peak 1: squares of very soft or loud ones would leave float32. */
function levelled({ channels }: Audio): Float32Array[] {
  const peak = peakOf(channels);
  return channels.map((channel) => channel.map((value) => value / peak));
}

function peakOf(channels: readonly Float32Array[]): number {
  let peak = 0;
  for (const channel of channels) for (const value of channel) peak = Math.max(peak, Math.abs(value));
  return peak;
}

interface ImageWork {
  readonly mixture: Spectrogram;
  readonly demixer: Demixer;
  readonly names: readonly string[];
  readonly wanted: ReadonlySet<string>;
}

/** The sources from left to right; the rightmost is the rest, so that all add up. */
function images(chunk: Audio, { mixture, demixer, names, wanted }: ImageWork): Stems {
  const { channels, sampleRate } = chunk;
  const size = channels.length;
  const gain = peakOf(channels);
  const mixing = invertAll(demixer.matrices, { size, binCount: mixture.binCount });
  const order = leftToRight(imageEnergies(mixture, { matrices: demixer.matrices, mixing }));
  const bins = channels.map(() => new Float32Array(mixture.channels[0]!.length));
  const needsAll = wanted.has(names.at(-1)!);
  const found = names.slice(0, -1).map((name, i) => {
    if (!needsAll && !wanted.has(name)) return undefined;
    projectBack(mixture, { matrices: demixer.matrices, mixing, source: order[i]!, out: bins });
    return istft({ ...mixture, channels: bins }).map((channel) => channel.map((value) => value * gain));
  });
  const stems = new Map<string, Audio>();
  names.forEach((name, i) => {
    if (!wanted.has(name)) return;
    const image =
      found[i] ?? channels.map((channel, c) => subtract(channel, ...found.map((part) => part![c]!)));
    stems.set(name, { sampleRate, channels: image });
  });
  return stems;
}

function invertAll(
  matrices: Float64Array,
  { size, binCount }: { readonly size: number; readonly binCount: number },
): Float64Array {
  const area = size * size * 2;
  const out = new Float64Array(matrices.length);
  for (let k = 0; k < binCount; k++) {
    invertComplex(matrices.subarray(k * area, (k + 1) * area), out.subarray(k * area, (k + 1) * area), size);
  }
  return out;
}

interface Projection {
  readonly matrices: Float64Array;
  readonly mixing: Float64Array;
}

/** `[source][channel]`. */
function imageEnergies(
  { channels, binCount, frameCount }: Spectrogram,
  { matrices, mixing }: Projection,
): number[][] {
  const size = channels.length;
  const energies = channels.map(() => new Array<number>(size).fill(0));
  for (let k = 0; k < binCount; k++) {
    for (let n = 0; n < size; n++) {
      let power = 0;
      for (let t = 0; t < frameCount; t++) {
        let [re, im] = [0, 0];
        for (let c = 0; c < size; c++) {
          const at = ((k * size + n) * size + c) * 2;
          const i = (t * binCount + k) * 2;
          re += matrices[at]! * channels[c]![i]! - matrices[at + 1]! * channels[c]![i + 1]!;
          im += matrices[at]! * channels[c]![i + 1]! + matrices[at + 1]! * channels[c]![i]!;
        }
        power += re * re + im * im;
      }
      for (let c = 0; c < size; c++) {
        const at = ((k * size + c) * size + n) * 2;
        energies[n]![c]! += power * (mixing[at]! ** 2 + mixing[at + 1]! ** 2);
      }
    }
  }
  return energies;
}

/** Writes x̂ = a·wᴴ·x of a source into `out`, `[frame, bin, part]` per channel. */
function projectBack(
  { channels, binCount, frameCount }: Spectrogram,
  {
    matrices,
    mixing,
    source,
    out,
  }: Projection & { readonly source: number; readonly out: readonly Float32Array[] },
): void {
  const size = channels.length;
  for (let t = 0; t < frameCount; t++) {
    for (let k = 0; k < binCount; k++) {
      const i = (t * binCount + k) * 2;
      let [re, im] = [0, 0];
      for (let c = 0; c < size; c++) {
        const at = ((k * size + source) * size + c) * 2;
        const [p, q] = [channels[c]![i]!, channels[c]![i + 1]!];
        re += matrices[at]! * p - matrices[at + 1]! * q;
        im += matrices[at]! * q + matrices[at + 1]! * p;
      }
      for (let c = 0; c < size; c++) {
        const at = ((k * size + c) * size + source) * 2;
        out[c]![i] = mixing[at]! * re - mixing[at + 1]! * im;
        out[c]![i + 1] = mixing[at]! * im + mixing[at + 1]! * re;
      }
    }
  }
}
