import { expect, it, describe as suite } from 'vitest';
import { checkChoice, checkInteger, checkNumber, describe } from './check.ts';
import { ArgumentError } from './errors.ts';

suite('checkNumber and checkInteger', () => {
  it('return what lies within the bounds', () => {
    expect(checkNumber('gain', 0.5)).toBe(0.5);
    expect(checkNumber('gain', 1, { min: 1, max: 1 })).toBe(1);
    expect(checkInteger('count', -3, { above: -4, below: -2 })).toBe(-3);
  });

  it('name place, rule and value in the error', () => {
    expect(() => checkNumber('overlap', 1, { min: 0, below: 1 })).toThrow(
      'overlap: expected a number at least 0 and below 1, got 1.',
    );
    expect(() => checkInteger('fftSize', 2.5, { min: 2 })).toThrow(
      'fftSize: expected an integer at least 2, got 2.5.',
    );
    expect(() => checkNumber('rate', 0, { above: 0 })).toThrow(ArgumentError);
  });

  it('refuse what is no number', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, '1', null, undefined, [1]]) {
      expect(() => checkNumber('gain', value)).toThrow(/gain: expected a number, got/);
      expect(() => checkInteger('count', value)).toThrow(/count: expected an integer, got/);
    }
    expect(() => checkInteger('count', 2 ** 53)).toThrow(/integer/);
  });
});

suite('checkChoice', () => {
  const names = ['hann', 'hamming', 'blackman'] as const;

  it('returns a choice', () => {
    expect(checkChoice('window', 'hann', names)).toBe('hann');
  });

  it('lists the choices and names the nearest', () => {
    expect(() => checkChoice('window', 'haming', names)).toThrow(
      'window: expected one of hann, hamming, blackman, got "haming". Did you mean hamming?',
    );
    expect(() => checkChoice('window', 'kaiser', names)).toThrow(/Choose a name from the list\.$/);
    expect(() => checkChoice('window', 3, names)).toThrow(/got 3/);
  });
});

suite('describe', () => {
  it('shows values in a word or two', () => {
    expect(describe('a')).toBe('"a"');
    expect(describe('x'.repeat(100))).toBe(`"${'x'.repeat(77)}…"`);
    expect(describe(() => 1)).toBe('a function');
    expect(describe(new Float32Array(2))).toBe('an object (Float32Array)');
    expect(describe(Object.create(null))).toBe('an object (no prototype)');
    expect([null, undefined, true, 1n].map(describe)).toEqual(['null', 'undefined', 'true', '1']);
  });
});
