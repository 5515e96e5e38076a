/** Every op on the processor: inferred types, values, gradients. */

import { beforeAll, describe, expect, it } from 'vitest';
import { ops } from '../../src/graph/index.ts';
import { testEngine } from '../support/engine.ts';
import { checkOps, type OpReport } from './op-suite.ts';

const reports = new Map<string, OpReport>();

beforeAll(async () => {
  for (const report of await checkOps(await testEngine(), { ops })) reports.set(report.op.name, report);
}, 60_000);

describe.each(ops.map((op) => op.name))('%s', (name) => {
  it('has examples', () => {
    expect(reports.get(name)!.op.examples.length).toBeGreaterThan(0);
  });

  it('makes the inferred types and the values of its reference', () => {
    expect(reports.get(name)!.values.failures).toEqual([]);
  });

  it('has the gradient of finite differences', () => {
    const { failures, skips } = reports.get(name)!.gradients;
    expect(failures).toEqual([]);
    for (const skip of skips) expect(skip).toMatch(/: \S/);
  });
});
