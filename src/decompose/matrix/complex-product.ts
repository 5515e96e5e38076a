/** Products of small complex matrices, `[row, column, part]`. */

/** Writes a·b into `out`, another array; all are `size` × `size`. */
export function multiplyComplex(
  a: Float64Array,
  b: Float64Array,
  { size, out }: { readonly size: number; readonly out: Float64Array },
): void {
  out.fill(0);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < size; k++) {
      const [p, q] = [a[(i * size + k) * 2]!, a[(i * size + k) * 2 + 1]!];
      for (let j = 0; j < size; j++) {
        const [u, v] = [b[(k * size + j) * 2]!, b[(k * size + j) * 2 + 1]!];
        out[(i * size + j) * 2]! += p * u - q * v;
        out[(i * size + j) * 2 + 1]! += p * v + q * u;
      }
    }
  }
}
