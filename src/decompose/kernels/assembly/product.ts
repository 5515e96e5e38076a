/**
 * AssemblyScript: the dense product of packed panels (K. Goto, R. A. van de Geijn, "Anatomy of high-performance matrix multiplication",
 * ACM TOMS 34(3), 2008): panels of 4 rows by panels of 8 columns, the 4 × 8 results in registers.
 */

/**
 * C = A·B, or C + A·B where `add` is not 0. `rowPanels` panels of 4 rows at `a`, `columnPanels` panels of 8 columns at `b`, each of `inner`
 * numbers per lane and `aPanelBytes`, `bPanelBytes` apart; C row-major at `c`, rows `cStrideBytes` apart, with room for whole panels.
 */
export function multiplyPanels(
  a: usize,
  b: usize,
  c: usize,
  rowPanels: i32,
  columnPanels: i32,
  inner: i32,
  aPanelBytes: usize,
  bPanelBytes: usize,
  cStrideBytes: usize,
  add: i32,
): void {
  for (let j = 0; j < columnPanels; j++, b += bPanelBytes, c += 32) {
    let rows = a;
    let tile = c;
    for (let i = 0; i < rowPanels; i++, rows += aPanelBytes, tile += cStrideBytes << 2) {
      multiplyTile(rows, b, tile, inner, cStrideBytes, add);
    }
  }
}

function multiplyTile(a: usize, b: usize, c: usize, inner: i32, stride: usize, add: i32): void {
  let c00 = f32x4.splat(0);
  let c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0);
  let c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0);
  let c21 = f32x4.splat(0);
  let c30 = f32x4.splat(0);
  let c31 = f32x4.splat(0);
  for (const end = a + ((<usize>inner) << 4); a < end; a += 16, b += 32) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const a0 = v128.load32_splat(a);
    c00 = f32x4.add(c00, f32x4.mul(a0, b0));
    c01 = f32x4.add(c01, f32x4.mul(a0, b1));
    const a1 = v128.load32_splat(a, 4);
    c10 = f32x4.add(c10, f32x4.mul(a1, b0));
    c11 = f32x4.add(c11, f32x4.mul(a1, b1));
    const a2 = v128.load32_splat(a, 8);
    c20 = f32x4.add(c20, f32x4.mul(a2, b0));
    c21 = f32x4.add(c21, f32x4.mul(a2, b1));
    const a3 = v128.load32_splat(a, 12);
    c30 = f32x4.add(c30, f32x4.mul(a3, b0));
    c31 = f32x4.add(c31, f32x4.mul(a3, b1));
  }
  const c1 = c + stride;
  const c2 = c1 + stride;
  const c3 = c2 + stride;
  if (add !== 0) {
    c00 = f32x4.add(c00, v128.load(c));
    c01 = f32x4.add(c01, v128.load(c, 16));
    c10 = f32x4.add(c10, v128.load(c1));
    c11 = f32x4.add(c11, v128.load(c1, 16));
    c20 = f32x4.add(c20, v128.load(c2));
    c21 = f32x4.add(c21, v128.load(c2, 16));
    c30 = f32x4.add(c30, v128.load(c3));
    c31 = f32x4.add(c31, v128.load(c3, 16));
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
  v128.store(c1, c10);
  v128.store(c1, c11, 16);
  v128.store(c2, c20);
  v128.store(c2, c21, 16);
  v128.store(c3, c30);
  v128.store(c3, c31, 16);
}
