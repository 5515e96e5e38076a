/** The walk that every pass is made of: nodes in order, each rebuilt on what its inputs became, then offered to a rule. */

import { reapply } from '../apply.ts';
import { bodyOf, createGraph, type Graph, isSubgraph } from '../graph.ts';
import type { Attributes, OpNode, Subgraph, Value } from '../node.ts';

/** What stands for the outputs of `node`, or `undefined` to keep it. */
export type RewriteRule = (node: OpNode) => readonly Value[] | undefined;

/**
 * The graph with every node replaced by what `rule` gives for it. Nodes before it have been replaced already; names of
 * outputs stay. In bodies only what they take from outside
 * changes.
 */
export function rewriteGraph(graph: Graph, rule: RewriteRule): Graph {
  const replaced = new Map<Value, Value>();
  const now = (value: Value): Value => replaced.get(value) ?? value;
  for (const node of graph.nodes) {
    const fresh = rebuild(node, now);
    const values = rule(fresh) ?? fresh.outputs;
    node.outputs.forEach((output, index) => {
      if (values[index] !== output) replaced.set(output, values[index]!);
    });
  }
  return createGraph(Object.fromEntries([...graph.outputs].map(([name, value]) => [name, now(value)])));
}

/** `node` on what its inputs became, and what its bodies take from outside. */
function rebuild(node: OpNode, now: (value: Value) => Value): OpNode {
  const inputs = node.inputs.map((value) => value && now(value));
  const attributes = rebuildBodies(node.attributes, now);
  const same = inputs.every((value, index) => value === node.inputs[index]);
  if (same && attributes === node.attributes) return node;
  return reapply({ ...node, attributes }, inputs)[0]!.node as OpNode;
}

function rebuildBodies(attributes: Attributes, now: (value: Value) => Value): Attributes {
  const entries = Object.entries(attributes);
  const rebuilt = entries.map(([, value]) => (isSubgraph(value) ? rebuildBody(value, now) : value));
  if (rebuilt.every((value, index) => value === entries[index]![1])) return attributes;
  return Object.fromEntries(entries.map(([name], index) => [name, rebuilt[index]!]));
}

function rebuildBody(body: Subgraph, now: (value: Value) => Value): Subgraph {
  const { nodes, captured } = bodyOf(body);
  if (captured.every((value) => now(value) === value)) return body;
  const inner = new Map<Value, Value>();
  const inside = (value: Value): Value => inner.get(value) ?? now(value);
  for (const node of nodes) {
    const fresh = rebuild(node, inside);
    node.outputs.forEach((output, index) => {
      inner.set(output, fresh.outputs[index]!);
    });
  }
  return { kind: 'subgraph', inputs: body.inputs, outputs: body.outputs.map(inside) };
}
