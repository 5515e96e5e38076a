/** Training in Node goes PyTorch's way; test/browser/training.test.ts says the same of the browser. */

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { testEngine } from '../support/engine.ts';
import { type TrainingGolden, wrongLosses } from '../support/golden-training.ts';

const golden = JSON.parse(
  readFileSync(new URL('../golden/training.json', import.meta.url), 'utf8'),
) as TrainingGolden;

it('has the losses of PyTorch, step after step', async () => {
  expect(await wrongLosses(await testEngine(), golden)).toEqual([]);
});
