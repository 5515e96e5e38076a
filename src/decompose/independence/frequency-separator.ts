/**
 * The Separator around a method that finds a demixing matrix per frequency: spectrogram, iterations, and each source as it sounds in every
 * channel (projection back: x̂ₙ = aₙ·wₙᴴ·x with aₙ the column of W⁻¹, which frees the result of the scales that no such method can know).
 */

import type { Separator } from '../../audio/index.ts';
import { type Spectrogram, stft } from '../../dsp/index.ts';
import { takeTurn, wantedStems } from '../chunk.ts';
import { learntSegments } from '../chunking.ts';
import { invertComplex } from '../matrix/complex-inverse.ts';
import { framesNear } from '../spectrogram-grid.ts';
import { levelled, sourceNames, stemsFromBins, stemsOfOneSource } from '../stems.ts';
import type { Demixer } from './iterative-projection.ts';
import { type Observations, observe } from './observations.ts';
import { checkDeterminedChunk, leftToRight } from './source-stems.ts';
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
    chunking: (sampleRate) =>
      learntSegments({
        sampleRate,
        segmentSeconds,
        // Half-overlapping frames: a complex bin is 8 bytes per sample, in the spectrogram, turned, and of a source; then chunk and stems.
        bytesPerSample: 4 * 8 + 4 * (2 + sources) + method.modelBytesPerSample,
      }),
    async separate(chunk, options) {
      checkDeterminedChunk(name, chunk, sources);
      const wanted = wantedStems(names, options);
      if (wanted.size === 0) return new Map();
      await takeTurn(options?.signal);
      if (channelRank(chunk.channels) < 2) return stemsOfOneSource(chunk, { names, wanted, source: 0 });
      const { channels, peak } = levelled(chunk);
      const frames = framesNear(method.frameSeconds, { sampleRate: chunk.sampleRate, hopsPerFrame: 2 });
      const spectrogram = stft(channels, { ...frames, padMode: 'zeros' });
      const work = method.solve(observe(spectrogram));
      let step = work.next();
      while (!step.done) {
        await takeTurn(options?.signal);
        step = work.next();
      }
      return stemsFromBins(chunk, {
        spectrogram,
        peak,
        names,
        wanted,
        fill: imagesOf(spectrogram, step.value),
      });
    },
  };
}

/** What writes the bins of a source's image, counted from left to right. */
function imagesOf(
  spectrogram: Spectrogram,
  { matrices }: Demixer,
): (i: number, out: readonly Float32Array[]) => void {
  const { channels, binCount } = spectrogram;
  const mixing = invertAll(matrices, { size: channels.length, binCount });
  const order = leftToRight(imageEnergies(spectrogram, { matrices, mixing }));
  return (i, out) => projectBack(spectrogram, { matrices, mixing, source: order[i]!, out });
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
