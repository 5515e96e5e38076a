/**
 * AssemblyScript: matrices as panels, the order in which the product reads them. A panel holds `width` (4 or 8) rows or columns, their
 * numbers of one inner index side by side: address (inner · width + lane) · 4. Lanes beyond the matrix are zeros.
 */

/**
 * Panels of `count` lanes that are neighbours in memory: lane l of inner index k lies at `from` + k · `strideBytes` + l · 4.
 */
export function packAlong(
  from: usize,
  to: usize,
  inner: i32,
  count: i32,
  strideBytes: usize,
  width: i32,
): void {
  const panelBytes = (<usize>width * <usize>inner) << 2;
  const stepBytes = (<usize>width) << 2;
  for (let lane = 0; lane < count; lane += width, to += panelBytes, from += stepBytes) {
    let row = from;
    let target = to;
    const rest = count - lane;
    for (let k = 0; k < inner; k++, row += strideBytes, target += stepBytes) {
      if (rest >= width) {
        v128.store(target, v128.load(row));
        if (width === 8) v128.store(target, v128.load(row, 16), 16);
      } else {
        for (let l = 0; l < width; l++) {
          store<f32>(target + ((<usize>l) << 2), l < rest ? load<f32>(row + ((<usize>l) << 2)) : 0);
        }
      }
    }
  }
}

/** Panels of `count` lanes of which each is contiguous: inner index k of lane l lies at `from` + l · `strideBytes` + k · 4. */
export function packAcross(
  from: usize,
  to: usize,
  inner: i32,
  count: i32,
  strideBytes: usize,
  width: i32,
): void {
  const stepBytes = (<usize>width) << 2;
  const fours = inner & ~3;
  for (let lane = 0; lane < count; lane += width) {
    for (let l = 0; l < width; l += 4) {
      const source = from + <usize>(lane + l) * strideBytes;
      const target = to + ((<usize>l) << 2);
      const rest = count - lane - l;
      if (rest >= 4) {
        turnFour(source, target, fours, strideBytes, stepBytes);
        for (let k = fours; k < inner; k++) {
          for (let i: usize = 0; i < 4; i++) {
            store<f32>(
              target + <usize>k * stepBytes + (i << 2),
              load<f32>(source + i * strideBytes + ((<usize>k) << 2)),
            );
          }
        }
      } else {
        for (let k = 0; k < inner; k++) {
          for (let i = 0; i < 4; i++) {
            const value = i < rest ? load<f32>(source + <usize>i * strideBytes + ((<usize>k) << 2)) : 0;
            store<f32>(target + <usize>k * stepBytes + ((<usize>i) << 2), value);
          }
        }
      }
    }
    to += <usize>inner * stepBytes;
  }
}

/** Four rows of `inner` (a multiple of 4) numbers, transposed. */
function turnFour(from: usize, to: usize, inner: i32, strideBytes: usize, stepBytes: usize): void {
  for (let k = 0; k < inner; k += 4, from += 16, to += stepBytes << 2) {
    const a = v128.load(from);
    const b = v128.load(from + strideBytes);
    const c = v128.load(from + 2 * strideBytes);
    const d = v128.load(from + 3 * strideBytes);
    const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
    const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
    const efgh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
    const ijkl = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
    v128.store(to, v128.shuffle<f64>(ab, cd, 0, 2));
    v128.store(to + stepBytes, v128.shuffle<f64>(ab, cd, 1, 3));
    v128.store(to + 2 * stepBytes, v128.shuffle<f64>(efgh, ijkl, 0, 2));
    v128.store(to + 3 * stepBytes, v128.shuffle<f64>(efgh, ijkl, 1, 3));
  }
}
