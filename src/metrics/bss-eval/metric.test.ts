/** BSS Eval of tracks: museval's frames, and its own rule for silent stems. */

import { describe, expect, it } from 'vitest';
import { bssGoldenCases, goldenNumbers, scoreDifference } from '../../../test/support/bss-golden.ts';
import type { Stems } from '../../audio/index.ts';
import { bssEvalMetric, bssEvalV3Metric } from './metric.ts';

const one = bssGoldenCases().find(({ name }) => name === 'frames')!;
/** The frames of the golden case are 800 samples: one second at this rate. */
const sampleRate = 800;
const names = ['vocals', 'drums', 'bass'];
const mixture = { sampleRate, channels: one.references[0]! };

function stems(signals: readonly (readonly Float32Array[])[], order: readonly string[] = names): Stems {
  return new Map(order.map((name) => [name, { sampleRate, channels: signals[names.indexOf(name)]! }]));
}

describe('bssEvalMetric', () => {
  it('gives museval.evaluate of the stems, whatever the order of the estimates', async () => {
    const track = {
      references: stems(one.references),
      estimates: stems(one.estimates, names.toReversed()),
      mixture,
    };
    const scores = await bssEvalMetric.measure(track);
    expect([...scores.keys()]).toEqual(names);
    for (const name of ['SDR', 'ISR', 'SIR', 'SAR']) {
      const ours = names.map((stem) => [...scores.get(stem)![name]!]);
      expect(scoreDifference(ours, goldenNumbers(one.scores[name.toLowerCase()]!))).toBeLessThan(1e-6);
    }
  });

  it('leaves silent references out, which changes nothing for the others', async () => {
    const silence = one.references[0]!.map(({ length }) => new Float32Array(length));
    const without = await bssEvalMetric.measure({
      references: stems(one.references, ['vocals', 'bass']),
      estimates: stems(one.estimates, ['vocals', 'bass']),
      mixture,
    });
    const drumless = one.references.map((channels, n) => (n === 1 ? silence : channels));
    const scores = await bssEvalMetric.measure({
      references: stems(drumless),
      estimates: stems(one.estimates),
      mixture,
    });
    expect([...scores.get('drums')!.SDR!]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect(scores.get('bass')).toEqual(without.get('bass'));
  });

  it('gives NaN for a silent estimate, and the others their numbers', async () => {
    const silence = one.references[0]!.map(({ length }) => new Float32Array(length));
    const lost = one.estimates.map((channels, n) => (n === 1 ? silence : channels));
    const scores = await bssEvalMetric.measure({
      references: stems(one.references),
      estimates: stems(lost),
      mixture,
    });
    expect([...scores.get('drums')!.SAR!].every(Number.isNaN)).toBe(true);
    const expected = goldenNumbers(one.scores.sir!);
    expect(scoreDifference([[...scores.get('bass')!.SIR!]], [expected[2]!])).toBeLessThan(1e-6);
    const nothing = await bssEvalV3Metric.measure({
      references: stems([silence, silence, silence]),
      estimates: stems(one.estimates),
      mixture,
    });
    expect([...nothing.keys()]).toEqual(names);
    expect([...nothing.get('bass')!.ISR!].every(Number.isNaN)).toBe(true);
  });

  it('names the track and the stem that do not fit', async () => {
    const track = {
      name: 'song',
      references: stems(one.references),
      estimates: stems([one.estimates[0]!], ['vocals']),
      mixture,
    };
    await expect(bssEvalMetric.measure(track)).rejects.toThrow(/song.*drums/);
  });
});
