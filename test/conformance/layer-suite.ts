/** A layer's training step on one engine against another: outputs, gradients, buffers. */

import { createGraph } from '../../src/graph/index.ts';
import type { LayerExample } from '../../src/nn/index.ts';
import type { Engine } from '../../src/runtime/index.ts';
import { layerStep } from '../support/layer-step.ts';

/** Graphics processors may fuse products with sums and approximate roots: some units in the sixth digit. */
export const gpuLayerTolerance = 2e-5;

/** By tensor, the largest difference from the oracle's, relative to the largest number there. */
export async function layerErrors(
  layer: LayerExample,
  { engine, oracle }: { readonly engine: Engine; readonly oracle: Engine },
): Promise<Record<string, number>> {
  const { values, feeds } = layerStep(layer);
  const [wanted, got] = await Promise.all(
    [oracle, engine].map(async (each) => {
      const program = await each.compile(createGraph(values));
      const results = await program.run(feeds);
      await program.dispose();
      return results;
    }),
  );
  const errors: Record<string, number> = {};
  for (const name of Object.keys(values)) {
    const expected = Array.from(wanted![name]!.data, Number);
    const scale = Math.max(...expected.map(Math.abs), 1e-3);
    errors[name] = Math.max(...expected.map((x, i) => Math.abs(x - Number(got![name]!.data[i])) / scale));
  }
  return errors;
}
