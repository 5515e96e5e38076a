/** FFT sizes that are fast: products of 2, 3 and 5 (the regular or "5-smooth" numbers). */

import { ArgumentError, checkInteger } from '../util/index.ts';

/** Options of {@link nearestFriendlySize}. */
export interface FriendlySizeOptions {
  /** The size is a multiple of this 5-smooth number (default 1): 4 makes a quarter-size hop whole. */
  readonly multipleOf?: number;
  /** Which size to take: the closest by ratio (default), the next at or above, the last at or below. */
  readonly direction?: 'nearest' | 'up' | 'down';
}

/** Whether `size` has no prime factor but 2, 3 and 5. */
export function isFriendlySize(size: number): boolean {
  if (!Number.isSafeInteger(size) || size < 1) return false;
  let rest = size;
  for (const factor of [2, 3, 5]) while (rest % factor === 0) rest /= factor;
  return rest === 1;
}

/**
 * The 5-smooth size nearest to `size`, for turning a duration into an FFT size at any sample rate: the distance to it is
 * at most 12 % from 10 up, 5.5 % from 100 up and 3.3 % from 500 up. On a tie of ratios the larger size is taken; `'down'` below the
 * smallest size gives the smallest.
 * Throws `ArgumentError` unless `size` is a positive integer and `multipleOf` a 5-smooth one.
 *
 * @example
 * nearestFriendlySize(Math.round(0.2 * 44100)); // 8820 samples are 200 ms; 8748 = 2²·3⁷ is fast
 */
export function nearestFriendlySize(size: number, options: FriendlySizeOptions = {}): number {
  const { multipleOf = 1, direction = 'nearest' } = options;
  checkInteger('size', size, { min: 1 });
  checkInteger('multipleOf', multipleOf, { min: 1 });
  if (!isFriendlySize(multipleOf)) {
    throw new ArgumentError({
      place: 'multipleOf',
      expected: 'a product of 2, 3 and 5',
      got: String(multipleOf),
      remedy: 'Use a number without other prime factors, such as 4',
    });
  }
  let below = multipleOf;
  let above = Number.POSITIVE_INFINITY;
  // Every size is multipleOf·2ᵃ·3ᵇ·5ᶜ; below 2·size there is always one above.
  for (let five = multipleOf; five < 2 * size + multipleOf; five *= 5) {
    for (let three = five; three < 2 * size + multipleOf; three *= 3) {
      for (let two = three; two < 2 * size + multipleOf; two *= 2) {
        if (two <= size) below = Math.max(below, two);
        if (two >= size) above = Math.min(above, two);
      }
    }
  }
  if (direction === 'up') return above;
  if (direction === 'down') return below;
  return above / size <= size / below ? above : below;
}
