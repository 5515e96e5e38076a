/**
 * AssemblyScript: the Cholesky factor of a block-Toeplitz matrix by the generalized Schur algorithm (J. Chun, T. Kailath, H. Lev-Ari, "Fast
 * parallel algorithms for QR and triangular factorization", 1987), and the triangular systems that follow. n = p·L unknowns take n²·p/2
 * steps instead of n³/6.
 *
 * The generator of G − ZGZᵀ = UUᵀ − VVᵀ (Z moves down by a block) has 2p columns. Step s moves U down by a block and makes the top block of V
 * zero by reflections among V's columns and hyperbolic rotations between U and V; U then is block column s of the factor. U is kept at its
 * place and read as if moved.
 */

/**
 * One step. `u`: columns of U, `columnBytes` apart, row 0 first; `v`: the same of V from row s·p on; `rows` = n − s·p. `table` has room for
 * p·(p + 4) doubles. Returns 0, or 1 where the matrix turns out not to be positive definite.
 */
export function schurStep(u: usize, v: usize, columnBytes: usize, p: i32, rows: i32, table: usize): i32 {
  const rowEntries = (<usize>(p + 4)) << 3;
  for (let r = 0; r < p; r++) {
    const entries = table + <usize>r * rowEntries;
    const row = (<usize>r) << 3;
    const uColumn = u + <usize>r * columnBytes;
    // The reflection x − τ·h·(h·x) that leaves only the first entry of row r of V.
    let squares = 0.0;
    for (let c = 0; c < p; c++) {
      const x = load<f64>(v + <usize>c * columnBytes + row);
      store<f64>(entries + ((<usize>c) << 3), x);
      squares += x * x;
    }
    let first = load<f64>(entries);
    let tau = 0.0;
    if (squares > first * first) {
      const norm = first < 0 ? -Math.sqrt(squares) : Math.sqrt(squares);
      store<f64>(entries, first + norm);
      // h·h = 2·norm·(first + norm)
      tau = 1 / (norm * (first + norm));
      first = -norm;
    }
    const pivot = load<f64>(uColumn + row);
    const rho = first / pivot;
    const left = (1 - rho) * (1 + rho);
    if (!(left > 0)) return 1;
    const sine = Math.sqrt(left);
    store<f64>(entries + ((<usize>p) << 3), tau);
    store<f64>(entries + ((<usize>p) << 3), rho, 8);
    store<f64>(entries + ((<usize>p) << 3), 1 / sine, 16);
    store<f64>(entries + ((<usize>p) << 3), sine, 24);
    for (let other = r + 1; other < p; other++) applyToRow(v, columnBytes, p, entries, uColumn, other);
    store<f64>(uColumn + row, pivot * sine);
    for (let c = 0; c < p; c++) store<f64>(v + <usize>c * columnBytes + row, 0);
  }
  for (let row = p; row < rows; row += 2) applyAll(u, v, columnBytes, p, table, (<usize>row) << 3);
  return 0;
}

/** The transformations of one pivot row on another row of the top block. */
function applyToRow(v: usize, columnBytes: usize, p: i32, entries: usize, uColumn: usize, other: i32): void {
  const row = (<usize>other) << 3;
  const scalars = entries + ((<usize>p) << 3);
  const tau = load<f64>(scalars);
  if (tau !== 0) {
    let sum = 0.0;
    for (let c = 0; c < p; c++) {
      sum += load<f64>(entries + ((<usize>c) << 3)) * load<f64>(v + <usize>c * columnBytes + row);
    }
    sum *= tau;
    for (let c = 0; c < p; c++) {
      const at = v + <usize>c * columnBytes + row;
      store<f64>(at, load<f64>(at) - sum * load<f64>(entries + ((<usize>c) << 3)));
    }
  }
  const rho = load<f64>(scalars, 8);
  const y = load<f64>(v + row);
  const x = (load<f64>(uColumn + row) - rho * y) * load<f64>(scalars, 16);
  store<f64>(uColumn + row, x);
  store<f64>(v + row, load<f64>(scalars, 24) * y - rho * x);
}

