/**
 * The multichannel Wiener filter with everything known (N. Q. K. Duong, E. Vincent, R. Gribonval, "Under-determined reverberant audio source
 * separation using a full-rank spatial covariance model", IEEE TASLP 2010), in norbert's formulation. Source j has the power vⱼ[t, k] in a
 * bin and, over the whole song, the spatial covariance Rⱼ[k] at a frequency; the filter Wⱼ = vⱼRⱼ·(Σ vᵢRᵢ + √ε·I)⁻¹ takes the mixture's
 * channels to the source's. All in double precision.
 */

import type { Spectrogram } from '../../dsp/index.ts';
import { invertHermitian } from './hermitian.ts';

/** norbert's ε, that of double precision: added to the summed powers, its root to the mixture's covariance. */
const epsilon = 2 ** -52;

/** What must be known of the song before any bin can be filtered. */
export interface SpatialModel {
  /** Per source Rⱼ: `[bin, channel, channel, part]`. */
  readonly covariances: readonly Float64Array[];
  /** What spectrograms are divided by first: norbert's max(1, max|Y|/10), which keeps ε in proportion. */
  readonly scale: number;
}

/** The spatial covariances, frame by frame. */
export interface SpatialModelBuilder {
  /** Adds the frames from `first` to before `end`. */
  add(sources: readonly Spectrogram[], mixture: Spectrogram, frames: readonly [number, number]): void;
  finish(): SpatialModel;
}

/** An empty model of `sourceCount` sources with `channelCount` channels. */
export function buildSpatialModel({
  sourceCount,
  channelCount,
  binCount,
}: {
  readonly sourceCount: number;
  readonly channelCount: number;
  readonly binCount: number;
}): SpatialModelBuilder {
  const matrixSize = channelCount * channelCount * 2;
  const sums = Array.from({ length: sourceCount }, () => new Float64Array(binCount * matrixSize));
  const weights = Array.from({ length: sourceCount }, () => new Float64Array(binCount));
  let largest = 0;

  function addSource(channels: readonly Float32Array[], j: number, [first, end]: readonly [number, number]) {
    const [sum, weight] = [sums[j]!, weights[j]!];
    for (let frame = first; frame < end; frame++) {
      for (let k = 0; k < binCount; k++) {
        const at = (frame * binCount + k) * 2;
        for (let a = 0; a < channelCount; a++) {
          const [x, y] = [channels[a]![at]!, channels[a]![at + 1]!];
          weight[k]! += (x * x + y * y) / channelCount;
          for (let b = 0; b < channelCount; b++) {
            const [u, v] = [channels[b]![at]!, channels[b]![at + 1]!];
            const entry = k * matrixSize + (a * channelCount + b) * 2;
            sum[entry]! += x * u + y * v;
            sum[entry + 1]! += y * u - x * v;
          }
        }
      }
    }
  }

  return {
    add(sources, mixture, frames) {
      for (const bins of mixture.channels) {
        for (let i = frames[0] * binCount * 2; i < frames[1] * binCount * 2; i += 2) {
          largest = Math.max(largest, bins[i]! * bins[i]! + bins[i + 1]! * bins[i + 1]!);
        }
      }
      sources.forEach(({ channels }, j) => {
        addSource(channels, j, frames);
      });
    },
    finish() {
      const scale = Math.max(1, Math.sqrt(largest) / 10);
      // R = Σ y·yᴴ / (ε + Σ v), with y and v scaled: only ε notices.
      const covariances = sums.map((sum, j) =>
        sum.map((value, i) => value / (epsilon * scale * scale + weights[j]![Math.floor(i / matrixSize)]!)),
      );
      return { covariances, scale };
    },
  };
}

/** The filtered mixture, one spectrogram per source. */
export function multichannelWiener(
  sources: readonly Spectrogram[],
  mixture: Spectrogram,
  { covariances, scale }: SpatialModel,
): Spectrogram[] {
  const { binCount, frameCount } = mixture;
  const count = mixture.channels.length;
  const size = count * count * 2;
  const estimates = sources.map(() => mixture.channels.map((bins) => new Float32Array(bins.length)));
  const powers = new Float64Array(sources.length);
  const model = new Float64Array(size);
  const inverse = new Float64Array(size);
  // Cxx⁻¹·x, the same for every source.
  const whitened = new Float64Array(count * 2);
  for (let frame = 0; frame < frameCount; frame++) {
    for (let k = 0; k < binCount; k++) {
      const at = (frame * binCount + k) * 2;
      model.fill(0);
      for (let j = 0; j < sources.length; j++) {
        let power = 0;
        for (const bins of sources[j]!.channels)
          power += bins[at]! * bins[at]! + bins[at + 1]! * bins[at + 1]!;
        powers[j] = power / (count * scale * scale);
        const covariance = covariances[j]!;
        for (let i = 0; i < size; i++) model[i]! += powers[j]! * covariance[k * size + i]!;
      }
      for (let c = 0; c < count; c++) model[(c * count + c) * 2]! += Math.sqrt(epsilon);
      invertHermitian(model, inverse, count);
      whitened.fill(0);
      for (let c = 0; c < count; c++) {
        const [u, v] = [mixture.channels[c]![at]!, mixture.channels[c]![at + 1]!];
        for (let row = 0; row < count; row++) {
          const [x, y] = [inverse[(row * count + c) * 2]!, inverse[(row * count + c) * 2 + 1]!];
          whitened[2 * row]! += x * u - y * v;
          whitened[2 * row + 1]! += x * v + y * u;
        }
      }
      for (let j = 0; j < sources.length; j++) {
        for (let a = 0; a < count; a++) {
          let [re, im] = [0, 0];
          for (let b = 0; b < count; b++) {
            const entry = k * size + (a * count + b) * 2;
            const [x, y] = [covariances[j]![entry]!, covariances[j]![entry + 1]!];
            re += x * whitened[2 * b]! - y * whitened[2 * b + 1]!;
            im += x * whitened[2 * b + 1]! + y * whitened[2 * b]!;
          }
          estimates[j]![a]![at] = powers[j]! * re;
          estimates[j]![a]![at + 1] = powers[j]! * im;
        }
      }
    }
  }
  return estimates.map((channels) => ({ ...mixture, channels }));
}
