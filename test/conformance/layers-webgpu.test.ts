/**
 * Every layer's training step on WebGPU against the processor. Runs where there is an adapter; ops-webgpu.test.ts says how to
 * emulate one.
 */

import { beforeAll, describe, expect, it } from 'vitest';
import { layers } from '../../src/nn/index.ts';
import { createEngine } from '../../src/node/engine.ts';
import type { Engine } from '../../src/runtime/index.ts';
import { testEngine } from '../support/engine.ts';
import { gpuLayerTolerance, layerErrors } from './layer-suite.ts';

const { capabilities } = await testEngine();
const adapter = capabilities.devices.includes('webgpu');
const title = adapter ? 'layers on WebGPU' : 'layers on WebGPU (skipped: no graphics driver)';

describe.skipIf(!adapter)(title, () => {
  let engine: Engine;

  beforeAll(async () => {
    engine = await createEngine({ device: 'webgpu' });
  }, 60_000);

  it.each(layers.map((layer) => [layer.name, layer] as const))('%s', async (_name, layer) => {
    const errors = await layerErrors(layer, { engine, oracle: await testEngine() });
    for (const [name, error] of Object.entries(errors)) expect(error, name).toBeLessThan(gpuLayerTolerance);
  });
});
