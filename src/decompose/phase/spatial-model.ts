/**
 * Where sources stand, and the multichannel Wiener filter that follows from it (N. Q. K. Duong, E. Vincent, R. Gribonval, "Under-determined reverberant audio source
 * separation using a full-rank spatial covariance model", IEEE TASLP 2010), in norbert's formulation. Source j has the power vⱼ[t, k] in a
 * bin and, over the whole song, the spatial covariance Rⱼ[k] at a frequency; the filter Wⱼ = vⱼRⱼ·(Σ vᵢRᵢ + √ε·I)⁻¹ takes the mixture's
 * channels to the source's. All in double precision.
 */

import type { Spectrogram } from '../../dsp/index.ts';
import { invertComplex } from '../matrix/complex-inverse.ts';

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
    for (let a = 0; a < channelCount; a++) {
      const left = channels[a]!;
      for (let b = 0; b <= a; b++) {
        const right = channels[b]!;
        for (let frame = first, at = first * binCount * 2; frame < end; frame++) {
          for (
            let k = 0, entry = (a * channelCount + b) * 2;
            k < binCount;
            k++, at += 2, entry += matrixSize
          ) {
            const x = left[at]!;
            const y = left[at + 1]!;
            const u = right[at]!;
            const v = right[at + 1]!;
            const power = x * u + y * v;
            if (a === b) weight[k]! += power / channelCount;
            sum[entry]! += power;
            sum[entry + 1]! += y * u - x * v;
          }
        }
      }
    }
  }

  /** The half above the diagonal: the conjugate of the one below. */
  function complete(sum: Float64Array): void {
    for (let k = 0; k < binCount; k++) {
      for (let a = 0; a < channelCount; a++) {
        for (let b = a + 1; b < channelCount; b++) {
          const above = k * matrixSize + (a * channelCount + b) * 2;
          const below = k * matrixSize + (b * channelCount + a) * 2;
          sum[above] = sum[below]!;
          sum[above + 1] = -sum[below + 1]!;
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
      sums.forEach(complete);
      // R = Σ y·yᴴ / (ε + Σ v), with y and v scaled: only ε notices.
      const covariances = sums.map((sum, j) =>
        sum.map((value, i) => value / (epsilon * scale * scale + weights[j]![Math.floor(i / matrixSize)]!)),
      );
      return { covariances, scale };
    },
  };
}

/** Options of {@link filterSpatially}. */
export interface SpatialFilterOptions {
  readonly model: SpatialModel;
  /** Where the results go, per source and channel. They may be the sources' own bins. Default: new arrays. */
  readonly out?: readonly (readonly Float32Array[])[];
}

/** The filtered mixture, one spectrogram per source. */
export function filterSpatially(
  sources: readonly Spectrogram[],
  mixture: Spectrogram,
  { model, out }: SpatialFilterOptions,
): Spectrogram[] {
  const estimates = out ?? sources.map(() => mixture.channels.map((bins) => new Float32Array(bins.length)));
  const work: FilterWork = { sources: sources.map(({ channels }) => channels), estimates, mixture, model };
  if (mixture.channels.length === 2) filterStereo(work);
  else filterAny(work);
  return estimates.map((channels) => ({ ...mixture, channels }));
}

interface FilterWork {
  readonly sources: readonly (readonly Float32Array[])[];
  readonly estimates: readonly (readonly Float32Array[])[];
  readonly mixture: Spectrogram;
  readonly model: SpatialModel;
}

/** Two channels, the inverse by its formula: with C = [[a, b], [b̄, d]], C⁻¹x = [d·x₀ − b·x₁, a·x₁ − b̄·x₀] / (a·d − |b|²). */
function filterStereo({ sources, estimates, mixture, model }: FilterWork): void {
  const { binCount, frameCount } = mixture;
  const [left, right] = mixture.channels as [Float32Array, Float32Array];
  const powers = new Float64Array(sources.length);
  const perPower = 1 / (2 * model.scale * model.scale);
  const root = Math.sqrt(epsilon);
  for (let frame = 0, at = 0; frame < frameCount; frame++) {
    for (let k = 0, entry = 0; k < binCount; k++, at += 2, entry += 8) {
      let a = root;
      let d = root;
      let re = 0;
      let im = 0;
      for (let j = 0; j < sources.length; j++) {
        const [l, r] = [sources[j]![0]!, sources[j]![1]!];
        const power =
          perPower * (l[at]! * l[at]! + l[at + 1]! * l[at + 1]! + r[at]! * r[at]! + r[at + 1]! * r[at + 1]!);
        powers[j] = power;
        const covariance = model.covariances[j]!;
        a += power * covariance[entry]!;
        re += power * covariance[entry + 2]!;
        im += power * covariance[entry + 3]!;
        d += power * covariance[entry + 6]!;
      }
      const scale = 1 / (a * d - re * re - im * im);
      const x0 = left[at]!;
      const y0 = left[at + 1]!;
      const x1 = right[at]!;
      const y1 = right[at + 1]!;
      const u0 = scale * (d * x0 - (re * x1 - im * y1));
      const v0 = scale * (d * y0 - (re * y1 + im * x1));
      const u1 = scale * (a * x1 - (re * x0 + im * y0));
      const v1 = scale * (a * y1 - (re * y0 - im * x0));
      for (let j = 0; j < sources.length; j++) {
        const covariance = model.covariances[j]!;
        const power = powers[j]!;
        const [c0, c1] = [covariance[entry]!, covariance[entry + 6]!];
        const [cr, ci] = [covariance[entry + 2]!, covariance[entry + 3]!];
        const [l, r] = [estimates[j]![0]!, estimates[j]![1]!];
        l[at] = power * (c0 * u0 + cr * u1 - ci * v1);
        l[at + 1] = power * (c0 * v0 + cr * v1 + ci * u1);
        r[at] = power * (cr * u0 + ci * v0 + c1 * u1);
        r[at + 1] = power * (cr * v0 - ci * u0 + c1 * v1);
      }
    }
  }
}

function filterAny({ sources, estimates, mixture, model }: FilterWork): void {
  const { covariances, scale } = model;
  const { binCount, frameCount } = mixture;
  const count = mixture.channels.length;
  const size = count * count * 2;
  const powers = new Float64Array(sources.length);
  const sum = new Float64Array(size);
  const inverse = new Float64Array(size);
  // Cxx⁻¹·x, the same for every source.
  const whitened = new Float64Array(count * 2);
  for (let frame = 0; frame < frameCount; frame++) {
    for (let k = 0; k < binCount; k++) {
      const at = (frame * binCount + k) * 2;
      sum.fill(0);
      for (let j = 0; j < sources.length; j++) {
        let power = 0;
        for (const bins of sources[j]!) power += bins[at]! * bins[at]! + bins[at + 1]! * bins[at + 1]!;
        powers[j] = power / (count * scale * scale);
        const covariance = covariances[j]!;
        for (let i = 0; i < size; i++) sum[i]! += powers[j]! * covariance[k * size + i]!;
      }
      for (let c = 0; c < count; c++) sum[(c * count + c) * 2]! += Math.sqrt(epsilon);
      invertComplex(sum, inverse, count);
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
}
