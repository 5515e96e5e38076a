/** Small symmetric systems: the least-squares weights of a few references, also where some are silent or repeat each other. */

/** A pivot below this part of its diagonal is rounding of a dependent row: 2⁻⁴⁸, sixteen times the roundings of a double's 52 bits. */
const dependent = 2 ** -48;

/**
 * The solution x of A·x = b for a symmetric positive semi-definite A (a Gram matrix), by Cholesky's decomposition. Rows that depend on
 * those before them get weight 0, which leaves the projection Σ xⱼsⱼ as it is.
 */
export function solvePositive(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const size = right.length;
  const lower = matrix.map(() => new Array<number>(size).fill(0));
  const kept = new Array<boolean>(size).fill(false);
  for (let j = 0; j < size; j++) {
    let pivot = matrix[j]![j]!;
    for (let k = 0; k < j; k++) pivot -= lower[j]![k]! ** 2;
    kept[j] = pivot > dependent * matrix[j]![j]!;
    if (!kept[j]) continue;
    lower[j]![j] = Math.sqrt(pivot);
    for (let i = j + 1; i < size; i++) {
      let sum = matrix[i]![j]!;
      for (let k = 0; k < j; k++) sum -= lower[i]![k]! * lower[j]![k]!;
      lower[i]![j] = sum / lower[j]![j]!;
    }
  }
  const x = new Array<number>(size).fill(0);
  // L·y = b, then Lᵀ·x = y; dropped rows stay 0.
  for (let j = 0; j < size; j++) {
    if (!kept[j]) continue;
    let sum = right[j]!;
    for (let k = 0; k < j; k++) sum -= lower[j]![k]! * x[k]!;
    x[j] = sum / lower[j]![j]!;
  }
  for (let j = size - 1; j >= 0; j--) {
    if (!kept[j]) continue;
    let sum = x[j]!;
    for (let i = j + 1; i < size; i++) if (kept[i]) sum -= lower[i]![j]! * x[i]!;
    x[j] = sum / lower[j]![j]!;
  }
  return x;
}
