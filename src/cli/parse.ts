/** Option values from words: durations, sizes, whole numbers, lists, `key=value`. Each refusal names its option. */

import { ArgumentError, describe, splitKeyValue } from '../util/index.ts';

/** `90`, `1.5`, `1:30`, `01:02:03.250` in seconds. */
export function parseDuration(option: string, text: string): number {
  const match = /^(?:(?:(\d+):)?([0-5]?\d):([0-5]?\d(?:\.\d+)?)|(\d+(?:\.\d+)?)s?)$/.exec(text.trim());
  if (match === null) throw refusal(option, 'seconds or mm:ss', text, 'Write 90, 1.5 or 1:30.250');
  const [, hours = '0', minutes = '0', seconds = '0', plain] = match;
  return plain !== undefined ? Number(plain) : Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

const sizeUnits: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
};

/** `500MB`, `2GB`, `1.5GiB` in bytes; a number alone is refused, since its unit would be a guess. */
export function parseSize(option: string, text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([kmgt]?i?b?)$/i.exec(text.trim());
  const letters = match?.[2]?.toLowerCase() ?? '';
  const unit = sizeUnits[letters.endsWith('b') ? letters : `${letters}b`];
  if (match === null || letters === '' || unit === undefined || Number(match[1]) === 0) {
    throw refusal(option, 'a size with its unit', text, 'Write 500MB, 2GB or 1GiB');
  }
  return Math.round(Number(match[1]) * unit);
}

/** A number, finite, within bounds that are part of the message. */
export function parseNumber(
  option: string,
  text: string,
  bounds: { readonly min?: number; readonly max?: number; readonly integer?: boolean } = {},
): number {
  const { min = -Infinity, max = Infinity, integer = false } = bounds;
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(value) && value >= min && value <= max && (!integer || Number.isSafeInteger(value))) {
    return value;
  }
  const kind = integer ? 'a whole number' : 'a number';
  const range = [min > -Infinity ? `at least ${min}` : '', max < Infinity ? `at most ${max}` : ''].filter(
    (part) => part !== '',
  );
  throw refusal(option, [kind, range.join(' and ')].filter(Boolean).join(' '), text, 'Give such a number');
}

/** `vocals,drums` as its words. */
export function parseList(option: string, text: string): string[] {
  const words = text.split(',').map((word) => word.trim());
  if (words.includes('')) throw refusal(option, 'names with commas between them', text, 'Write a,b,c');
  return [...new Set(words)];
}

/**
 * `['power=2', 'mask=soft']` as a record; values that read as numbers, numbers with commas between them, `true` or `false`
 * become those.
 */
export function parseKeyValues(option: string, texts: readonly string[]): Record<string, unknown> {
  const record: Record<string, unknown> = {};
  for (const text of texts) {
    const pair = splitKeyValue(text);
    if (pair === undefined) {
      throw refusal(option, 'key=value', text, 'auralflow list shows the options of each separator');
    }
    record[pair[0]] = parseValue(pair[1]);
  }
  return record;
}

function parseValue(text: string): unknown {
  if (text === 'true') return true;
  if (text === 'false') return false;
  const parts = text.split(',').map((part) => part.trim());
  if (!parts.every((part) => /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(part))) return text;
  return parts.length === 1 ? Number(text) : parts.map(Number);
}

function refusal(place: string, expected: string, got: string, remedy: string): ArgumentError {
  return new ArgumentError({ place, expected, got: describe(got), remedy });
}
