/**
 * Every layer's training step on WebGPU against the processor. Runs where there is an adapter; ops-webgpu.test.ts says how to
 * emulate one.
 */

import { beforeAll, describe, expect, it } from 'vitest';
import { createGraph } from '../../src/graph/index.ts';
import { layers } from '../../src/nn/index.ts';
import { createEngine } from '../../src/node/engine.ts';
import type { Engine } from '../../src/runtime/index.ts';
import { testEngine } from '../support/engine.ts';
import { layerStep } from '../support/layer-step.ts';

const { capabilities } = await testEngine();
const adapter = capabilities.devices.includes('webgpu');
const title = adapter ? 'layers on WebGPU' : 'layers on WebGPU (skipped: no graphics driver)';

/** Graphics processors may fuse products with sums and approximate roots: some units in the sixth digit. */
const tolerance = 2e-5;

describe.skipIf(!adapter)(title, () => {
  let engine: Engine;

  beforeAll(async () => {
    engine = await createEngine({ device: 'webgpu' });
  }, 60_000);

  it.each(layers.map((layer) => [layer.name, layer] as const))('%s', async (_name, layer) => {
    const { values, feeds } = layerStep(layer);
    const results = [];
    for (const each of [await testEngine(), engine]) {
      const program = await each.compile(createGraph(values));
      results.push(await program.run(feeds));
      await program.dispose();
    }
    const [wanted, got] = results;
    for (const name of Object.keys(values)) {
      const expected = Array.from(wanted![name]!.data, Number);
      const scale = Math.max(...expected.map(Math.abs), 1e-3);
      const error = Math.max(...expected.map((x, i) => Math.abs(x - Number(got![name]!.data[i])) / scale));
      expect(error, name).toBeLessThan(tolerance);
    }
  });
});
