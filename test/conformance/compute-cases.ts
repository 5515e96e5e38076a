/** Computing many small graphs in few sessions: compiling costs more than running, so what can share a session does. */

import { createGraph, type Value } from '../../src/graph/index.ts';
import type { Engine } from '../../src/runtime/index.ts';
import type { Tensor } from '../../src/tensor/index.ts';

/** Values to compute, and what with. */
export interface Work {
  readonly name: string;
  readonly values: readonly Value[];
  readonly feeds: Readonly<Record<string, Tensor>>;
}

/** Tensors in the order of a work's values, or why there are none. */
export type Computed = readonly Tensor[] | Error;

/** Computes each work, all in one session where that goes; what a device refuses is found by halving. */
export async function computeAll(engine: Engine, works: readonly Work[]): Promise<Map<string, Computed>> {
  if (works.length === 0) return new Map();
  const results = await computeTogether(engine, works);
  if (!(results instanceof Error)) return results;
  if (works.length === 1) return new Map([[works[0]!.name, results]]);
  const middle = works.length >> 1;
  return new Map([
    ...(await computeAll(engine, works.slice(0, middle))),
    ...(await computeAll(engine, works.slice(middle))),
  ]);
}

async function computeTogether(
  engine: Engine,
  works: readonly Work[],
): Promise<Map<string, readonly Tensor[]> | Error> {
  try {
    const outputs = works.flatMap(({ name, values }) =>
      values.map((value, index): [string, Value] => [`${name}>${index}`, value]),
    );
    const graph = createGraph(Object.fromEntries(outputs));
    const program = await engine.compile(graph, { purpose: 'training' });
    // Inputs that nothing depends on are not part of the graph.
    const fed = Object.assign({}, ...works.map(({ feeds }) => feeds)) as Record<string, Tensor>;
    const feeds = Object.fromEntries(Object.entries(fed).filter(([name]) => program.inputs.has(name)));
    const tensors = await program.run(feeds);
    await program.dispose();
    return new Map(
      works.map(({ name, values }) => [name, values.map((_, index) => tensors[`${name}>${index}`]!)]),
    );
  } catch (error) {
    return error as Error;
  }
}
