/** Words into values, and refusals that say how to write them. */

import { describe, expect, it } from 'vitest';
import { ArgumentError } from '../util/index.ts';
import { parseDuration, parseKeyValues, parseList, parseNumber, parseSize } from './parse.ts';

describe('parseDuration', () => {
  it.each([
    ['90', 90],
    ['1.5', 1.5],
    ['7.8s', 7.8],
    ['1:30', 90],
    ['01:02.250', 62.25],
    ['1:00:01', 3601],
  ])('%s', (text, seconds) => expect(parseDuration('--start', text)).toBe(seconds));

  it.each(['', 'long', '-1', '1:75', '1:2:3:4', '1e3', 'NaN'])('refuses %j', (text) => {
    expect(() => parseDuration('--start', text)).toThrow(/--start: expected seconds or mm:ss/);
  });
});

describe('parseSize', () => {
  it.each([
    ['500MB', 5e8],
    ['2 GB', 2e9],
    ['1.5GiB', 1.5 * 2 ** 30],
    ['512k', 512e3],
    ['4096B', 4096],
  ])('%s', (text, bytes) => expect(parseSize('--max-memory', text)).toBe(bytes));

  it.each(['2', '0MB', 'GB', '-1GB', '2XB', '2i'])('refuses %j', (text) => {
    expect(() => parseSize('--max-memory', text)).toThrow(ArgumentError);
  });
});

describe('parseKeyValues', () => {
  it('reads numbers, words, truth and pairs, in both spellings of names', () => {
    expect(
      parseKeyValues('-O', [
        'power=2',
        'mask = soft',
        'x=-1.5e-3',
        'on=true',
        'kernel=17,31',
        'fft-size=512',
      ]),
    ).toEqual({
      power: 2,
      mask: 'soft',
      x: -0.0015,
      on: true,
      kernel: [17, 31],
      fftSize: 512,
    });
  });

  it.each(['power', '=2', 'power=', ''])('refuses %j', (text) => {
    expect(() => parseKeyValues('--option', [text])).toThrow(/--option: expected key=value/);
  });
});

describe('parseNumber and parseList', () => {
  it('hold to bounds and kinds', () => {
    expect(parseNumber('--jobs', '4', { min: 1, integer: true })).toBe(4);
    for (const text of ['', ' ', '0', '1.5', 'x', 'Infinity']) {
      expect(() => parseNumber('--jobs', text, { min: 1, integer: true })).toThrow(
        /a whole number at least 1/,
      );
    }
    expect(parseList('--stems', 'a, b,a')).toEqual(['a', 'b']);
    expect(() => parseList('--stems', 'a,,b')).toThrow(ArgumentError);
  });
});
