/** Adam by the kernel against the formula in doubles: over the edges of blocks and vectors, and with AMSGrad. */

import { describe, expect, it } from 'vitest';
import { createRandom } from '../../util/index.ts';
import { type AdamArrays, adamStep } from './adam.ts';
import { kernelArrays, kernelsOf } from './kernel-arrays.ts';

const factors = {
  beta1: 0.9,
  beta2: 0.99,
  gradientScale: 0.5,
  penalty: 0.01,
  shrink: 0.999,
  stepSize: 0.1,
  rootScale: 1.5,
  epsilon: 1e-8,
};

/** One more than two blocks, so that the last vector is not full. */
const length = 2 * 16_384 + 1;

function drawn(): Required<AdamArrays> & { readonly largest: Float32Array } {
  const random = createRandom(3);
  const noise = (): Float32Array => Float32Array.from({ length }, () => random.uniform());
  return { weights: noise(), gradient: noise(), mean: noise(), square: noise(), largest: noise() };
}

function expectFormula(amsgrad: boolean): void {
  const before = drawn();
  const { largest, ...rest } = drawn();
  const after = amsgrad ? { ...rest, largest } : rest;
  adamStep(after, factors);
  let worst = 0;
  for (let i = 0; i < length; i++) {
    const w = before.weights[i]!;
    const g = factors.gradientScale * before.gradient[i]! + factors.penalty * w;
    const m = factors.beta1 * before.mean[i]! + (1 - factors.beta1) * g;
    const v = factors.beta2 * before.square[i]! + (1 - factors.beta2) * g * g;
    const top = amsgrad ? Math.max(before.largest[i]!, v) : v;
    const moved = (factors.stepSize * m) / (factors.rootScale * Math.sqrt(top) + factors.epsilon);
    const errors = [
      after.weights[i]! - (factors.shrink * w - moved),
      after.mean[i]! - m,
      after.square[i]! - v,
      amsgrad ? largest[i]! - top : 0,
    ];
    worst = Math.max(worst, ...errors.map(Math.abs));
  }
  expect(worst).toBeLessThan(5e-7);
  expect(after.gradient).toEqual(before.gradient);
}

describe('adamStep', () => {
  it('follows the formula to the last element', () => expectFormula(false));

  it.each([false, true])('gives the same bits on arrays in kernel memory, AMSGrad %s', (amsgrad) => {
    const plain = drawn();
    const inside = kernelArrays(new Array<number>(5).fill(length));
    const names = ['weights', 'gradient', 'mean', 'square', 'largest'] as const;
    names.forEach((name, i) => {
      inside[i]!.set(plain[name]);
    });
    const [weights, gradient, mean, square, largest] = inside as [
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    expect(kernelsOf(inside)).toBeDefined();
    adamStep({ weights, gradient, mean, square, largest: amsgrad ? largest : undefined }, factors);
    adamStep(amsgrad ? plain : { ...plain, largest: undefined }, factors);
    names.forEach((name, i) => {
      expect(Buffer.compare(Buffer.from(inside[i]!.slice().buffer), Buffer.from(plain[name].buffer))).toBe(0);
    });
  });

  it('divides by the largest mean square where it is kept', () => expectFormula(true));
});
