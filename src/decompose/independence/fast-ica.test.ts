import { describe, expect, it } from 'vitest';
import { instruments, mixByGains } from '../../../test/support/spatial-mixtures.ts';
import { ArgumentError } from '../../util/index.ts';
import { fastIca } from './fast-ica.ts';

const sampleRate = 8000;
const sources = instruments(3, { lengthSamples: 16000, sampleRate });
const { mixture } = mixByGains(sources, [
  [1, 0.5, 0.2],
  [0.4, 0.9, -0.5],
  [0.1, 0.3, 0.8],
]);

/** The largest |correlation| of each source with a component. */
function matches(components: readonly Float64Array[]): number[] {
  const correlation = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
    let [ab, aa, bb] = [0, 0, 0];
    for (let t = 0; t < a.length; t++) {
      ab += a[t]! * b[t]!;
      aa += a[t]! ** 2;
      bb += b[t]! ** 2;
    }
    return Math.abs(ab) / Math.sqrt(aa * bb);
  };
  return sources.map((source) => Math.max(...components.map((one) => correlation(source, one))));
}

describe('fastIca', () => {
  it.each(['symmetric', 'deflation'] as const)('finds what was mixed by gains: %s', (algorithm) => {
    for (const contrast of ['logcosh', 'exp', 'cube'] as const) {
      const found = fastIca(mixture, { algorithm, contrast, tolerance: 1e-9 });
      expect(found.converged).toBe(true);
      // 30 dB.
      for (const match of matches(found.sources)) expect(match).toBeGreaterThan(0.9995);
    }
  });

  it('gives matrices that take the channels to the components and back', () => {
    const { sources: components, unmixing, mixing, mean } = fastIca(mixture, { componentCount: 3 });
    const t = 4321;
    for (let i = 0; i < 3; i++) {
      let there = 0;
      let back = mean[i]!;
      for (let c = 0; c < 3; c++) {
        there += unmixing[i * 3 + c]! * (mixture[c]![t]! - mean[c]!);
        back += mixing[i * 3 + c]! * components[c]![t]!;
      }
      expect(there).toBeCloseTo(components[i]![t]!, 9);
      expect(back).toBeCloseTo(mixture[i]![t]!, 9);
    }
    for (const component of components) {
      expect(component.reduce((sum, value) => sum + value ** 2, 0) / component.length).toBeCloseTo(1, 9);
    }
  });

  it('finds as many components as there are channels that differ', () => {
    const [first, second] = mixture;
    const sum = first!.map((value, t) => value + second![t]!);
    expect(fastIca([first!, second!, sum]).sources).toHaveLength(2);
    expect(fastIca([first!, first!]).sources).toHaveLength(1);
    expect(fastIca([new Float32Array(100), new Float32Array(100)]).sources).toHaveLength(0);
    expect(fastIca([new Float32Array(0)]).sources).toHaveLength(0);
  });

  it('refuses what it cannot do', () => {
    expect(() => fastIca([])).toThrow(ArgumentError);
    expect(() => fastIca([new Float32Array(3), new Float32Array(4)])).toThrow('lengths 3, 4');
    expect(() => fastIca(mixture, { componentCount: 4 })).toThrow(/componentCount.*at most 3/);
    expect(() => fastIca(mixture, { start: [1, 2] })).toThrow(/start: expected 3 × 3 values/);
    expect(() => fastIca(mixture, { alpha: 3 })).toThrow(ArgumentError);
  });
});
