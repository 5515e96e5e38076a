/**
 * Running medians in the kernel memory, tile by tile, so that it stays at a few megabytes whatever the size of the matrix.
 */

import { ArgumentError } from '../../util/index.ts';
import { floatsAt, MemoryLayout } from './module.ts';

/** A row-major matrix, the window and where the result goes. */
export interface MedianOptions {
  readonly rows: number;
  readonly columns: number;
  /** Values in the window, from 2. */
  readonly size: number;
  readonly out: Float32Array;
}

/** Columns of a tile: short enough for many rows, long enough to be copied quickly. */
const tileColumns = 512;
/** Values in a tile and as many in its result: together they fit the second-level cache. */
const tileValues = 1 << 16;
/** Longest part of a row that is filtered in one go. */
const longestSegment = 1 << 14;

/** The running median down each column. */
export function medianDownColumns(matrix: Float32Array, { rows, columns, size, out }: MedianOptions): void {
  const block = blockLength(size);
  const before = Math.floor(size / 2);
  const widest = Math.min(columns, tileColumns);
  const stride = unalignedStride(widest);
  const outputRows = Math.ceil(Math.min(rows, Math.max(2 * size, tileValues / stride)) / block) * block;
  const layout = new MemoryLayout();
  const from = layout.take((outputRows + size - 1) * stride);
  const to = layout.take(outputRows * stride);
  const scratch = layout.take(scratchFloats(block));
  const { medianColumns, holdsNaN } = layout.open();
  const input = floatsAt(from, (outputRows + size - 1) * stride);
  const result = floatsAt(to, outputRows * stride);
  for (let column = 0; column < columns; column += widest) {
    const width = Math.min(widest, columns - column);
    for (let row = 0; row < rows; row += outputRows) {
      const count = Math.min(outputRows, rows - row);
      for (let i = 0; i < count + size - 1; i++) {
        const start = mirror(row - before + i, rows) * columns + column;
        input.set(matrix.subarray(start, start + width), i * stride);
        if (holdsNaN(from + i * stride * 4, width) !== 0) throw notANumber();
      }
      medianColumns(from, to, stride * 4, width, count, size, block, scratch);
      for (let i = 0; i < count; i++) {
        out.set(result.subarray(i * stride, i * stride + width), (row + i) * columns + column);
      }
    }
  }
}

/** The running median along each row. */
export function medianAlongRows(matrix: Float32Array, { rows, columns, size, out }: MedianOptions): void {
  const block = blockLength(size);
  // A row longer than a segment is filtered in parts that overlap by more than half the window on either side.
  const segment = Math.max(longestSegment, 4 * size);
  const widest = Math.min(columns, segment + 2 * size);
  const tileRows = Math.min(Math.ceil(rows / 4) * 4, Math.max(4, Math.floor(tileValues / widest / 4) * 4));
  const layout = new MemoryLayout();
  const from = layout.take(tileRows * widest);
  const to = layout.take(tileRows * widest);
  const line = layout.take((widest + size + block) * 4);
  const resultLine = layout.take((widest + block) * 4);
  const scratch = layout.take(scratchFloats(block));
  const { medianRows, holdsNaN } = layout.open();
  const input = floatsAt(from, tileRows * widest);
  const result = floatsAt(to, tileRows * widest);
  for (let first = 0; first < columns; first += segment) {
    const last = columns <= widest ? columns : Math.min(columns, first + segment);
    const left = Math.max(0, first - size);
    const width = Math.min(columns, last + size) - left;
    for (let row = 0; row < rows; row += tileRows) {
      const count = Math.min(tileRows, rows - row);
      for (let i = 0; i < count; i++) {
        const start = (row + i) * columns + left;
        input.set(matrix.subarray(start, start + width), i * width);
      }
      if (holdsNaN(from, count * width) !== 0) throw notANumber();
      medianRows(from, to, count, width, size, block, line, resultLine, scratch);
      for (let i = 0; i < count; i++) {
        const start = i * width + first - left;
        out.set(result.subarray(start, start + last - first), (row + i) * columns + first);
      }
    }
    if (last === columns) return;
  }
}

/** NaN has no place in an order: the comparisons of the filter would lose or multiply it. */
function notANumber(): ArgumentError {
  return new ArgumentError({
    place: 'medianFilter',
    expected: 'a matrix of numbers',
    got: 'NaN in it',
    remedy: 'Replace NaN before filtering',
  });
}

/** Outputs per block: the power of two with block ≤ size < 2·block. */
function blockLength(size: number): number {
  return 2 ** Math.floor(Math.log2(size));
}

/** Core, buffers and the two tables of runs; see assembly/median.ts. */
function scratchFloats(block: number): number {
  return (2 * block + block * Math.log2(block)) * 4;
}

/** At least `width`, an odd number of cache lines: rows then spread over all sets of the first-level cache. */
function unalignedStride(width: number): number {
  const lines = Math.ceil(width / 16);
  return (lines % 2 === 0 ? lines + 1 : lines) * 16;
}

/** Index into a line continued as d c b a | a b c d | d c b a, without end. */
function mirror(index: number, length: number): number {
  const period = 2 * length;
  const folded = ((index % period) + period) % period;
  return folded < length ? folded : period - 1 - folded;
}
