/** Scopes: names, sharing, buffers; and how parameters begin. */

import { describe, expect, it } from 'vitest';
import { add, constant } from '../graph/index.ts';
import { floatTensor } from '../tensor/index.ts';
import { ArgumentError } from '../util/index.ts';
import * as init from './init.ts';
import { initialize } from './initialize.ts';
import { createScope } from './scope.ts';

/** A tensor of one parameter that begins by `initializer`. */
function begin(initializer: init.Initializer, shape: readonly number[], seed = 1): number[] {
  const scope = createScope();
  scope.parameter('p', shape, initializer);
  return Array.from(initialize(scope.parameters, seed).get('p')!.data, Number);
}

const mean = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0) / numbers.length;
const deviation = (numbers: readonly number[]) =>
  Math.sqrt(mean(numbers.map((x) => (x - mean(numbers)) ** 2)));

describe('a scope', () => {
  it('names parameters by their path, in order', () => {
    const scope = createScope();
    scope.child('encoder').child(0).parameter('weight', [2, 3], init.zeros);
    scope.parameter('scale', [], init.ones, { trainable: false });
    expect([...scope.parameters.keys()]).toEqual(['encoder.0.weight', 'scale']);
    expect(scope.parameters.get('scale')).toMatchObject({ shape: [], trainable: false, dtype: 'float32' });
  });

  it('refuses a name twice, unless it is shared with the same shape', () => {
    const scope = createScope();
    scope.child('a').parameter('weight', [2], init.zeros);
    expect(() => scope.child('a').parameter('weight', [2], init.zeros)).toThrow(ArgumentError);
    const shared = scope.child('b', { shared: true }).child('inner');
    expect(shared.parameter('w', [2], init.zeros)).toBe(shared.parameter('w', [2], init.zeros));
    expect(() => shared.parameter('w', [3], init.zeros)).toThrow(/shape \[2\]/);
  });

  it('chains updates of a buffer in training and forgets them in inference', () => {
    for (const training of [true, false]) {
      const scope = createScope({ training });
      const buffer = scope.parameter('mean', [1], init.zeros, { trainable: false });
      const one = constant(floatTensor([1], [1]));
      const seen: unknown[] = [];
      for (let call = 0; call < 2; call++)
        scope.update('mean', (current) => {
          seen.push(current);
          return add(current, one);
        });
      expect(seen.length).toBe(training ? 2 : 0);
      if (training) expect(seen[0]).toBe(buffer);
      expect(scope.updates.size).toBe(training ? 1 : 0);
    }
  });

  it('refuses to update what it does not have', () => {
    expect(() => createScope({ training: true }).update('mean', (v) => v)).toThrow(/unknown name/);
  });
});

describe('initialize', () => {
  it('gives the same numbers for the same seed, whatever else there is', () => {
    const small = createScope();
    small.parameter('a', [4], init.uniform(-1, 1));
    const large = createScope();
    large.parameter('z', [9], init.normal());
    large.parameter('a', [4], init.uniform(-1, 1));
    expect(initialize(large.parameters, 5).get('a')).toEqual(initialize(small.parameters, 5).get('a'));
    expect(initialize(large.parameters, 6).get('a')).not.toEqual(initialize(small.parameters, 5).get('a'));
  });

  it("keeps PyTorch's bounds", () => {
    // [out 64, in 4, kernel 3×3]: fan in 36, fan out 576.
    const shape = [64, 4, 3, 3];
    const bounds: [init.Initializer, number][] = [
      [init.kaimingUniform(), 1 / Math.sqrt(36)],
      [init.kaimingUniform({ a: 0 }), Math.sqrt(6 / 36)],
      [init.xavierUniform(), Math.sqrt(6 / (36 + 576))],
      [init.fanInUniform(36), 1 / 6],
    ];
    for (const [initializer, bound] of bounds) {
      const numbers = begin(initializer, shape);
      expect(Math.max(...numbers.map(Math.abs))).toBeLessThanOrEqual(bound);
      expect(deviation(numbers)).toBeCloseTo(bound / Math.sqrt(3), 2);
    }
  });

  it('draws normal numbers of the asked spread', () => {
    expect(deviation(begin(init.kaimingNormal(), [64, 36]))).toBeCloseTo(Math.sqrt(2 / 36), 2);
    expect(deviation(begin(init.xavierNormal({ gain: 2 }), [64, 36]))).toBeCloseTo(2 * Math.sqrt(2 / 100), 1);
    expect(mean(begin(init.normal({ mean: 3, std: 0.1 }), [500]))).toBeCloseTo(3, 1);
  });

  it.each([[[3, 8]], [[8, 3]], [[4, 2, 3]]])('makes orthonormal rows or columns of %j', (shape) => {
    const numbers = begin(init.orthogonal(), shape);
    const rows = shape[0]!;
    const columns = numbers.length / rows;
    const at = (i: number, k: number) =>
      rows <= columns ? numbers[i * columns + k]! : numbers[k * columns + i]!;
    const [short, long] = rows <= columns ? [rows, columns] : [columns, rows];
    for (let i = 0; i < short; i++)
      for (let j = 0; j <= i; j++) {
        let dot = 0;
        for (let k = 0; k < long; k++) dot += at(i, k) * at(j, k);
        expect(dot).toBeCloseTo(i === j ? 1 : 0, 5);
      }
  });

  it('refuses to begin from a sibling that is not there', () => {
    expect(() => begin((_data, _shape, { siblings }) => void siblings('q'), [1])).toThrow(/parameter q/);
  });
});
