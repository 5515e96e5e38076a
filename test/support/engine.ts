/** Graphs computed in tests: on the processor, through the real runtime. */

import { createGraph, type Value } from '../../src/graph/index.ts';
import { createEngine } from '../../src/node/engine.ts';
import type { Engine, Tensors } from '../../src/runtime/index.ts';
import type { Tensor } from '../../src/tensor/index.ts';

let engine: Promise<Engine> | undefined;

/** One engine for a whole test file. One thread: tests are small and run beside each other. */
export function testEngine(): Promise<Engine> {
  engine ??= createEngine({ device: 'cpu', threads: 1 });
  return engine;
}

/** Computes `values` from `feeds`: inputs and parameters by name. */
export async function evaluate(
  values: Readonly<Record<string, Value>>,
  feeds: Tensors = {},
): Promise<Record<string, Tensor>> {
  const program = await (await testEngine()).compile(createGraph(values));
  try {
    return await program.run(feeds);
  } finally {
    await program.dispose();
  }
}
