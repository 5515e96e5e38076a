/**
 * Areas as coverage: how much of each pixel lies inside a polygon, exactly. Each edge adds its signed area to an accumulator, whose
 * running sum along a row is the coverage (the method of LibArt and of Raph Levien's font-rs). Holes are contours that turn the
 * other way.
 */

/** Where coverage is wanted, in whole pixels; `right` and `bottom` are the first ones outside. */
export interface PixelBox {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Called per covered pixel with a coverage from 0 to 1. */
export type PaintPixel = (x: number, y: number, coverage: number) => void;

/** Below this a pixel counts as empty: half a step of 8 bits. */
const leastCoverage = 1 / 512;

/** Fills closed `contours` (x, y, x, y, … in pixels) within `box`; contours that turn the same way unite where they overlap. */
export function fillContours(
  contours: readonly (readonly number[])[],
  { box, paint }: { readonly box: PixelBox; readonly paint: PaintPixel },
): void {
  const bounds = intersection(boundsOf(contours), box);
  const [width, height] = [bounds.right - bounds.left, bounds.bottom - bounds.top];
  if (width <= 0 || height <= 0) return;
  // One column more: an edge spreads over its pixel and the next.
  const sums = new Float32Array((width + 2) * height);
  const target = { sums, width, height };
  for (const contour of contours) {
    const count = contour.length;
    for (let i = 0; i < count; i += 2) {
      const next = (i + 2) % count;
      addEdge(target, [
        contour[i]! - bounds.left,
        contour[i + 1]! - bounds.top,
        contour[next]! - bounds.left,
        contour[next + 1]! - bounds.top,
      ]);
    }
  }
  for (let row = 0; row < height; row++) {
    let sum = 0;
    for (let column = 0; column < width; column++) {
      sum += sums[row * (width + 2) + column]!;
      const coverage = Math.min(1, Math.abs(sum));
      if (coverage > leastCoverage) paint(bounds.left + column, bounds.top + row, coverage);
    }
  }
}

interface Accumulator {
  /** `[row, column]`, two columns wider than the box. */
  readonly sums: Float32Array;
  readonly width: number;
  readonly height: number;
}

function addEdge(target: Accumulator, edge: readonly [number, number, number, number]): void {
  const direction = edge[1] < edge[3] ? 1 : -1;
  const [x0, y0, x1, y1] = direction === 1 ? edge : [edge[2], edge[3], edge[0], edge[1]];
  if (y0 === y1) return;
  const slope = (x1 - x0) / (y1 - y0);
  const firstRow = Math.max(0, Math.floor(y0));
  const endRow = Math.min(target.height, Math.ceil(y1));
  for (let row = firstRow; row < endRow; row++) {
    const top = Math.max(row, y0);
    const bottom = Math.min(row + 1, y1);
    const xTop = x0 + (top - y0) * slope;
    const xBottom = x0 + (bottom - y0) * slope;
    addPiece(target, {
      row,
      height: direction * (bottom - top),
      from: Math.min(xTop, xBottom),
      to: Math.max(xTop, xBottom),
    });
  }
}

/** The part of an edge within one row: it covers what lies to its right, and some of the pixels that it crosses. */
function addPiece({ sums, width }: Accumulator, { row, height, from, to }: RowPiece): void {
  const base = row * (width + 2);
  const left = Math.min(width, Math.max(0, from));
  const right = Math.min(width, Math.max(0, to));
  // What lies left of the box covers all of the row, what lies right of it nothing.
  const before =
    to > from ? (height * Math.max(0, Math.min(to, 0) - from)) / (to - from) : from <= 0 ? height : 0;
  sums[base]! += before;
  const inside = to > from ? (height * (right - left)) / (to - from) : from > 0 && from < width ? height : 0;
  if (inside !== 0) addInside(sums, { base, height: inside, left, right });
}

interface RowPiece {
  readonly row: number;
  /** Signed: which way the edge runs. */
  readonly height: number;
  readonly from: number;
  readonly to: number;
}

function addInside(
  sums: Float32Array,
  { base, height, left, right }: { base: number; height: number; left: number; right: number },
): void {
  const first = Math.floor(left);
  const last = Math.floor(right);
  if (first === last) {
    const middle = (left + right) / 2 - first;
    sums[base + first]! += height * (1 - middle);
    sums[base + first + 1]! += height * middle;
    return;
  }
  // Within [left, right] the covered height grows linearly from 0 to `height`; per pixel the mean of it is added.
  const perPixel = height / (right - left);
  let covered = 0;
  for (let column = first; column <= last; column++) {
    const start = Math.max(left, column) - left;
    const end = Math.min(right, column + 1) - left;
    // ∫ of min(height, perPixel · (x − left)) over the pixel, and full height right of `right`.
    const area = (perPixel * (end ** 2 - start ** 2)) / 2 + height * Math.max(0, column + 1 - right);
    sums[base + column]! += area - covered;
    covered = area;
  }
  sums[base + last + 1]! += height - covered;
}

function boundsOf(contours: readonly (readonly number[])[]): PixelBox {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const contour of contours) {
    for (let i = 0; i < contour.length; i += 2) {
      left = Math.min(left, contour[i]!);
      right = Math.max(right, contour[i]!);
      top = Math.min(top, contour[i + 1]!);
      bottom = Math.max(bottom, contour[i + 1]!);
    }
  }
  return { left: Math.floor(left), top: Math.floor(top), right: Math.ceil(right), bottom: Math.ceil(bottom) };
}

/** What two boxes share. */
export function intersection(a: PixelBox, b: PixelBox): PixelBox {
  return {
    left: Math.max(a.left, b.left),
    top: Math.max(a.top, b.top),
    right: Math.min(a.right, b.right),
    bottom: Math.min(a.bottom, b.bottom),
  };
}
