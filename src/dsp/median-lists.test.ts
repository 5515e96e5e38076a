import { describe, expect, it } from 'vitest';
import { ArgumentError, createRandom } from '../util/index.ts';
import { medianOfLists } from './median-lists.ts';

interface Lists {
  readonly rows: number;
  readonly columns: number;
  readonly starts: Int32Array;
  readonly members: Int32Array;
  readonly shifts?: Int32Array;
}

/** The obvious way: collect, sort, take the middle. */
function obvious(matrix: Float32Array, { columns, starts, members, shifts }: Lists): Float32Array {
  const count = starts.length - 1;
  const out = new Float32Array(count * columns);
  for (let i = 0; i < count; i++) {
    for (let c = 0; c < columns; c++) {
      const values: number[] = [];
      for (let e = starts[i]!; e < starts[i + 1]!; e++) {
        let column = c + (shifts?.[e] ?? 0);
        while (column < 0 || column >= columns) column = column < 0 ? -1 - column : 2 * columns - 1 - column;
        values.push(matrix[members[e]! * columns + column]!);
      }
      values.sort((a, b) => a - b);
      const n = values.length;
      out[i * columns + c] = n === 0 ? 0 : Math.fround((values[(n - 1) >> 1]! + values[n >> 1]!) / 2);
    }
  }
  return out;
}

function randomLists(
  lengths: readonly number[],
  {
    rows,
    columns,
    reach = 0,
    seed = 1,
  }: {
    rows: number;
    columns: number;
    reach?: number;
    seed?: number;
  },
): { matrix: Float32Array; lists: Lists } {
  const random = createRandom(seed);
  const matrix = Float32Array.from({ length: rows * columns }, () => random.normal());
  const starts = new Int32Array(lengths.length + 1);
  lengths.forEach((length, i) => {
    starts[i + 1] = starts[i]! + length;
  });
  const total = starts.at(-1)!;
  const members = Int32Array.from({ length: total }, () => random.integer(0, rows - 1));
  const shifts = Int32Array.from({ length: total }, () => random.integer(-reach, reach));
  return { matrix, lists: { rows, columns, starts, members, ...(reach > 0 ? { shifts } : {}) } };
}

describe('medianOfLists', () => {
  it('gives the median of every length of list', () => {
    const { matrix, lists } = randomLists(
      Array.from({ length: 140 }, (_, i) => i),
      { rows: 50, columns: 7 },
    );
    expect(medianOfLists(matrix, lists)).toEqual(obvious(matrix, lists));
  });

  it('looks to the left and right in mirrored rows', () => {
    const { matrix, lists } = randomLists([1, 5, 9, 33], { rows: 9, columns: 11, reach: 40, seed: 2 });
    expect(medianOfLists(matrix, lists)).toEqual(obvious(matrix, lists));
  });

  it('works tile by tile and batch by batch', () => {
    const lengths = Array.from({ length: 5000 }, (_, i) => i % 9);
    const { matrix, lists } = randomLists(lengths, { rows: 9000, columns: 37, seed: 3 });
    expect(medianOfLists(matrix, lists)).toEqual(obvious(matrix, lists));
  });

  it('takes empty matrices and writes into out', () => {
    const none = Int32Array.of(0);
    expect(
      medianOfLists(new Float32Array(0), { rows: 0, columns: 5, starts: none, members: none.subarray(1) }),
    ).toHaveLength(0);
    const out = new Float32Array(2);
    const lists = { rows: 1, columns: 2, starts: Int32Array.of(0, 1), members: Int32Array.of(0) };
    expect(medianOfLists(Float32Array.of(4, 5), { ...lists, out })).toBe(out);
    expect(out).toEqual(Float32Array.of(4, 5));
  });

  it('refuses lists and matrices that do not fit, and NaN', () => {
    const matrix = Float32Array.of(1, 2, 3, 4);
    const lists = { rows: 2, columns: 2, starts: Int32Array.of(0, 1), members: Int32Array.of(1) };
    const attempts = [
      { ...lists, rows: 3 },
      { ...lists, starts: Int32Array.of(0, 2) },
      { ...lists, starts: new Int32Array(0) },
      { ...lists, members: Int32Array.of(2) },
      { ...lists, members: Int32Array.of(-1) },
      { ...lists, shifts: Int32Array.of(0, 0) },
      { ...lists, out: matrix.subarray(0, 2) },
    ];
    for (const options of attempts) expect(() => medianOfLists(matrix, options)).toThrow(ArgumentError);
    expect(() => medianOfLists(Float32Array.of(1, Number.NaN, 3, 4), lists)).toThrow(/NaN/);
  });
});
