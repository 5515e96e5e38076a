/** Losses and their gradients against PyTorch in double precision. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { computeLoss, type LossCase, lossErrors, lossOfCase } from '../../../test/support/loss-case.ts';

interface GoldenCase extends LossCase {
  readonly value: number;
  readonly gradients: Readonly<Record<string, readonly number[]>>;
}

/** Float32 against double precision, relative to the largest number. */
const tolerance = 1e-5;

const url = new URL('../../../test/golden/losses.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(url, 'utf8')) as { cases: readonly GoldenCase[] };

describe('losses as in PyTorch', () => {
  it.each(cases.map((golden) => [golden.name, golden] as const))('%s', async (_name, golden) => {
    const got = await computeLoss(lossOfCase(golden), golden.inputs);
    const errors = lossErrors(got, { loss: golden.value, gradients: golden.gradients });
    if (process.env.GOLDEN_ERRORS) console.log(golden.name, errors);
    expect(Object.entries(errors).filter(([, error]) => !(error <= tolerance))).toEqual([]);
  });
});
