import { describe, expect, it } from 'vitest';
import { testEngine } from '../../test/support/engine.ts';
import { randomWeights, tinyModel } from '../../test/support/models.ts';
import { createLoader, type ExampleSource } from '../datasets/index.ts';
import { findNetwork } from '../models/index.ts';
import { createCriterion } from './losses/list.ts';
import { createValidator } from './validator.ts';

const model = tinyModel(findNetwork('SpectrogramNetSimple'));
const { segmentSamples: lengthSamples, sampleRate } = model;

/** An example for each level, whose target is that loud. */
function examples(levels: readonly number[]): ExampleSource {
  const tone = (level: number) =>
    Float32Array.from({ length: lengthSamples }, (_, n) => level * Math.sin(0.3 * n));
  return {
    shape: { channelCount: 1, lengthSamples, sampleRate, targets: ['vocals'] },
    exampleCount: undefined,
    example: async ({ position }) => ({
      mixture: [tone(0.5)],
      targets: [[tone(levels[position]!)]],
      track: `track ${position}`,
      startSample: 0,
    }),
    report: () => ({ skipped: new Map(), quietCount: 0 }),
  };
}

/** How loud the targets of the excerpts are that a validation keeps. */
async function keptLevels(levels: readonly number[], keep: number): Promise<number[]> {
  const engine = await testEngine();
  const validator = await createValidator(model, { engine, loss: createCriterion('l1'), batchSize: 2 });
  const loader = createLoader(examples(levels), { batchSize: 2, batchesPerEpoch: levels.length / 2 });
  const { excerpts } = await validator.validate(loader, randomWeights(model), { keep });
  await validator.dispose();
  return excerpts.map(({ targets }) => {
    const peak = Math.max(...targets.get('vocals')!.channels[0]!);
    return Math.round(10 * peak) / 10;
  });
}

describe('the excerpts of a validation', () => {
  it('are the first in which there is something to hear', async () => {
    expect(await keptLevels([0, 0.1, 0.2, 0, 0.3, 0.4], 2)).toEqual([0.1, 0.2]);
  });

  it('are silent where there are too few others', async () => {
    expect(await keptLevels([0, 0.2, 0, 0], 2)).toEqual([0.2, 0]);
  });
});
