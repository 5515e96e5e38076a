/** BSS Eval v4 against museval's numbers, its rules for silence, and what it refuses. */

import { describe, expect, it } from 'vitest';
import { bssGoldenCases, goldenNumbers, scoreDifference } from '../../../test/support/bss-golden.ts';
import { createRandom } from '../../util/index.ts';
import { bssEval } from './bss-eval.ts';

/** The same computation in another order: what is left is rounding, far below what anybody reads. */
const tolerance = 1e-6;

const cases = bssGoldenCases().filter((one) => one.function.startsWith('museval'));

function draw(sources: number, length: number): Float64Array[][] {
  const random = createRandom(sources + length);
  return Array.from({ length: sources }, () => [Float64Array.from({ length }, () => random.normal())]);
}

describe('bssEval', () => {
  for (const one of cases) {
    it(`gives museval's numbers: ${one.name}`, async () => {
      const scores = await bssEval(one.references, one.estimates, {
        windowSamples: one.window!,
        hopSamples: one.hop!,
        mode: one.function === 'museval-v3' ? 'v3' : 'v4',
        permute: one.permute,
      });
      for (const name of ['sdr', 'isr', 'sir', 'sar'] as const) {
        const ours = scores[name].map((frames) => [...frames]);
        expect(scoreDifference(ours, goldenNumbers(one.scores[name]!))).toBeLessThan(tolerance);
      }
      expect(scores.permutations.map((order) => [...order])).toEqual(one.orders);
    });
  }

  it('gives the same for float32 and float64 samples', async () => {
    const [one] = cases;
    const doubles = (signals: readonly (readonly Float32Array[])[]) =>
      signals.map((channels) => channels.map((channel) => Float64Array.from(channel)));
    const options = { windowSamples: 800 };
    expect(await bssEval(doubles(one!.references), doubles(one!.estimates), options)).toEqual(
      await bssEval(one!.references, one!.estimates, options),
    );
  });

  it('knows no error of a perfect estimate', async () => {
    const references = draw(2, 1500);
    const estimates = references.map((channels) => channels.map((channel) => channel.slice()));
    const { sdr, isr, sir, sar } = await bssEval(references, estimates, {
      windowSamples: 500,
      filterLength: 32,
    });
    expect([...sdr[0]!, ...sdr[1]!]).toEqual(new Array(6).fill(Infinity));
    for (const scores of [isr, sir, sar].flat()) {
      for (const score of scores) expect(score).toBeGreaterThan(200);
    }
  });

  it('measures tiny errors precisely', async () => {
    const references = draw(2, 3000);
    const errors = draw(4, 3000).slice(2);
    const estimates = references.map(([channel], j) => [
      channel!.map((value, n) => value + 1e-7 * errors[j]![0]![n]!),
    ]);
    const options = { windowSamples: 3000, filterLength: 8 };
    const { sdr, sar } = await bssEval(references, estimates, options);
    // 32 of 3000 dimensions at most are explained.
    expect(sdr[0]![0]).toBeGreaterThan(139);
    expect(sar[0]![0]! - sdr[0]![0]!).toBeGreaterThan(0);
    expect(sar[0]![0]! - sdr[0]![0]!).toBeLessThan(0.2);
  });

  it('takes the mean SIR over the frames that are defined', async () => {
    const references = draw(2, 2000);
    references[0]![0]!.fill(0, 0, 500);
    const estimates = [references[1]!, references[0]!].map(([channel]) => [
      channel!.map((value, n) => value + 0.1 * Math.sin(n * n)),
    ]);
    const options = { windowSamples: 500, filterLength: 16, permute: true };
    const { sir, permutations } = await bssEval(references, estimates, options);
    expect(permutations.map((order) => [...order])).toEqual([[1, 0]]);
    expect([...sir[0]!].map(Number.isNaN)).toEqual([true, false, false, false]);
  });

  it('refuses what cannot be measured', async () => {
    const [a, b] = draw(2, 100);
    const silence = [new Float64Array(100)];
    const cancelling = [a![0]!, a![0]!.map((value) => -value)];
    await expect(bssEval([a!], [])).rejects.toThrow(/one estimate per reference.*got 1 references and 0/);
    await expect(bssEval([a!, b!], [a!, [b![0]!.subarray(1)]])).rejects.toThrow(
      /estimate 1 with 1 channels of 99/,
    );
    await expect(bssEval([a!], [cancelling])).rejects.toThrow(/estimate 0 with 2 channels/);
    await expect(bssEval([a!, silence], [a!, b!])).rejects.toThrow(/reference 1: expected sound/);
    await expect(bssEval([[a![0]!, b![0]!]], [cancelling])).rejects.toThrow(/estimate 0: expected sound/);
    await expect(bssEval([[new Float64Array(0)]], [[new Float64Array(0)]])).rejects.toThrow(
      /at least one sample/,
    );
    await expect(bssEval([a!], [a!], { windowSamples: 0 })).rejects.toThrow(/windowSamples/);
    await expect(bssEval([a!], [a!], { filterLength: 0.5 })).rejects.toThrow(/filterLength/);
    await expect(bssEval([a!], [a!], { mode: 'v5' as 'v4' })).rejects.toThrow(/one of v4, v3/);
    const broken = b![0]!.slice();
    broken[61] = Number.NaN;
    for (const windowSamples of [50, 40, Infinity]) {
      await expect(bssEval([a!, b!], [a!, [broken]], { windowSamples })).rejects.toThrow(
        /estimate 1, channel 0, sample 61: expected a finite sample, got NaN/,
      );
    }
  });

  it('can be watched and aborted', async () => {
    const references = draw(2, 4000);
    const estimates = draw(4, 4000).slice(2);
    const shares: number[] = [];
    await bssEval(references, estimates, { windowSamples: 500, onProgress: (share) => shares.push(share) });
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
    const controller = new AbortController();
    const work = bssEval(references, estimates, {
      windowSamples: 10,
      mode: 'v3',
      signal: controller.signal,
    });
    setTimeout(() => controller.abort(new Error('enough')), 50);
    await expect(work).rejects.toThrow('enough');
  });
});
