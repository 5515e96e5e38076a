/**
 * k-means: points into groups around their means (S. Lloyd, 1957), begun at points drawn far apart (D. Arthur, S. Vassilvitskii, "k-means++",
 * SODA 2007), the best of some starts.
 */

import { ArgumentError, checkInteger, createRandom, type Random } from '../../util/index.ts';

/** Options of {@link kMeans}. */
export interface KMeansOptions {
  /** How many groups, at most as many as points. */
  readonly count: number;
  /** Of the starts, a whole number. Default 0. */
  readonly seed?: number;
  /** How often it begins anew; the result with the least distances is kept. Default 10. */
  readonly starts?: number;
  /** Iterations at most; it stops where no point moves. Default 100. */
  readonly iterations?: number;
}

/** What {@link kMeans} gives. */
export interface Clustering {
  /** The group of every point, 0 to count − 1, in no particular order. */
  readonly groups: readonly number[];
  /** The mean of every group. */
  readonly centers: readonly Float64Array[];
  /** The sum of squared distances of the points from their group's mean. */
  readonly inertia: number;
}

type Point = ArrayLike<number>;

/**
 * Groups `points`, all of one length. Equal points fall together; a group that loses all points takes the one farthest from its mean. The
 * same result for the same seed. Throws `ArgumentError` for fewer points than groups or points of unequal length.
 */
export function kMeans(points: readonly Point[], options: KMeansOptions): Clustering {
  const count = checkInteger('kMeans.count', options.count, { min: 1, max: points.length });
  const starts = checkInteger('kMeans.starts', options.starts ?? 10, { min: 1 });
  const iterations = checkInteger('kMeans.iterations', options.iterations ?? 100, { min: 1 });
  const random = createRandom(checkInteger('kMeans.seed', options.seed ?? 0));
  const uneven = points.findIndex(({ length }) => length !== points[0]!.length);
  if (uneven >= 0) {
    throw new ArgumentError({
      place: `kMeans.points[${uneven}]`,
      expected: `${points[0]!.length} numbers, as in the first point`,
      got: `${points[uneven]!.length}`,
      remedy: 'Give all points the same number of coordinates',
    });
  }
  let best: Clustering | undefined;
  for (let start = 0; start < starts; start++) {
    const found = improve(points, { centers: drawCenters(points, count, random), iterations });
    if (best === undefined || found.inertia < best.inertia) best = found;
  }
  return best!;
}

/** Points as centres, each drawn with the square of its distance from those before it as weight. */
function drawCenters(points: readonly Point[], count: number, random: Random): Float64Array[] {
  const centers = [Float64Array.from(points[random.integer(0, points.length - 1)]!)];
  while (centers.length < count) {
    const weights = points.map((point) => Math.min(...centers.map((center) => distance(point, center))));
    let left = random.uniform() * weights.reduce((sum, weight) => sum + weight, 0);
    const drawn = weights.findIndex((weight) => {
      left -= weight;
      return left < 0;
    });
    centers.push(Float64Array.from(points[drawn < 0 ? centers.length : drawn]!));
  }
  return centers;
}

function improve(
  points: readonly Point[],
  { centers, iterations }: { readonly centers: Float64Array[]; readonly iterations: number },
): Clustering {
  let groups: number[] = [];
  for (let i = 0; i < iterations; i++) {
    const next = points.map((point) => nearest(point, centers));
    fillEmpty(next, { points, centers });
    if (next.every((group, n) => group === groups[n])) break;
    groups = next;
    moveToMeans(centers, points, groups);
  }
  const inertia = points.reduce((sum, point, n) => sum + distance(point, centers[groups[n]!]!), 0);
  return { groups, centers, inertia };
}

function nearest(point: Point, centers: readonly Float64Array[]): number {
  const distances = centers.map((center) => distance(point, center));
  return distances.indexOf(Math.min(...distances));
}

/** Gives every group without points the point farthest from its centre, out of a group that keeps another. */
function fillEmpty(
  groups: number[],
  { points, centers }: { readonly points: readonly Point[]; readonly centers: readonly Float64Array[] },
): void {
  centers.forEach((_, empty) => {
    if (groups.includes(empty)) return;
    const sizes = centers.map((_, group) => groups.filter((other) => other === group).length);
    const gaps = points.map((point, n) =>
      sizes[groups[n]!]! > 1 ? distance(point, centers[groups[n]!]!) : -1,
    );
    groups[gaps.indexOf(Math.max(...gaps))] = empty;
  });
}

function moveToMeans(
  centers: readonly Float64Array[],
  points: readonly Point[],
  groups: readonly number[],
): void {
  centers.forEach((center, group) => {
    const own = points.filter((_, n) => groups[n] === group);
    center.fill(0);
    for (const point of own) for (let i = 0; i < center.length; i++) center[i]! += point[i]! / own.length;
  });
}

function distance(a: Point, b: Point): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2;
  return sum;
}
