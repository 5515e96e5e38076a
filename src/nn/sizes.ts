/** Sizes that layers must know while the graph is built, and settings given once for all axes or one by one. */

import { formatType, type Value } from '../graph/index.ts';
import { ArgumentError } from '../util/index.ts';

/** A setting of every spatial axis: one number for all, or one per axis. */
export type PerAxis = number | readonly number[];

/** `setting` for each of `count` axes. Throws ArgumentError where it has another length. */
export function perAxis(
  setting: PerAxis,
  { count, name }: { count: number; name: string },
): readonly number[] {
  if (typeof setting === 'number') return Array.from({ length: count }, () => setting);
  if (setting.length === count) return setting;
  throw new ArgumentError({
    place: name,
    expected: `one number or ${count}`,
    got: `${setting.length} numbers`,
    remedy: 'Give one number per spatial axis',
  });
}

/** The size of an axis, which weights depend on. Throws ArgumentError where it is symbolic or missing. */
export function sizeOf(x: Value, axis: number): number {
  const size = x.type.shape.at(axis);
  if (typeof size === 'number') return size;
  throw new ArgumentError({
    place: `axis ${axis}`,
    expected: 'a size known when the graph is built',
    got: `${size ?? 'no such axis'} in ${formatType(x.type)}`,
    remedy: 'Give the input a number there: weights depend on it',
  });
}

/** Throws ArgumentError unless `x` has `rank` axes. */
export function checkRank(x: Value, { rank, axes }: { readonly rank: number; readonly axes: string }): void {
  if (x.type.shape.length === rank) return;
  throw new ArgumentError({
    place: 'input',
    expected: `${rank} axes [${axes}]`,
    got: formatType(x.type),
    remedy: 'Reshape or transpose the input first',
  });
}

/** Throws ArgumentError unless `count` channels can be divided into `groups`. */
export function checkGroups(count: number, { groups, what }: { groups: number; what: string }): void {
  if (Number.isInteger(groups) && groups > 0 && count % groups === 0) return;
  throw new ArgumentError({
    place: 'groups',
    expected: `a divisor of the ${count} ${what}`,
    got: String(groups),
    remedy: 'Choose channels and groups that fit',
  });
}

/** The shape [1, size, 1, 1, …] that puts a vector on axis 1 of a value with `rank` axes. */
export function channelShape(size: number, rank: number): number[] {
  return Array.from({ length: rank }, (_, axis) => (axis === 1 ? size : 1));
}

/** Axes `from`, `from` + 1, … up to the last. */
export function axesFrom(from: number, rank: number): number[] {
  return Array.from({ length: rank - from }, (_, i) => from + i);
}
