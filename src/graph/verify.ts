/** Checks a graph from outside: for graphs read from files, and for the tests of passes and gradients. */

import { ArgumentError } from '../util/index.ts';
import { inferTypes } from './apply.ts';
import { bodyOf, type Graph, isSubgraph } from './graph.ts';
import type { OpNode, Subgraph, Value } from './node.ts';
import { formatType, type TensorType } from './type.ts';

/**
 * Throws ArgumentError, naming op and scope, unless every node stands once and after all it needs, every recorded type is
 * the one that the op's shape rule gives, every leaf is listed, and what bodies take from
 * outside stands before them.
 */
export function verifyGraph(graph: Graph): void {
  const known = new Set<Value>([...graph.inputs.values(), ...graph.parameters.values(), ...graph.constants]);
  if (new Set(graph.nodes).size < graph.nodes.length) {
    throw broken('graph', { expected: 'every node once', got: 'a node twice' });
  }
  for (const node of graph.nodes) {
    verifyNode(node, known);
    for (const output of node.outputs) known.add(output);
  }
  for (const [name, value] of graph.outputs) {
    if (!known.has(value)) {
      throw broken(`output ${name}`, { expected: 'a value of the graph', got: 'one from elsewhere' });
    }
  }
}

function verifyNode(node: OpNode, known: ReadonlySet<Value>): void {
  const place = placeOf(node);
  node.inputs.forEach((value, index) => {
    if (value === undefined || known.has(value)) return;
    const got = value.node.kind === 'op' ? `${placeOf(value.node)}, which comes later` : 'a leaf not listed';
    throw broken(place, { expected: `input ${index} to stand before it`, got });
  });
  for (const body of bodiesOf(node)) verifyBody(node, body, known);
  const types = inferTypes(node.op, node.inputs, node.attributes);
  node.outputs.forEach((output, index) => {
    if (output.node !== node || output.index !== index) {
      throw broken(place, { expected: `output ${index} to point back`, got: 'another node or index' });
    }
    const type = types[index];
    if (type === undefined || !sameType(type, output.type)) {
      const expected = `output ${index} of ${type ? formatType(type) : 'no type'}`;
      throw broken(place, { expected, got: formatType(output.type) });
    }
  });
}

function verifyBody(owner: OpNode, body: Subgraph, known: ReadonlySet<Value>): void {
  const place = placeOf(owner);
  const within = new Set(known);
  for (const value of body.inputs) {
    if (known.has(value)) {
      throw broken(place, { expected: 'inputs of its body to be its own', got: 'one used outside it' });
    }
    within.add(value);
  }
  const { nodes, captured } = bodyOf(body);
  if (!captured.every((value) => known.has(value))) {
    throw broken(place, {
      expected: 'what its body takes from outside to stand before it',
      got: 'another order',
    });
  }
  for (const node of nodes) {
    verifyNode(node, within);
    for (const output of node.outputs) within.add(output);
  }
}

function bodiesOf(node: OpNode): Subgraph[] {
  return Object.values(node.attributes).filter(isSubgraph);
}

function sameType(a: TensorType, b: TensorType): boolean {
  return formatType(a) === formatType(b);
}

function placeOf(node: OpNode): string {
  return node.scope === '' ? node.op.name : `${node.scope}.${node.op.name}`;
}

function broken(place: string, parts: { readonly expected: string; readonly got: string }): ArgumentError {
  return new ArgumentError({
    ...parts,
    place,
    remedy: 'Build graphs with the functions of graph/, which keep this',
  });
}
