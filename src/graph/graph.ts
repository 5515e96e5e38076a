/** A graph: named outputs and everything they are computed from, in an order in which it can be computed. */

import { ArgumentError } from '../util/index.ts';
import type { InputNode, Node, OpNode, ParameterNode, Value } from './node.ts';

/** An immutable computation. */
export interface Graph {
  /** The results by name, in order. */
  readonly outputs: ReadonlyMap<string, Value>;
  /** Op nodes, each after those it needs. Nodes that no output needs are not in it. */
  readonly nodes: readonly OpNode[];
  readonly inputs: ReadonlyMap<string, Value>;
  readonly parameters: ReadonlyMap<string, Value>;
  readonly constants: readonly Value[];
}

/** The graph that computes `outputs`. Throws ArgumentError when two inputs or parameters share a name. */
export function createGraph(outputs: Readonly<Record<string, Value>>): Graph {
  const order = topologicalOrder(Object.values(outputs));
  const inputs = new Map<string, Value>();
  const parameters = new Map<string, Value>();
  const constants: Value[] = [];
  const nodes: OpNode[] = [];
  for (const node of order) {
    if (node.kind === 'op') nodes.push(node);
    else if (node.kind === 'constant') constants.push(node.outputs[0]!);
    else addLeaf(node.kind === 'input' ? inputs : parameters, node);
  }
  return { outputs: new Map(Object.entries(outputs)), nodes, inputs, parameters, constants };
}

/** Nodes that `values` need, each after its inputs; what subgraphs take from outside counts. Iterative: graphs are deep. */
export function topologicalOrder(values: readonly Value[]): Node[] {
  const order: Node[] = [];
  const state = new Map<Node, 'open' | 'done'>();
  const stack: Node[] = values.map((value) => value.node).reverse();
  while (stack.length > 0) {
    const node = stack.at(-1)!;
    if (state.get(node) === undefined) {
      state.set(node, 'open');
      for (const next of needs(node).reverse()) if (state.get(next) === undefined) stack.push(next);
    } else {
      stack.pop();
      if (state.get(node) === 'open') {
        state.set(node, 'done');
        order.push(node);
      }
    }
  }
  return order;
}

/** The nodes a node needs directly, those that its subgraphs capture from outside included. */
export function needs(node: Node): Node[] {
  if (node.kind !== 'op') return [];
  const direct = node.inputs.flatMap((value) => (value === undefined ? [] : [value.node]));
  return [...direct, ...captured(node)];
}

function captured(node: OpNode): Node[] {
  return Object.values(node.attributes).flatMap((attribute) => {
    if (typeof attribute !== 'object' || !('kind' in attribute) || attribute.kind !== 'subgraph') return [];
    const own = new Set(attribute.inputs.map((value) => value.node));
    // Only leaves may be captured: weights and constants, so that a body stands by itself otherwise.
    return topologicalOrder(attribute.outputs).filter((inner) => inner.kind !== 'op' && !own.has(inner));
  });
}

function addLeaf(map: Map<string, Value>, node: InputNode | ParameterNode): void {
  if (map.has(node.name)) {
    throw new ArgumentError({
      place: `${node.kind} ${node.name}`,
      expected: 'one of that name in a graph',
      got: 'two',
      remedy: 'Share the value, or give the other another name',
    });
  }
  map.set(node.name, node.outputs[0]!);
}
