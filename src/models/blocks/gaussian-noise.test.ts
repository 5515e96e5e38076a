import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/engine.ts';
import { createScope } from '../../nn/index.ts';
import { gaussianNoise } from './gaussian-noise.ts';

const count = 20000;

async function drawn(seed: number): Promise<number[]> {
  const noise = gaussianNoise(createScope({ seed }).stream(), [100, count / 100]);
  return Array.from((await evaluate({ noise })).noise!.data, Number);
}

describe('gaussianNoise', () => {
  it('has the moments of the normal distribution', async () => {
    const numbers = await drawn(5);
    const moment = (power: number) => numbers.reduce((sum, x) => sum + x ** power, 0) / count;
    // Four standard deviations of each estimate.
    expect(Math.abs(moment(1))).toBeLessThan(4 / Math.sqrt(count));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(4 * Math.sqrt(2 / count));
    expect(Math.abs(moment(3))).toBeLessThan(4 * Math.sqrt(15 / count));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(4 * Math.sqrt(96 / count));
  });

  it('is a function of the seed', async () => {
    expect(await drawn(1)).toEqual(await drawn(1));
    expect(await drawn(1)).not.toEqual(await drawn(2));
  });
});
