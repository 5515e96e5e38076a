/** Outputs as the runtime computes them, without the reshape that ends them: into a caller's buffer it would copy them for that. */

import { createGraph, type Graph, staticCount, type Value } from '../../graph/index.ts';

/** A graph, and the shapes that some of its outputs are only to be read in. */
export interface BareGraph {
  readonly graph: Graph;
  /** The shape that the runtime knows each such output by, by name. */
  readonly shapes: ReadonlyMap<string, readonly number[]>;
}

/** `graph` whose outputs are what their last reshapes were given, where all sizes are known. */
export function withBareOutputs(graph: Graph): BareGraph {
  const shapes = new Map<string, readonly number[]>();
  const outputs = [...graph.outputs].map(([name, value]): [string, Value] => {
    const bare = bareOf(value);
    if (bare !== value) shapes.set(name, bare.type.shape as readonly number[]);
    return [name, bare];
  });
  return shapes.size === 0 ? { graph, shapes } : { graph: createGraph(Object.fromEntries(outputs)), shapes };
}

function bareOf(value: Value): Value {
  const { node } = value;
  if (node.kind !== 'op' || node.op.name !== 'Reshape') return value;
  const inner = node.inputs[0]!;
  const isKnown = staticCount(value.type.shape) !== undefined && staticCount(inner.type.shape) !== undefined;
  // What is fed or stored is copied anyway, and a program's outputs are its own.
  return isKnown && inner.node.kind === 'op' ? bareOf(inner) : value;
}
