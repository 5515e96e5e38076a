/**
 * The matrix that the separator hands to RPCA: the magnitudes of a spectrogram, every bin up to 8 kHz a column, above it a column per
 * 500 Hz. Up there is little of a voice, and two thirds of the bins at 44.1 kHz: pooled they cost next to nothing, the price of the
 * sparse part (1/√columns) is about the same at every sample rate, and hisses still get a mask of their own.
 */

import type { Spectrogram } from '../../dsp/index.ts';

/** Below, each bin is a column. */
const fineHertz = 8000;
/** The width of a column above. */
const coarseHertz = 500;

/** Magnitudes `[frame, column]` in units of the largest. */
export interface BandMagnitudes {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float32Array;
  /** The column of each bin. */
  readonly columnOfBin: Int32Array;
}

/**
 * The root mean square over channels, and over the bins of a column, of the magnitudes of `spectrogram`. One matrix for all channels: a
 * stem keeps its place in the stereo image, and what is in opposite phase on both sides does not cancel as it would in a mono mix.
 */
export function bandMagnitudes(spectrogram: Spectrogram, sampleRate: number): BandMagnitudes {
  const { binCount, channels, frameCount: rows, settings } = spectrogram;
  const columnOfBin = columnsOfBins(binCount, sampleRate / settings.fftSize);
  const columns = columnOfBin[binCount - 1]! + 1;
  const scales = new Float64Array(columns);
  for (const column of columnOfBin) scales[column]! += 1;
  for (let column = 0; column < columns; column++) scales[column] = 1 / (scales[column]! * channels.length);
  const values = new Float32Array(rows * columns);
  const powers = new Float64Array(columns);
  // Levels are taken out first: squares of what is far from full scale would leave the range of single precision.
  const level = 1 / (largestPart(channels) || 1);
  let largest = 0;
  for (let row = 0; row < rows; row++) {
    powers.fill(0);
    for (const bins of channels) addPowers(powers, bins, { start: row * binCount * 2, columnOfBin, level });
    for (let column = 0; column < columns; column++) {
      const value = Math.sqrt(powers[column]! * scales[column]!);
      values[row * columns + column] = value;
      largest = Math.max(largest, value);
    }
  }
  const unit = largest > 0 ? 1 / largest : 0;
  for (let i = 0; i < values.length; i++) values[i]! *= unit;
  return { rows, columns, values, columnOfBin };
}

/** Multiplies every channel's bins by the mask of their columns, in place; bins below `firstBin` become 0. */
export function applyBandMask(
  { binCount, channels, frameCount }: Spectrogram,
  { mask, columns, columnOfBin, firstBin }: BandMask,
): void {
  for (const bins of channels) {
    for (let frame = 0; frame < frameCount; frame++) {
      for (let bin = 0; bin < binCount; bin++) {
        const gain = bin < firstBin ? 0 : mask[frame * columns + columnOfBin[bin]!]!;
        const i = 2 * (frame * binCount + bin);
        bins[i]! *= gain;
        bins[i + 1]! *= gain;
      }
    }
  }
}

/** A mask on the columns of {@link BandMagnitudes}. */
export interface BandMask extends Pick<BandMagnitudes, 'columns' | 'columnOfBin'> {
  /** `[frame, column]`, 0 to 1. */
  readonly mask: Float32Array;
  readonly firstBin: number;
}

function columnsOfBins(binCount: number, binHertz: number): Int32Array {
  const fine = Math.min(binCount, Math.floor(fineHertz / binHertz) + 1);
  const width = Math.max(1, Math.round(coarseHertz / binHertz));
  return Int32Array.from({ length: binCount }, (_, bin) =>
    bin < fine ? bin : fine + Math.floor((bin - fine) / width),
  );
}

function largestPart(channels: readonly Float32Array[]): number {
  let largest = 0;
  for (const bins of channels) for (const part of bins) largest = Math.max(largest, Math.abs(part));
  return largest;
}

/** Adds the powers of one channel's frame to its columns. */
function addPowers(
  powers: Float64Array,
  bins: Float32Array,
  { start, columnOfBin, level }: { start: number; columnOfBin: Int32Array; level: number },
): void {
  for (let bin = 0; bin < columnOfBin.length; bin++) {
    const re = bins[start + 2 * bin]! * level;
    const im = bins[start + 2 * bin + 1]! * level;
    powers[columnOfBin[bin]!]! += re * re + im * im;
  }
}
