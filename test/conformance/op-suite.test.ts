/** The suite itself: an op that is wrong in one way is found to be wrong in that way. */

import { describe, expect, it } from 'vitest';
import { neg, type OpDefinition, reduceSum as reduced } from '../../src/graph/index.ts';
import { floatTensor, type Tensor } from '../../src/tensor/index.ts';
import { testEngine } from '../support/engine.ts';
import { checkOps } from './op-suite.ts';

const x: Tensor = floatTensor([2], [0.5, -0.25]);

/** Negation, right in all ways. */
const right: OpDefinition = {
  name: 'Neg',
  domain: '',
  infer: ({ inputs }) => [inputs[0]!],
  gradient: ({ gradients }) => [neg(gradients[0]!)],
  examples: [{ inputs: [x], reference: () => [floatTensor([2], [-0.5, 0.25])] }],
};

async function failuresOf(op: Partial<OpDefinition>): Promise<string[]> {
  const engine = await testEngine();
  // Two right ones beside it: what shares a session with a broken one must not suffer.
  const neighbour = { ...right, name: 'Neg', examples: [{ ...right.examples[0]!, name: 'neighbour' }] };
  const [broken, other] = await checkOps(engine, { ops: [{ ...right, ...op }, neighbour] });
  expect([...other!.values.failures, ...other!.gradients.failures]).toEqual([]);
  const failures = [...broken!.values.failures, ...broken!.gradients.failures];
  // The same with a symbolic axis says the same again.
  return failures.filter((failure) => !failure.includes('[n]'));
}

describe('the conformance suite', () => {
  it('has nothing against an op that is right', async () => {
    expect(await failuresOf({})).toEqual([]);
  });

  it('finds a wrong value', async () => {
    const reference = (): Tensor[] => [floatTensor([2], [-0.5, 0.2501])];
    expect(await failuresOf({ examples: [{ inputs: [x], reference }] })).toEqual([
      expect.stringMatching(/at 1 is 0\.25, expected 0\.2500999/),
    ]);
  });

  it('finds a wrong shape rule', async () => {
    const infer: OpDefinition['infer'] = () => [{ dtype: 'float32', shape: ['some'] }];
    expect((await failuresOf({ infer, gradient: undefined }))[0]).toMatch(/inferred as float32\[some\]/);
  });

  it('finds a wrong, a missing and a misshapen gradient', async () => {
    const wrong = await failuresOf({ gradient: ({ gradients }) => [gradients[0]] });
    expect(wrong).toEqual([expect.stringMatching(/gradient of input 0 at 0/)]);
    const missing = await failuresOf({ gradient: () => [undefined] });
    expect(missing).toEqual([expect.stringMatching(/at 0 is 0, finite differences say/)]);
    const misshapen = await failuresOf({ gradient: ({ gradients }) => [reduced(gradients[0]!)] });
    expect(misshapen).toEqual([
      expect.stringMatching(/gradient of input 0 is float32\[\], the input float32\[2\]/),
    ]);
  });

  it('finds an op that the engine has not', async () => {
    expect((await failuresOf({ name: 'Unheard' }))[0]).toMatch(/Unheard/);
  });

  it('finds a rule that throws', async () => {
    const gradient = (): never => {
      throw new Error('not today');
    };
    expect(await failuresOf({ gradient })).toEqual([expect.stringMatching(/cannot be built: not today/)]);
  });
});
