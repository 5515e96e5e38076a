/**
 * AssemblyScript: the inner loop of the resampler. Every output sample is the dot product of a row of taps with the
 * input around its position, in double precision and always in the same order.
 */

/**
 * Writes `count` output samples of each channel as float32 at `out`, channel after channel `outStride` bytes apart.
 *
 * `history`: the input as doubles, channel after channel `historyStride` bytes apart; the first output sample's row begins at
 * its first sample. `taps`: rows of `tapCount` (a multiple of 4) doubles. `rows` 0: one row per phase. Else the rows stand at
 * −1/rows, 0, …, 1 + 1/rows and are interpolated into the row behind them. Positions go on by wholeStep + restStep/phases input
 * samples, beginning with `phase`/phases.
 */
export function resampleBlock(
  out: usize,
  outStride: usize,
  history: usize,
  historyStride: usize,
  channelCount: i32,
  count: i32,
  taps: usize,
  tapCount: i32,
  rows: i32,
  phase: u32,
  phases: u32,
  wholeStep: u32,
  restStep: u32,
): void {
  const rowBytes = (<usize>tapCount) << 3;
  for (let m = 0; m < count; m++) {
    const row =
      rows === 0
        ? taps + <usize>phase * rowBytes
        : interpolateRow(taps, tapCount, rows, (<f64>phase / <f64>phases) * <f64>rows);
    let x = history;
    let y = out + ((<usize>m) << 2);
    for (let c = 0; c < channelCount; c++, x += historyStride, y += outStride) {
      store<f32>(y, <f32>dot(x, row, tapCount));
    }
    history += (<usize>wholeStep) << 3;
    phase += restStep;
    if (phase >= phases) {
      phase -= phases;
      history += 8;
    }
  }
}

/** Four pairs of running sums, so that additions need not wait for each other. */
function dot(x: usize, row: usize, tapCount: i32): f64 {
  let a = f64x2.splat(0);
  let b = a;
  let c = a;
  let d = a;
  let k = tapCount;
  for (; k >= 8; k -= 8, x += 64, row += 64) {
    a = f64x2.add(a, f64x2.mul(v128.load(x), v128.load(row)));
    b = f64x2.add(b, f64x2.mul(v128.load(x, 16), v128.load(row, 16)));
    c = f64x2.add(c, f64x2.mul(v128.load(x, 32), v128.load(row, 32)));
    d = f64x2.add(d, f64x2.mul(v128.load(x, 48), v128.load(row, 48)));
  }
  if (k > 0) {
    a = f64x2.add(a, f64x2.mul(v128.load(x), v128.load(row)));
    b = f64x2.add(b, f64x2.mul(v128.load(x, 16), v128.load(row, 16)));
  }
  const sum = f64x2.add(f64x2.add(a, b), f64x2.add(c, d));
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** The cubic (Lagrange's) through the four rows around `place`; its weights add up to 1. Returns where it was written. */
function interpolateRow(taps: usize, tapCount: i32, rows: i32, place: f64): usize {
  const row = min(<i32>place, rows - 1);
  const t = place - <f64>row;
  const wa = f64x2.splat((-t * (t - 1) * (t - 2)) / 6);
  const wb = f64x2.splat(((t + 1) * (t - 1) * (t - 2)) / 2);
  const wc = f64x2.splat((-(t + 1) * t * (t - 2)) / 2);
  const wd = f64x2.splat(((t + 1) * t * (t - 1)) / 6);
  const rowBytes = (<usize>tapCount) << 3;
  const result = taps + <usize>(rows + 3) * rowBytes;
  let a = taps + <usize>row * rowBytes;
  for (let to = result, end = result + rowBytes; to < end; to += 32, a += 32) {
    const b = a + rowBytes;
    const c = b + rowBytes;
    const d = c + rowBytes;
    v128.store(to, blend(v128.load(a), v128.load(b), v128.load(c), v128.load(d), wa, wb, wc, wd));
    const next = blend(
      v128.load(a, 16),
      v128.load(b, 16),
      v128.load(c, 16),
      v128.load(d, 16),
      wa,
      wb,
      wc,
      wd,
    );
    v128.store(to, next, 16);
  }
  return result;
}

function blend(a: v128, b: v128, c: v128, d: v128, wa: v128, wb: v128, wc: v128, wd: v128): v128 {
  const near = f64x2.add(f64x2.mul(wb, b), f64x2.mul(wc, c));
  const far = f64x2.add(f64x2.mul(wa, a), f64x2.mul(wd, d));
  return f64x2.add(near, far);
}
