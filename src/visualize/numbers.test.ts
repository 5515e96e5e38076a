/** What pictures are drawn from: envelopes, five numbers, tables of losses. */

import { describe, expect, it } from 'vitest';
import { createRandom } from '../util/index.ts';
import { parseCurves } from './curve-data.ts';
import { waveformEnvelope } from './envelope.ts';
import { fiveNumbers } from './five-numbers.ts';

describe('waveformEnvelope', () => {
  it('finds extremes and RMS of equal parts', () => {
    const random = createRandom(2);
    const samples = Float32Array.from({ length: 1003 }, () => random.uniform() * 2 - 1);
    const { lowest, highest, rms } = waveformEnvelope([samples], { columns: 10 });
    for (let column = 0; column < 10; column++) {
      const part = samples.slice(Math.floor((column * 1003) / 10), Math.floor(((column + 1) * 1003) / 10));
      expect(lowest[column]).toBe(Math.min(...part));
      expect(highest[column]).toBe(Math.max(...part));
      expect(rms[column]).toBeCloseTo(
        Math.sqrt(part.reduce((sum, value) => sum + value ** 2, 0) / part.length),
        6,
      );
    }
  });

  it('has a value everywhere, for fewer samples than parts too', () => {
    const { lowest, highest } = waveformEnvelope([Float32Array.of(1, -1)], { columns: 5 });
    expect([...lowest]).toEqual([1, 1, 1, -1, -1]);
    expect(highest).toEqual(lowest);
    expect([...waveformEnvelope([], { columns: 2 }).rms]).toEqual([0, 0]);
  });
});

describe('fiveNumbers', () => {
  it('has the quantiles of NumPy and the whiskers of Tukey', () => {
    // numpy.percentile([1, 2, 4, 7, 11, 30], [25, 50, 75]) = 2.5, 5.5, 10
    expect(fiveNumbers([30, 1, 7, 2, 11, 4])).toEqual({
      count: 6,
      low: 1,
      lowerQuartile: 2.5,
      median: 5.5,
      upperQuartile: 10,
      high: 11,
      outliers: [30],
    });
  });

  it('leaves out what is no number', () => {
    expect(fiveNumbers([null, 3, Number.NaN, Infinity])).toMatchObject({
      count: 1,
      low: 3,
      median: 3,
      high: 3,
    });
    expect(fiveNumbers([null])).toBeUndefined();
  });
});

describe('parseCurves', () => {
  const expected = {
    xName: 'epoch',
    curves: [
      { label: 'train', x: [1, 2, 3], y: [0.9, 0.5, null] },
      { label: 'valid', x: [1, 3], y: [1.1, 0.8] },
    ],
  };

  it.each([
    ['CSV', 'epoch,train,valid,note\n1,0.9,1.1,a\n2,0.5,,b\n3,nan,0.8,c\n'],
    ['CSV of other countries and systems', '\ufeffepoch;"train";valid\r\n1;0.9;1.1\r\n2;0.5;\r\n3;-;0.8\r\n'],
    [
      'an array of objects',
      '[{"epoch":1,"train":0.9,"valid":1.1},{"epoch":2,"train":0.5},{"epoch":3,"train":null,"valid":0.8}]',
    ],
    [
      'an object per line',
      '{"epoch":1,"train":0.9,"valid":1.1}\n{"epoch":2,"train":0.5}\n{"epoch":3,"train":null,"valid":0.8}\n',
    ],
  ])('reads %s', (_, text) => {
    expect(parseCurves('losses', text)).toEqual(expected);
  });

  it('reads an object of arrays, bare numbers, and tables without names', () => {
    expect(parseCurves('losses', '{"train":[3,2,1],"name":"run 7"}').curves).toEqual([
      { label: 'train', y: [3, 2, 1] },
    ]);
    expect(parseCurves('losses', '[3,2,1]').curves).toEqual([{ label: 'value', y: [3, 2, 1] }]);
    expect(parseCurves('losses', '3\n2\n1\n').curves).toEqual([{ label: 'column 1', y: [3, 2, 1] }]);
  });

  it.each([
    ['nothing', ''],
    ['no numbers', 'epoch,train\n1,a\n2,b\n'],
    ['JSON that was cut off', '[{"epoch":1,'],
    ['bytes', 'fLaC\u0000\u00001,2,3\n4,5,6'],
    ['words', 'once upon a time'],
  ])('refuses %s', (_, text) => {
    expect(() => parseCurves('losses.csv', text)).toThrow(/^losses\.csv: expected/);
  });
});
