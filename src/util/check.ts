/** Argument checks that throw {@link ArgumentError} with the place, the rule and the value. */

import { ArgumentError } from './errors.ts';
import { nearestName } from './nearest.ts';

/** Bounds of a number: inclusive unless named `above` or `below`. */
export interface NumberRange {
  readonly min?: number;
  readonly max?: number;
  readonly above?: number;
  readonly below?: number;
}

/**
 * Returns `value` if it is a finite number within `range`; else throws an {@link ArgumentError} that names `place`.
 *
 * @example
 * const overlap = checkNumber('overlap', options.overlap ?? 0.25, { min: 0, below: 1 });
 */
export function checkNumber(place: string, value: unknown, range: NumberRange = {}): number {
  if (typeof value === 'number' && Number.isFinite(value) && isWithin(value, range)) return value;
  throw refusal(place, `a number${describeRange(range)}`, value);
}

/** Returns `value` if it is a whole number (up to ±2⁵³ − 1) within `range`; else throws an {@link ArgumentError}. */
export function checkInteger(place: string, value: unknown, range: NumberRange = {}): number {
  if (Number.isSafeInteger(value) && isWithin(value as number, range)) return value as number;
  throw refusal(place, `an integer${describeRange(range)}`, value);
}

/** Returns `value` if it is one of `choices`; else throws an {@link ArgumentError} that lists them and names the nearest. */
export function checkChoice<T extends string>(place: string, value: unknown, choices: readonly T[]): T {
  if (choices.includes(value as T)) return value as T;
  const near = typeof value === 'string' ? nearestName(value, choices) : undefined;
  throw new ArgumentError({
    place,
    expected: `one of ${choices.join(', ')}`,
    got: describe(value),
    remedy: near === undefined ? 'Choose a name from the list' : `Did you mean ${near}?`,
  });
}

/** A value in an error message: strings quoted, long ones cut. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 80 ? `${value.slice(0, 77)}…` : value);
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'object' && value !== null)
    return `an object (${value.constructor?.name ?? 'no prototype'})`;
  return String(value);
}

function isWithin(value: number, { min, max, above, below }: NumberRange): boolean {
  return !(
    (min !== undefined && value < min) ||
    (max !== undefined && value > max) ||
    (above !== undefined && value <= above) ||
    (below !== undefined && value >= below)
  );
}

function describeRange({ min, max, above, below }: NumberRange): string {
  const parts: string[] = [];
  if (min !== undefined) parts.push(`at least ${min}`);
  if (above !== undefined) parts.push(`above ${above}`);
  if (max !== undefined) parts.push(`at most ${max}`);
  if (below !== undefined) parts.push(`below ${below}`);
  return parts.length === 0 ? '' : ` ${parts.join(' and ')}`;
}

function refusal(place: string, expected: string, value: unknown): ArgumentError {
  return new ArgumentError({
    place,
    expected,
    got: describe(value),
    remedy: 'Give a value within these bounds',
  });
}
