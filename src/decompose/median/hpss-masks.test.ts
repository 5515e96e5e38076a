import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkMasksSumToOne } from '../../dsp/index.ts';
import { ArgumentError, createRandom } from '../../util/index.ts';
import { type HpssMaskOptions, hpssMasks } from './hpss-masks.ts';

interface Place {
  offset: number;
  length: number;
}
interface Golden {
  matrix: { frameCount: number; binCount: number; magnitudes: Place };
  masks: (Required<Pick<HpssMaskOptions, 'kernel' | 'power' | 'margin'>> & {
    harmonic: Place;
    percussive: Place;
  })[];
}

const folder = new URL('../../../test/golden/', import.meta.url);
const golden = JSON.parse(readFileSync(new URL('hpss.json', folder), 'utf8')) as Golden;
const bytes = new Uint8Array(readFileSync(new URL('hpss.f32', folder)));
const vector = ({ offset, length }: Place): Float32Array =>
  new Float32Array(bytes.buffer, offset * 4, length);

/** Masks lie between 0 and 1; what is left is float32 rounding of the ratio. */
const librosaTolerance = 1e-6;

function largestDifference(a: Float32Array, b: Float32Array): number {
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
}

function randomMatrix(length: number): Float32Array {
  const random = createRandom(7);
  return Float32Array.from({ length }, () => random.uniform() ** 4);
}

describe('hpssMasks', () => {
  const { frameCount, binCount } = golden.matrix;
  const magnitudes = vector(golden.matrix.magnitudes);

  for (const { harmonic, percussive, ...options } of golden.masks) {
    it(`equals librosa.decompose.hpss with ${JSON.stringify(options)}`, () => {
      const masks = hpssMasks(magnitudes, { frameCount, binCount, ...options });
      expect(largestDifference(masks.harmonic, vector(harmonic))).toBeLessThan(librosaTolerance);
      expect(largestDifference(masks.percussive, vector(percussive))).toBeLessThan(librosaTolerance);
    });
  }

  it('gives masks that add up to 1 when the margins are 1', () => {
    for (const options of [{}, { power: 0.3 }, { power: 40 }, { mask: 'binary' as const }]) {
      const { harmonic, percussive } = hpssMasks(magnitudes, { frameCount, binCount, kernel: 5, ...options });
      expect(checkMasksSumToOne([harmonic, percussive]).holds).toBe(true);
    }
  });

  it('gives binary masks that never overlap and leave the undecided out', () => {
    const matrix = randomMatrix(40 * 20);
    const shape = { frameCount: 40, binCount: 20, kernel: 5, mask: 'binary' as const };
    const { harmonic, percussive } = hpssMasks(matrix, { ...shape, margin: 1.5 });
    const sums = harmonic.map((value, i) => value + percussive[i]!);
    expect(new Set(sums)).toEqual(new Set([0, 1]));
    const loose = hpssMasks(matrix, { ...shape, margin: 1 });
    expect(harmonic.every((value, i) => value <= loose.harmonic[i]!)).toBe(true);
  });

  it('gives a line along time to the harmonic and one along frequency to the percussive mask', () => {
    const shape = { frameCount: 30, binCount: 20 };
    const tone = new Float32Array(600).map((_, i) => (i % 20 === 6 ? 1 : 0.01));
    const stroke = new Float32Array(600).map((_, i) => (Math.floor(i / 20) === 6 ? 1 : 0.01));
    expect(hpssMasks(tone, { ...shape, kernel: 7 }).harmonic[15 * 20 + 6]).toBeGreaterThan(0.999);
    expect(hpssMasks(stroke, { ...shape, kernel: 7 }).percussive[6 * 20 + 10]).toBeGreaterThan(0.999);
  });

  it('decides on silence by rule', () => {
    const silence = new Float32Array(12);
    const shape = { frameCount: 4, binCount: 3 };
    const first = (options: Partial<HpssMaskOptions>): number[] => {
      const { harmonic, percussive } = hpssMasks(silence, { ...shape, ...options });
      return [harmonic[0]!, percussive[0]!];
    };
    expect(first({})).toEqual([0.5, 0.5]);
    expect(first({ margin: 2 })).toEqual([0, 0]);
    expect(first({ mask: 'binary' })).toEqual([1, 0]);
    expect(first({ mask: 'binary', margin: 2 })).toEqual([0, 0]);
  });

  it('works on any shape, also smaller than the kernel', () => {
    for (const [frameCount, binCount] of [
      [0, 5],
      [1, 1],
      [1, 40],
      [40, 1],
      [3, 4],
    ] as const) {
      const { harmonic } = hpssMasks(randomMatrix(frameCount * binCount), { frameCount, binCount });
      expect(harmonic).toHaveLength(frameCount * binCount);
      expect(harmonic.every((value) => value >= 0 && value <= 1)).toBe(true);
    }
  });

  it('refuses impossible settings', () => {
    const shape = { frameCount: 4, binCount: 3 };
    const matrix = new Float32Array(12);
    const attempts: Partial<HpssMaskOptions>[] = [
      { kernel: 0 },
      { kernel: [3, 2.5] },
      { margin: 0.5 },
      { power: 0 },
      { power: Number.NaN },
      { mask: 'hard' as 'soft' },
      { frameCount: 5 },
    ];
    for (const options of attempts) {
      expect(() => hpssMasks(matrix, { ...shape, ...options })).toThrow(ArgumentError);
    }
  });
});
