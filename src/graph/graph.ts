/** A graph: named outputs and everything they are computed from, in an order in which it can be computed. */

import { ArgumentError } from '../util/index.ts';
import type { AttributeValue, InputNode, Node, OpNode, ParameterNode, Subgraph, Value } from './node.ts';

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
  return [...direct, ...capturedBy(node).map((value) => value.node)];
}

/** The values that the bodies of a node take from outside, each once. */
export function capturedBy(node: OpNode): readonly Value[] {
  const bodies = Object.values(node.attributes).filter(isSubgraph);
  if (bodies.length === 0) return [];
  return [...new Set(bodies.flatMap((body) => bodyOf(body).captured))];
}

/** What a body computes at every step, and the values around it that it computes with. */
export interface Body {
  /** Each after those it needs. */
  readonly nodes: readonly OpNode[];
  readonly captured: readonly Value[];
}

/**
 * Takes a body apart. Whatever does not depend on the body's inputs is computed once, outside, and captured: weights and
 * constants, but also what is made of them.
 */
export function bodyOf(body: Subgraph): Body {
  let known = bodies.get(body);
  if (known === undefined) {
    known = takeApart(body);
    bodies.set(body, known);
  }
  return known;
}

const bodies = new WeakMap<Subgraph, Body>();

function takeApart(body: Subgraph): Body {
  const inner = new Set<Node>(body.inputs.map((value) => value.node));
  const nodes: OpNode[] = [];
  const captured = new Set<Value>();
  for (const node of topologicalOrder(body.outputs)) {
    if (node.kind !== 'op' || !needs(node).some((next) => inner.has(next))) continue;
    inner.add(node);
    nodes.push(node);
  }
  const used = nodes.flatMap((node) => [...node.inputs, ...capturedBy(node)]);
  for (const value of [...used, ...body.outputs]) {
    if (value !== undefined && !inner.has(value.node)) captured.add(value);
  }
  return { nodes, captured: [...captured] };
}

/** Whether an attribute is a body. */
export function isSubgraph(attribute: AttributeValue): attribute is Subgraph {
  return typeof attribute === 'object' && 'kind' in attribute && attribute.kind === 'subgraph';
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
