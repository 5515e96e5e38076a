/** Inverses of small Hermitian positive definite matrices, `[row, column, part]`: by formula for one and two channels, else by elimination. */

/** Writes the inverse of the `size` × `size` matrix into `inverse`. */
export function invertHermitian(matrix: Float64Array, inverse: Float64Array, size: number): void {
  if (size === 1) {
    inverse[0] = 1 / matrix[0]!;
    inverse[1] = 0;
  } else if (size === 2) {
    invertTwo(matrix, inverse);
  } else {
    eliminate(Float64Array.from(matrix), inverse, size);
  }
}

/** [[a, b], [b̄, d]]⁻¹ = [[d, −b], [−b̄, a]] / (a·d − |b|²). */
function invertTwo(matrix: Float64Array, inverse: Float64Array): void {
  const [a, re, im, d] = [matrix[0]!, matrix[2]!, matrix[3]!, matrix[6]!];
  const scale = 1 / (a * d - re * re - im * im);
  inverse[0] = d * scale;
  inverse[1] = 0;
  inverse[2] = -re * scale;
  inverse[3] = -im * scale;
  inverse[4] = -re * scale;
  inverse[5] = im * scale;
  inverse[6] = a * scale;
  inverse[7] = 0;
}

/** Gauss and Jordan without pivoting, which a positive definite matrix does not need. */
function eliminate(matrix: Float64Array, inverse: Float64Array, size: number): void {
  inverse.fill(0);
  for (let i = 0; i < size; i++) inverse[(i * size + i) * 2] = 1;
  for (let pivot = 0; pivot < size; pivot++) {
    // The pivot of a Hermitian matrix is real.
    const scale = 1 / matrix[(pivot * size + pivot) * 2]!;
    for (let i = pivot * size * 2; i < (pivot + 1) * size * 2; i++) {
      matrix[i]! *= scale;
      inverse[i]! *= scale;
    }
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
