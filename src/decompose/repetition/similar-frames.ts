/**
 * The frames that resemble a frame most, wherever they are: for music whose repetitions keep no period. Z. Rafii and B. Pardo, "Music/voice
 * separation using the similarity matrix", ISMIR 2012 (REPET-SIM); D. FitzGerald, "Vocal separation using nearest neighbours and median
 * filtering", ISSC 2012.
 */

import { medianOfLists } from '../../dsp/index.ts';
import { checkInteger, checkNumber } from '../../util/index.ts';
import { multiply } from '../matrix/multiply.ts';
import { checkMatrix, type MatrixShape } from './matrix-shape.ts';

/** Options of {@link similarFrames}. */
export interface SimilarFramesOptions extends MatrixShape {
  /** The most frames of a list, its own included; from 1. */
  readonly count: number;
  /** Frames between two of a list, at least; from 0. Neighbours of a frame resemble it because they overlap it. */
  readonly distanceFrames: number;
  /** The least similarity, 0 to 1, of a frame of a list. Default 0. */
  readonly threshold?: number;
}

/** A list of frames for each frame, in the form that `medianOfLists` takes. */
export interface FrameLists {
  /** List t holds the members `starts[t]` … `starts[t + 1] − 1`. */
  readonly starts: Int32Array;
  readonly members: Int32Array;
}

/** Rows of the similarity matrix that are held at a time: it is never there as a whole. */
const blockFrames = 256;

/**
 * The cosine similarity of all pairs of frames of a `[frame, bin]` matrix, `[frame, frame]`: (vₜ·vₛ)/(|vₜ||vₛ|), 0 for a silent frame.
 * Throws `ArgumentError` for a matrix of another size.
 */
export function similarityMatrix(magnitudes: Float32Array, shape: MatrixShape): Float32Array {
  checkMatrix('similarityMatrix', magnitudes, shape);
  const { frameCount, binCount } = shape;
  const unit = unitFrames(magnitudes, shape);
  return multiply(unit, unit, { rows: frameCount, inner: binCount, columns: frameCount, transposeB: true });
}

/**
 * For each frame of a `[frame, bin]` matrix the frames that are most similar to it: the `count` greatest local maxima of its row of the
 * similarity matrix that reach `threshold`. A local maximum is greater than all values up to `distanceFrames` before and after it. The
 * frame itself, whose similarity is 1, comes first; the others follow from most to least similar. A frame that resembles none (silence)
 * has itself alone.
 *
 * The matrix is made a block of rows at a time: memory grows with the frames, not with their square. Throws `ArgumentError` for a matrix
 * of another size and options out of range.
 */
export function similarFrames(magnitudes: Float32Array, options: SimilarFramesOptions): FrameLists {
  const { frameCount, binCount } = options;
  checkMatrix('similarFrames', magnitudes, options);
  const count = checkInteger('similarFrames.count', options.count, { min: 1 });
  const distance = checkInteger('similarFrames.distanceFrames', options.distanceFrames, { min: 0 });
  const threshold = checkNumber('similarFrames.threshold', options.threshold ?? 0, { min: 0, max: 1 });
  const unit = unitFrames(magnitudes, options);
  const starts = new Int32Array(frameCount + 1);
  const members: number[] = [];
  const rows = new Float32Array(Math.min(blockFrames, frameCount) * frameCount);
  for (let first = 0; first < frameCount; first += blockFrames) {
    const end = Math.min(frameCount, first + blockFrames);
    const out = rows.subarray(0, (end - first) * frameCount);
    const block = unit.subarray(first * binCount, end * binCount);
    multiply(block, unit, { rows: end - first, inner: binCount, columns: frameCount, transposeB: true, out });
    for (let t = first; t < end; t++) {
      const row = out.subarray((t - first) * frameCount, (t - first + 1) * frameCount);
      // Rounding must not let another frame be more similar to it than it is itself.
      row[t] = 2;
      const peaks = peaksOf(row, { distance, threshold });
      peaks.sort((a, b) => row[b]! - row[a]! || a - b);
      for (let i = 0; i < Math.min(count, peaks.length); i++) members.push(peaks[i]!);
      starts[t + 1] = members.length;
    }
  }
  return { starts, members: Int32Array.from(members) };
}

/**
 * The repeating part of a matrix of magnitudes: each frame is the median of the frames of its list. Throws `ArgumentError` for sizes that
 * do not fit.
 */
export function similarityModel(
  magnitudes: Float32Array,
  { frameCount, binCount, starts, members }: MatrixShape & FrameLists,
): Float32Array {
  checkMatrix('similarityModel', magnitudes, { frameCount, binCount });
  return medianOfLists(magnitudes, { rows: frameCount, columns: binCount, starts, members });
}

/** Places that are at least `threshold` and greater than all values within `distance` on either side, ascending. */
function peaksOf(
  row: Float32Array,
  { distance, threshold }: { distance: number; threshold: number },
): number[] {
  const peaks: number[] = [];
  for (let i = 0; i < row.length; ) {
    const value = row[i]!;
    const end = Math.min(row.length - 1, i + distance);
    // Within its distance to the right the next value that is as great: it takes the place of the candidate.
    let next = i + 1;
    while (next <= end && row[next]! < value) next++;
    if (next <= end) {
      // An equal one beats the candidate and is beaten by it.
      i = next;
      continue;
    }
    if (value > 0 && value >= threshold && isHighest(row, i, Math.max(0, i - distance))) peaks.push(i);
    i = next;
  }
  return peaks;
}

/** Whether `row[i]` is greater than all of `row[from]` … `row[i − 1]`. */
function isHighest(row: Float32Array, i: number, from: number): boolean {
  for (let j = i - 1; j >= from; j--) if (row[j]! >= row[i]!) return false;
  return true;
}

/** The frames divided by their lengths; silent ones stay 0. */
function unitFrames(magnitudes: Float32Array, { frameCount, binCount }: MatrixShape): Float32Array {
  const unit = new Float32Array(magnitudes.length);
  for (let t = 0; t < frameCount; t++) {
    const start = t * binCount;
    let energy = 0;
    for (let i = start; i < start + binCount; i++) energy += magnitudes[i]! ** 2;
    if (energy === 0) continue;
    const scale = 1 / Math.sqrt(energy);
    for (let i = start; i < start + binCount; i++) unit[i] = magnitudes[i]! * scale;
  }
  return unit;
}
