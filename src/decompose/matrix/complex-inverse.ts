/** Inverses of small complex matrices, `[row, column, part]`: by formula for one and two rows, else by elimination. */

/**
 * Writes the inverse of the `size` × `size` matrix into `inverse`, another array. A matrix that has none gives values that are not
 * finite.
 */
export function invertComplex(matrix: Float64Array, inverse: Float64Array, size: number): void {
  if (size === 1) {
    divide(inverse, 0, [1, 0, matrix[0]!, matrix[1]!]);
  } else if (size === 2) {
    invertTwo(matrix, inverse);
  } else {
    eliminate(Float64Array.from(matrix), inverse, size);
  }
}

/** Writes (x + iy) / (u + iv) at `at`. */
function divide(
  out: Float64Array,
  at: number,
  [x, y, u, v]: readonly [number, number, number, number],
): void {
  const scale = 1 / (u * u + v * v);
  out[at] = (x * u + y * v) * scale;
  out[at + 1] = (y * u - x * v) * scale;
}

/** [[a, b], [c, d]]⁻¹ = [[d, −b], [−c, a]] / (a·d − b·c). */
function invertTwo(m: Float64Array, inverse: Float64Array): void {
  const re = m[0]! * m[6]! - m[1]! * m[7]! - (m[2]! * m[4]! - m[3]! * m[5]!);
  const im = m[0]! * m[7]! + m[1]! * m[6]! - (m[2]! * m[5]! + m[3]! * m[4]!);
  divide(inverse, 0, [m[6]!, m[7]!, re, im]);
  divide(inverse, 2, [-m[2]!, -m[3]!, re, im]);
  divide(inverse, 4, [-m[4]!, -m[5]!, re, im]);
  divide(inverse, 6, [m[0]!, m[1]!, re, im]);
}

/** Gauss and Jordan; the pivot is the largest entry of its column. */
function eliminate(matrix: Float64Array, inverse: Float64Array, size: number): void {
  inverse.fill(0);
  for (let i = 0; i < size; i++) inverse[(i * size + i) * 2] = 1;
  const factor = new Float64Array(2);
  for (let pivot = 0; pivot < size; pivot++) {
    swapRows(matrix, inverse, { row: pivot, with: largestBelow(matrix, pivot, size), size });
    const head = (pivot * size + pivot) * 2;
    divide(factor, 0, [1, 0, matrix[head]!, matrix[head + 1]!]);
    for (const part of [matrix, inverse]) scaleRow(part, pivot * size * 2, size, factor);
    for (let row = 0; row < size; row++) {
      if (row === pivot) continue;
      const entry = (row * size + pivot) * 2;
      const [re, im] = [matrix[entry]!, matrix[entry + 1]!];
      for (const part of [matrix, inverse]) {
        for (let column = 0; column < size; column++) {
          const from = (pivot * size + column) * 2;
          const to = (row * size + column) * 2;
          const [x, y] = [part[from]!, part[from + 1]!];
          part[to]! -= re * x - im * y;
          part[to + 1]! -= re * y + im * x;
        }
      }
    }
  }
}

/** The row from `pivot` on whose entry in that column is largest. */
export function largestBelow(matrix: Float64Array, pivot: number, size: number): number {
  let [best, most] = [pivot, -1];
  for (let row = pivot; row < size; row++) {
    const power = powerAt(matrix, (row * size + pivot) * 2);
    if (power > most) [best, most] = [row, power];
  }
  return best;
}

/** |z|² of the number that begins at `at`. */
export function powerAt(matrix: Float64Array, at: number): number {
  return matrix[at]! ** 2 + matrix[at + 1]! ** 2;
}

function swapRows(
  a: Float64Array,
  b: Float64Array,
  { row, with: other, size }: { readonly row: number; readonly with: number; readonly size: number },
): void {
  if (row === other) return;
  for (const part of [a, b]) {
    const kept = part.slice(row * size * 2, (row + 1) * size * 2);
    part.copyWithin(row * size * 2, other * size * 2, (other + 1) * size * 2);
    part.set(kept, other * size * 2);
  }
}

function scaleRow(part: Float64Array, start: number, size: number, factor: Float64Array): void {
  const [u, v] = [factor[0]!, factor[1]!];
  for (let i = start; i < start + size * 2; i += 2) {
    const [x, y] = [part[i]!, part[i + 1]!];
    part[i] = x * u - y * v;
    part[i + 1] = x * v + y * u;
  }
}