/** The transformations of all pivot rows on two rows. The form of the rotation whose second line uses the result of the first is stable. */
function applyAll(u: usize, v: usize, columnBytes: usize, p: i32, table: usize, row: usize): void {
  const first = v + row;
  const end = first + <usize>p * columnBytes;
  let uAt = u + row;
  for (let r = 0; r < p; r++) {
    const scalars = table + ((<usize>p) << 3);
    const tau = load<f64>(scalars);
    if (tau !== 0) {
      let sum = f64x2.splat(0);
      let entry = table;
      for (let at = first; at < end; at += columnBytes, entry += 8) {
        sum = f64x2.add(sum, f64x2.mul(v128.load64_splat(entry), v128.load(at)));
      }
      sum = f64x2.mul(sum, f64x2.splat(tau));
      entry = table;
      for (let at = first; at < end; at += columnBytes, entry += 8) {
        v128.store(at, f64x2.sub(v128.load(at), f64x2.mul(sum, v128.load64_splat(entry))));
      }
    }
    const rho = v128.load64_splat(scalars, 8);
    const y = v128.load(first);
    const x = f64x2.mul(f64x2.sub(v128.load(uAt), f64x2.mul(rho, y)), v128.load64_splat(scalars, 16));
    v128.store(uAt, x);
    v128.store(first, f64x2.sub(f64x2.mul(v128.load64_splat(scalars, 24), y), f64x2.mul(rho, x)));
    table = scalars + 32;
    uAt += columnBytes;
  }
}

/**
 * L·y = b for `count` right-hand sides, in place, `sideBytes` apart. The factor's columns follow each other, those of block s with its
 * n − s·p rows from its top row on.
 */
export function forwardSubstitute(
  factor: usize,
  p: i32,
  blocks: i32,
  sides: usize,
  sideBytes: usize,
  count: i32,
): void {
  let rows = p * blocks;
  for (let s = 0; s < blocks; s++) {
    for (let c = 0; c < p; c++) {
      const column = factor + ((<usize>c) << 3);
      const end = factor + ((<usize>rows) << 3);
      let side = sides + ((<usize>c) << 3);
      for (let k = 0; k < count; k++, side += sideBytes) {
        const value = load<f64>(side) / load<f64>(column);
        store<f64>(side, value);
        const factors = f64x2.splat(value);
        let from = column + 8;
        let to = side + 8;
        for (; from + 16 <= end; from += 16, to += 16) {
          v128.store(to, f64x2.sub(v128.load(to), f64x2.mul(factors, v128.load(from))));
        }
        if (from < end) store<f64>(to, load<f64>(to) - value * load<f64>(from));
      }
      factor = end;
    }
    sides += (<usize>p) << 3;
    rows -= p;
  }
}

/** Lᵀ·x = y in the same layout; `factor` and `sides` as for {@link forwardSubstitute}. */
export function backSubstitute(
  factor: usize,
  p: i32,
  blocks: i32,
  sides: usize,
  sideBytes: usize,
  count: i32,
): void {
  const n = <usize>(p * blocks);
  const step = <usize>p;
  // Behind the last column: p·(n + (n − p) + … + p) values.
  factor += ((step * n * <usize>(blocks + 1)) / 2) << 3;
  sides += n << 3;
  let rows = 0;
  for (let s = blocks - 1; s >= 0; s--) {
    rows += p;
    sides -= step << 3;
    for (let c = p - 1; c >= 0; c--) {
      factor -= (<usize>rows) << 3;
      const column = factor + ((<usize>c) << 3);
      const end = factor + ((<usize>rows) << 3);
      let side = sides + ((<usize>c) << 3);
      for (let k = 0; k < count; k++, side += sideBytes) {
        let sums = f64x2.splat(0);
        let from = column + 8;
        let by = side + 8;
        for (; from + 16 <= end; from += 16, by += 16) {
          sums = f64x2.add(sums, f64x2.mul(v128.load(from), v128.load(by)));
        }
        let sum = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
        if (from < end) sum += load<f64>(from) * load<f64>(by);
        store<f64>(side, (load<f64>(side) - sum) / load<f64>(column));
      }
    }
  }
}
