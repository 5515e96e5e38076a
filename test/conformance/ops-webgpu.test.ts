/**
 * Every op on WebGPU, through onnxruntime-node. Runs where there is an adapter, an emulated one too: with Debian's chromium,
 * `VK_ICD_FILENAMES=/usr/lib/chromium/vk_swiftshader_icd.json npx vitest run --project node test/conformance`. `npm run figures -- engine` runs the
 * same suite.
 */

import { beforeAll, describe, expect, it } from 'vitest';
import { createGraph, input, ops, slice } from '../../src/graph/index.ts';
import { createEngine } from '../../src/node/engine.ts';
import type { Engine } from '../../src/runtime/index.ts';
import { HostError } from '../../src/util/index.ts';
import { testEngine } from '../support/engine.ts';
import { checkOps, type OpReport } from './op-suite.ts';

const { capabilities } = await testEngine();
const adapter = capabilities.devices.includes('webgpu');
const title = adapter
  ? 'ops on WebGPU'
  : 'ops on WebGPU (skipped: no graphics driver; see the head of this file)';

describe.skipIf(!adapter)(title, () => {
  const reports = new Map<string, OpReport>();
  let engine: Engine;

  beforeAll(async () => {
    engine = await createEngine({ device: 'webgpu' });
    for (const report of await checkOps(engine, { ops, oracle: await testEngine() })) {
      reports.set(report.op.name, report);
    }
  }, 120_000);

  it('refuses what it would compute wrongly, by name', async () => {
    expect(engine.capabilities.refusedOps.Slice).toMatch(/negative/);
    const x = input('x', { dtype: 'float32', shape: ['n'] });
    const backwards = slice(x, [{ axis: 0, step: -1 }]);
    const refused = engine.compile(createGraph({ backwards }));
    await expect(refused).rejects.toThrow(HostError);
    await expect(refused).rejects.toThrow(/Slice.*negative steps/);
  });

  it.each(ops.map((op) => op.name))('%s: inferred types, values, gradients', (name) => {
    const { values, gradients } = reports.get(name)!;
    expect([...values.failures, ...gradients.failures]).toEqual([]);
  });
});
