/**
 * Running medians in the kernel memory, tile by tile, so that it stays at a few megabytes whatever the size of the matrix.
 */

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
  const { medianColumns } = layout.open();
  const input = floatsAt(from, (outputRows + size - 1) * stride);
  const result = floatsAt(to, outputRows * stride);
  for (let column = 0; column < columns; column += widest) {
    const width = Math.min(widest, columns - column);
    for (let row = 0; row < rows; row += outputRows) {
      const count = Math.min(outputRows, rows - row);
      for (let i = 0; i < count + size - 1; i++) {
        const start = mirror(row - before + i, rows) * columns + column;
        input.set(matrix.subarray(start, start + width), i * stride);
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
  const tileRows = Math.max(4, Math.floor(tileValues / columns / 4) * 4);
  const layout = new MemoryLayout();
  const from = layout.take(tileRows * columns);
  const to = layout.take(tileRows * columns);
  const line = layout.take((columns + size + block) * 4);
  const resultLine = layout.take((columns + block) * 4);
  const scratch = layout.take(scratchFloats(block));
  const { medianRows } = layout.open();
  const input = floatsAt(from, tileRows * columns);
  const result = floatsAt(to, tileRows * columns);
  for (let row = 0; row < rows; row += tileRows) {
    const count = Math.min(tileRows, rows - row);
    input.set(matrix.subarray(row * columns, (row + count) * columns));
    medianRows(from, to, count, columns, size, block, line, resultLine, scratch);
    out.set(result.subarray(0, count * columns), row * columns);
  }
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
