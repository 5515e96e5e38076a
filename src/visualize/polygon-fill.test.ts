import { describe, expect, it } from 'vitest';
import { createRandom } from '../util/index.ts';
import { fillContours, type PixelBox } from './polygon-fill.ts';

/** Sub-pixels per pixel and direction of the obvious method. */
const fineness = 16;
/** What a grid of 16 × 16 points knows of an area: an edge through a pixel is off by less than a row of them. */
const gridError = 1.5 / fineness;

/** Coverage by asking points whether they lie inside, `[y, x]`. */
function naive(contours: readonly (readonly number[])[], { right, bottom }: PixelBox): number[] {
  return Array.from({ length: right * bottom }, (_, pixel) => {
    let hits = 0;
    for (let i = 0; i < fineness ** 2; i++) {
      const x = (pixel % right) + ((i % fineness) + 0.5) / fineness;
      const y = Math.floor(pixel / right) + (Math.floor(i / fineness) + 0.5) / fineness;
      if (winding(contours, x, y) !== 0) hits++;
    }
    return hits / fineness ** 2;
  });
}

function winding(contours: readonly (readonly number[])[], x: number, y: number): number {
  let turns = 0;
  for (const points of contours) {
    for (let i = 0; i < points.length; i += 2) {
      const [x0, y0] = [points[i]!, points[i + 1]!];
      const [x1, y1] = [points[(i + 2) % points.length]!, points[(i + 3) % points.length]!];
      if (y0 <= y === y1 <= y) continue;
      if (x0 + ((y - y0) / (y1 - y0)) * (x1 - x0) < x) turns += y0 < y1 ? 1 : -1;
    }
  }
  return turns;
}

function filled(contours: readonly (readonly number[])[], box: PixelBox): number[] {
  const coverage = new Array<number>(box.right * box.bottom).fill(0);
  fillContours(contours, { box, paint: (x, y, share) => (coverage[y * box.right + x] = share) });
  return coverage;
}

const box = { left: 0, top: 0, right: 12, bottom: 10 };

describe('fillContours', () => {
  it('covers as much of each pixel as sampling finds, for triangles anywhere', () => {
    const random = createRandom(1);
    for (let round = 0; round < 40; round++) {
      const triangle = Array.from({ length: 6 }, () => random.uniform() * 16 - 3);
      const expected = naive([triangle], box);
      filled([triangle], box).forEach((share, i) => {
        expect(Math.abs(share - expected[i]!)).toBeLessThan(gridError);
      });
    }
  });

  it('is exact for rectangles', () => {
    const coverage = filled([[1.25, 2, 3.5, 2, 3.5, 3.5, 1.25, 3.5]], box);
    const rows = [2, 3].map((y) => coverage.slice(y * 12, y * 12 + 5));
    expect(rows).toEqual([
      [0, 0.75, 1, 0.5, 0],
      [0, 0.375, 0.5, 0.25, 0],
    ]);
  });

  it('leaves holes where a contour turns the other way', () => {
    const [outer, inner] = [
      [1, 1, 9, 1, 9, 9, 1, 9],
      [3, 3, 3, 7, 7, 7, 7, 3],
    ];
    const coverage = filled([outer!, inner!], box);
    expect([coverage[2 * 12 + 2], coverage[5 * 12 + 5]]).toEqual([1, 0]);
  });

  it('stays within its box, and paints nothing outside it', () => {
    const seen: string[] = [];
    const small = { left: 4, top: 4, right: 6, bottom: 5 };
    fillContours([[-50, -50, 60, -50, 60, 60, -50, 60]], {
      box: small,
      paint: (x, y) => seen.push(`${x},${y}`),
    });
    expect(seen).toEqual(['4,4', '5,4']);
  });
});
