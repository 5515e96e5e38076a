/** Greatest, least and sum of the values in a box around each value of a matrix. */

/** The size of a matrix, row-major. */
export interface BoxShape {
  readonly rows: number;
  readonly columns: number;
}

/** The size of a box, odd both ways; the value stands in its middle. */
export interface Box {
  /** Rows. */
  readonly frames: number;
  /** Columns. */
  readonly bins: number;
}

/**
 * What `kind` says of the values in the box around each value, the matrix being continued as d c b a | a b c d | d c b a, as SciPy's
 * filters do by default.
 */
export function filterBox(
  matrix: Float64Array,
  { rows, columns }: BoxShape,
  { frames, bins, kind }: Box & { readonly kind: 'max' | 'min' | 'sum' },
): Float64Array {
  const join = kind === 'sum' ? sumRuns : kind === 'max' ? greatestOfRuns : leastOfRuns;
  let result = matrix;
  if (bins > 1) {
    const wide = columns + bins - 1;
    const padded = new Float64Array(rows * wide);
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < wide; c++) {
        padded[r * wide + c] = result[r * columns + mirror(c - (bins - 1) / 2, columns)]!;
      }
    }
    const joined = join(padded, { size: bins, step: 1 });
    result = new Float64Array(rows * columns);
    for (let r = 0; r < rows; r++) {
      result.set(joined.subarray(r * wide, r * wide + columns), r * columns);
    }
  }
  const padded = new Float64Array((rows + frames - 1) * columns);
  for (let r = 0; r < rows + frames - 1; r++) {
    const from = mirror(r - (frames - 1) / 2, rows) * columns;
    padded.set(result.subarray(from, from + columns), r * columns);
  }
  return join(padded, { size: frames, step: columns }).subarray(0, rows * columns);
}

interface Runs {
  /** Values in a run. */
  readonly size: number;
  /** Places from one value of a run to the next. */
  readonly step: number;
}

/** Per place i the greatest of the values at i, i + step, … Runs are doubled; two that overlap make the last one. In place. */
function greatestOfRuns(values: Float64Array, { size, step }: Runs): Float64Array {
  for (let length = 1; length < size; ) {
    const ahead = Math.min(length, size - length);
    const gap = ahead * step;
    for (let i = 0; i < values.length - gap; i++) {
      values[i] = Math.max(values[i]!, values[i + gap]!);
    }
    length += ahead;
  }
  return values;
}

/** {@link greatestOfRuns} for the least. */
function leastOfRuns(values: Float64Array, { size, step }: Runs): Float64Array {
  for (let length = 1; length < size; ) {
    const ahead = Math.min(length, size - length);
    const gap = ahead * step;
    for (let i = 0; i < values.length - gap; i++) {
      values[i] = Math.min(values[i]!, values[i + gap]!);
    }
    length += ahead;
  }
  return values;
}

/**
 * Per place i the sum of the values at i, i + step, …, of runs of the powers of two that `size` is made of: unlike a running sum it forgets
 * a large value at once. Overwrites `values`.
 */
function sumRuns(values: Float64Array, { size, step }: Runs): Float64Array {
  const sums = new Float64Array(values.length);
  let [length, done] = [1, 0];
  for (;;) {
    if ((size & length) !== 0) {
      const gap = done * step;
      for (let i = 0; i < values.length - gap; i++) sums[i]! += values[i + gap]!;
      done += length;
    }
    if (done === size) return sums;
    const gap = length * step;
    for (let i = 0; i < values.length - gap; i++) values[i]! += values[i + gap]!;
    length *= 2;
  }
}

/** Index into a line continued as d c b a | a b c d | d c b a, without end. */
function mirror(index: number, length: number): number {
  const period = 2 * length;
  const folded = ((index % period) + period) % period;
  return folded < length ? folded : period - 1 - folded;
}
