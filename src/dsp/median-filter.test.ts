import { describe, expect, it } from 'vitest';
import { ArgumentError, createRandom } from '../util/index.ts';
import { medianFilter } from './median-filter.ts';

/** By definition: gather, sort, take the value of rank floor(size/2). */
function naive(
  matrix: Float32Array,
  rows: number,
  columns: number,
  axis: string,
  size: number,
): Float32Array {
  const mirror = (index: number, length: number): number => {
    let i = index;
    while (i < 0 || i >= length) i = i < 0 ? -1 - i : 2 * length - 1 - i;
    return i;
  };
  return matrix.map((_, at) => {
    const [row, column] = [Math.floor(at / columns), at % columns];
    const values = Array.from({ length: size }, (_, j) => {
      const shift = j - Math.floor(size / 2);
      return axis === 'rows'
        ? matrix[mirror(row + shift, rows) * columns + column]!
        : matrix[row * columns + mirror(column + shift, columns)]!;
    });
    return values.sort((a, b) => a - b)[Math.floor(size / 2)]!;
  });
}

function randomMatrix(rows: number, columns: number): Float32Array {
  const random = createRandom(rows * 1000 + columns);
  // Few distinct values now and then, so that ties are met.
  const coarse = (rows + columns) % 2 === 0;
  return Float32Array.from({ length: rows * columns }, () =>
    coarse ? random.integer(0, 9) : random.uniform() * 2 - 1,
  );
}

function transpose(matrix: Float32Array, rows: number, columns: number): Float32Array {
  return matrix.map((_, at) => matrix[(at % rows) * columns + Math.floor(at / rows)]!);
}

describe('medianFilter', () => {
  const sizes = [
    1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 15, 16, 17, 18, 19, 25, 30, 31, 32, 33, 47, 63, 64, 65, 101, 130,
  ];

  it.each(sizes)('equals the definition along both axes for %i values', (size) => {
    for (const [rows, columns] of [
      [1, 1],
      [1, 5],
      [7, 3],
      [20, 33],
      [70, 18],
    ] as const) {
      const matrix = randomMatrix(rows, columns);
      for (const axis of ['rows', 'columns'] as const) {
        const filtered = medianFilter(matrix, { rows, columns, axis, size });
        expect(filtered).toEqual(naive(matrix, rows, columns, axis, size));
      }
    }
  });

  it('joins its tiles seamlessly', () => {
    // Wider and higher than a tile of either axis; one median of the transpose is the other axis' median.
    const [rows, columns] = [300, 530];
    const matrix = randomMatrix(rows, columns);
    const transposed = transpose(matrix, rows, columns);
    const out = new Float32Array(rows * columns);
    const along = medianFilter(matrix, { rows, columns, axis: 'columns', size: 5, out });
    expect(along).toBe(out);
    expect(along).toEqual(naive(matrix, rows, columns, 'columns', 5));
    const down = medianFilter(transposed, { rows: columns, columns: rows, axis: 'rows', size: 5 });
    expect(transpose(down, columns, rows)).toEqual(along);
  });

  it('filters a long row in parts', () => {
    const matrix = randomMatrix(1, 40_001);
    for (const size of [4, 33]) {
      const filtered = medianFilter(matrix, { rows: 1, columns: 40_001, axis: 'columns', size });
      const down = medianFilter(matrix, { rows: 40_001, columns: 1, axis: 'rows', size });
      expect(filtered.every((value, i) => value === down[i])).toBe(true);
    }
  });

  it('refuses NaN wherever it stands', () => {
    for (const at of [0, 7, 34, 98]) {
      const matrix = randomMatrix(9, 11);
      matrix[at] = Number.NaN;
      for (const axis of ['rows', 'columns'] as const) {
        expect(() => medianFilter(matrix, { rows: 9, columns: 11, axis, size: 3 })).toThrow(/NaN/);
      }
    }
  });

  it('keeps infinities in order', () => {
    const matrix = Float32Array.of(1, Infinity, 2, -Infinity, Infinity, Infinity, 3);
    const filtered = medianFilter(matrix, { rows: 1, columns: 7, axis: 'columns', size: 3 });
    expect(Array.from(filtered)).toEqual([1, 2, 2, 2, Infinity, Infinity, 3]);
  });

  it('takes an empty matrix', () => {
    expect(medianFilter(new Float32Array(0), { rows: 0, columns: 4, axis: 'rows', size: 3 }).length).toBe(0);
  });

  it('refuses sizes that do not fit', () => {
    const matrix = new Float32Array(6);
    const fits = { rows: 2, columns: 3, axis: 'rows', size: 3 } as const;
    expect(() => medianFilter(matrix, { ...fits, rows: 3 })).toThrow(ArgumentError);
    expect(() => medianFilter(matrix, { ...fits, size: 0 })).toThrow(ArgumentError);
    expect(() => medianFilter(matrix, { ...fits, out: matrix })).toThrow(ArgumentError);
    expect(() => medianFilter(matrix, { ...fits, axis: 'frames' as 'rows' })).toThrow(/rows, columns/);
  });
});
