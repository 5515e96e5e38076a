/** Eigenvalues and eigenvectors of a small real symmetric matrix by Jacobi's rotations: as many rows as there are channels. */

/** Eigenpairs, the largest eigenvalue first. */
export interface SmallEigen {
  readonly values: Float64Array;
  /** `[component, row]`: eigenvector `i` stands in row `i`, of length 1, its sign as the rotations left it. */
  readonly vectors: Float64Array;
}

/** Cyclic sweeps converge quadratically: 8 rows need about 6. */
const mostSweeps = 60;

/** The eigenpairs of the symmetric `size` × `size` matrix `[row, column]`, which is not changed. */
export function smallSymmetricEigen(matrix: ArrayLike<number>, size: number): SmallEigen {
  const a = Float64Array.from(matrix);
  const v = new Float64Array(size * size);
  for (let i = 0; i < size; i++) v[i * size + i] = 1;
  for (let sweep = 0; sweep < mostSweeps; sweep++) {
    let rotated = false;
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) rotated = rotate(a, v, { p, q, size }) || rotated;
    }
    if (!rotated) break;
  }
  const order = Array.from({ length: size }, (_, i) => i).sort(
    (i, j) => a[j * size + j]! - a[i * size + i]! || i - j,
  );
  return {
    values: Float64Array.from(order, (i) => a[i * size + i]!),
    vectors: Float64Array.from(
      { length: size * size },
      (_, at) => v[(at % size) * size + order[Math.floor(at / size)]!]!,
    ),
  };
}

interface Rotation {
  readonly p: number;
  readonly q: number;
  readonly size: number;
}

/** Turns rows and columns p and q so that a[p, q] becomes 0; whether there was anything to turn. */
function rotate(a: Float64Array, v: Float64Array, { p, q, size }: Rotation): boolean {
  const off = a[p * size + q]!;
  const [app, aqq] = [a[p * size + p]!, a[q * size + q]!];
  if (Math.abs(off) <= 2 ** -54 * Math.sqrt(Math.abs(app * aqq)) || off === 0) return false;
  // tan of the smaller of both angles that do it.
  const ratio = (aqq - app) / (2 * off);
  const tangent = (ratio >= 0 ? 1 : -1) / (Math.abs(ratio) + Math.hypot(1, ratio));
  const cosine = 1 / Math.hypot(1, tangent);
  const sine = tangent * cosine;
  for (let k = 0; k < size; k++) {
    const [x, y] = [a[k * size + p]!, a[k * size + q]!];
    a[k * size + p] = cosine * x - sine * y;
    a[k * size + q] = sine * x + cosine * y;
  }
  for (let k = 0; k < size; k++) {
    const [x, y] = [a[p * size + k]!, a[q * size + k]!];
    a[p * size + k] = cosine * x - sine * y;
    a[q * size + k] = sine * x + cosine * y;
    const [s, t] = [v[k * size + p]!, v[k * size + q]!];
    v[k * size + p] = cosine * s - sine * t;
    v[k * size + q] = sine * s + cosine * t;
  }
  a[p * size + q] = 0;
  a[q * size + p] = 0;
  return true;
}
