/** Columns of bins as an image: bins placed on a linear, logarithmic or mel axis, values as places in a colour map. */

import type { AxisScale } from './scale.ts';

/** A matrix over time and frequency. */
export interface TimeFrequency {
  readonly columnCount: number;
  readonly binCount: number;
  /** `[column, bin]`. */
  readonly values: Float32Array;
  /** Hertz from bin to bin; bin 0 is 0 Hz. */
  readonly binHz: number;
}

/** How it is shown. */
export interface FrequencyImageOptions {
  /** The frequency axis. */
  readonly scale: AxisScale;
  readonly rows: number;
  /** From a value (where several bins share a row: their mean) to 0…1 in the colour map. */
  readonly shade: (value: number) => number;
}

/** `[row, column]` as bytes, the highest frequency first. */
export function frequencyImage(
  matrix: TimeFrequency,
  { scale, rows, shade }: FrequencyImageOptions,
): Uint8Array {
  const { columnCount, binCount, values, binHz } = matrix;
  const image = new Uint8Array(rows * columnCount);
  const shades = new Float32Array(columnCount * binCount);
  for (let i = 0; i < shades.length; i++) shades[i] = Math.min(1, Math.max(0, shade(values[i]!)));
  for (let row = 0; row < rows; row++) {
    const low = scale.value((rows - row - 1) / rows) / binHz;
    const high = scale.value((rows - row) / rows) / binHz;
    const isWide = high - low > 1;
    const { first, weights } = isWide
      ? meanBins(low, high, binCount)
      : neighbours((low + high) / 2, binCount);
    for (let column = 0; column < columnCount; column++) {
      const base = column * binCount + first;
      let sum = 0;
      // Powers are averaged before the logarithm, single bins blended after it.
      const source = isWide ? values : shades;
      for (let i = 0; i < weights.length; i++) sum += weights[i]! * source[base + i]!;
      const share = isWide ? Math.min(1, Math.max(0, shade(sum))) : sum;
      image[row * columnCount + column] = Math.round(255 * share);
    }
  }
  return image;
}

interface BinWeights {
  readonly first: number;
  readonly weights: readonly number[];
}

/** Bin k reaches from k − ½ to k + ½. */
function meanBins(low: number, high: number, binCount: number): BinWeights {
  const first = Math.min(binCount - 1, Math.max(0, Math.round(low)));
  const last = Math.min(binCount - 1, Math.max(first, Math.round(high)));
  const shares = Array.from({ length: last - first + 1 }, (_, i) =>
    Math.max(0, Math.min(high, first + i + 0.5) - Math.max(low, first + i - 0.5)),
  );
  const total = shares.reduce((sum, share) => sum + share, 0);
  return total === 0 ? { first, weights: [1] } : { first, weights: shares.map((share) => share / total) };
}

function neighbours(place: number, binCount: number): BinWeights {
  const first = Math.min(binCount - 1, Math.max(0, Math.floor(place)));
  if (first === binCount - 1) return { first, weights: [1] };
  const share = Math.min(1, Math.max(0, place - first));
  return { first, weights: [1 - share, share] };
}
