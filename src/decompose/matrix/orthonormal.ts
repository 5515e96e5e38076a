/** Orthonormal rows: the basis of a subspace, made by Gram-Schmidt. */

/** What is left of a row of length 1 that depends on the others, to single precision. */
const dependent = 1e-5;

/**
 * Makes the `count` rows of `length` numbers in `basis` orthonormal, in place, from the first on: each is freed of its parts along those
 * before it, twice, which is enough for single precision (L. Giraud et al., "Rounding error analysis of the classical Gram-Schmidt
 * orthogonalization process", 2005). Rows that depend on those before them are dropped; returns how many are left, in front.
 */
export function orthonormalizeRows(
  basis: Float32Array,
  { count, length }: { readonly count: number; readonly length: number },
): number {
  let kept = 0;
  const row = new Float64Array(length);
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < length; k++) row[k] = basis[i * length + k]!;
    if (!normalize(row, 0)) continue;
    project(row, basis, kept);
    if (!normalize(row, dependent)) continue;
    project(row, basis, kept);
    if (!normalize(row, 0.5)) continue;
    basis.set(row, kept * length);
    kept++;
  }
  return kept;
}

/** Takes from `row` its parts along the first `count` rows of `basis`, which are orthonormal, two at a time. */
function project(row: Float64Array, basis: Float32Array, count: number): void {
  const length = row.length;
  let i = 0;
  for (; i + 1 < count; i += 2) {
    const [a, b] = [i * length, (i + 1) * length];
    let [alongA, alongB] = [0, 0];
    for (let k = 0; k < length; k++) {
      alongA += row[k]! * basis[a + k]!;
      alongB += row[k]! * basis[b + k]!;
    }
    for (let k = 0; k < length; k++) row[k]! -= alongA * basis[a + k]! + alongB * basis[b + k]!;
  }
  if (i === count) return;
  let along = 0;
  for (let k = 0; k < length; k++) along += row[k]! * basis[i * length + k]!;
  for (let k = 0; k < length; k++) row[k]! -= along * basis[i * length + k]!;
}

/** Scales `row` to length 1; false where its length is not above `least` (or it is zero). */
function normalize(row: Float64Array, least: number): boolean {
  let square = 0;
  for (let k = 0; k < row.length; k++) square += row[k]! * row[k]!;
  const norm = Math.sqrt(square);
  if (!(norm > least)) return false;
  for (let k = 0; k < row.length; k++) row[k]! /= norm;
  return true;
}
