import { describe, expect, it } from 'vitest';
import { evaluate } from '../../test/support/engine.ts';
import { randomWeights, tinyModel } from '../../test/support/models.ts';
import { createGraph, input } from '../graph/index.ts';
import { createScope } from '../nn/index.ts';
import { floatTensor } from '../tensor/index.ts';
import { createRandom } from '../util/index.ts';
import { findNetwork } from './list.ts';
import type { PhaseOptions } from './phase.ts';

const model = tinyModel(findNetwork('SpectrogramNetSimple'), { channels: 2, targets: ['bass', 'drums'] });
const { samples } = model.shape;
const random = createRandom(7);
const mixture = floatTensor(
  [2, 2, samples],
  Float32Array.from({ length: 4 * samples }, () => 0.1 * random.normal()),
);

async function separated(options: PhaseOptions): Promise<Float32Array> {
  const place = input('mixture', { dtype: 'float32', shape: ['batch', 2, samples] });
  const estimate = model.buildInference(createScope(), place, options);
  expect(estimate.type.shape).toEqual(['batch', 2, 2, samples]);
  const { parameters } = createGraph({ estimate });
  const weights = [...randomWeights(model)].filter(([name]) => parameters.has(name));
  return (await evaluate({ estimate }, { mixture, ...Object.fromEntries(weights) })).estimate!
    .data as Float32Array;
}

function distance(a: Float32Array, b: Float32Array): number {
  const energy = b.reduce((sum, x) => sum + x * x, 0);
  return Math.sqrt(a.reduce((sum, x, n) => sum + (x - b[n]!) ** 2, 0) / energy);
}

describe('phases', () => {
  it('are the mixture’s where no search goes round', async () => {
    const plain = await separated({});
    expect(distance(await separated({ phase: 'griffin-lim', iterations: 0 }), plain)).toBeLessThan(1e-5);
    expect(distance(await separated({ phase: 'misi', iterations: 0 }), plain)).toBeLessThan(1e-5);
  });

  it('are others after a search, not far away', async () => {
    const plain = await separated({ phase: 'mixture' });
    for (const phase of ['griffin-lim', 'fast-griffin-lim', 'misi'] as const) {
      const found = distance(await separated({ phase, iterations: 3 }), plain);
      expect(found).toBeGreaterThan(1e-3);
      expect(found).toBeLessThan(1);
    }
  });

  it('are refused for networks that give waveforms, and by unknown names', () => {
    const wave = tinyModel(findNetwork('AudioNetSimple'));
    const place = input('mixture', { dtype: 'float32', shape: [1, 1, wave.shape.samples] });
    const build = (phase: string) => () =>
      wave.buildInference(createScope(), place, { phase } as PhaseOptions);
    expect(build('misi')).toThrow(/AudioNetSimple estimates waveforms/);
    expect(build('mizi')).toThrow(/Did you mean misi/);
  });
});
