/** The walk that every pass is made of: nodes in order, each rebuilt on what its inputs became, then offered to a rule. */

import { reapply } from '../apply.ts';
import { bodyOf, createGraph, type Graph, isSubgraph } from '../graph.ts';
import type { Attributes, OpNode, Subgraph, Value } from '../node.ts';

/** What stands for the outputs of `node`, or `undefined` to keep it. */
export type RewriteRule = (node: OpNode) => readonly Value[] | undefined;

/** Where {@link rewriteGraph} goes. */
export interface RewriteOptions {
  /** Whether the rule is asked inside bodies too. Default false: there only what they take from outside changes. */
  readonly bodies?: boolean;
}

/**
 * The graph with every node replaced by what `rule` gives for it. Nodes before it have been replaced already; names of
 * outputs stay.
 */
export function rewriteGraph(graph: Graph, rule: RewriteRule, options: RewriteOptions = {}): Graph {
  const replaced = new Map<Value, Value>();
  const inner = options.bodies ? rule : undefined;
  const now = (value: Value): Value => replaced.get(value) ?? value;
  for (const node of graph.nodes) {
    const fresh = rebuild(node, now, inner);
    const values = rule(fresh) ?? fresh.outputs;
    node.outputs.forEach((output, index) => {
      if (values[index] !== output) replaced.set(output, values[index]!);
    });
  }
  return createGraph(Object.fromEntries([...graph.outputs].map(([name, value]) => [name, now(value)])));
}

type Renaming = (value: Value) => Value;

/** `node` on what its inputs became, and what its bodies take from outside. */
export function rebuild(node: OpNode, now: Renaming, rule: RewriteRule | undefined): OpNode {
  const inputs = node.inputs.map((value) => value && now(value));
  const attributes = rebuildBodies(node.attributes, now, rule);
  const same = inputs.every((value, index) => value === node.inputs[index]);
  if (same && attributes === node.attributes) return node;
  return reapply({ ...node, attributes }, inputs)[0]!.node as OpNode;
}

function rebuildBodies(attributes: Attributes, now: Renaming, rule: RewriteRule | undefined): Attributes {
  const entries = Object.entries(attributes);
  const rebuilt = entries.map(([, value]) => (isSubgraph(value) ? rebuildBody(value, now, rule) : value));
  if (rebuilt.every((value, index) => value === entries[index]![1])) return attributes;
  return Object.fromEntries(entries.map(([name], index) => [name, rebuilt[index]!]));
}

function rebuildBody(body: Subgraph, now: Renaming, rule: RewriteRule | undefined): Subgraph {
  const { nodes, captured } = bodyOf(body);
  if (rule === undefined && captured.every((value) => now(value) === value)) return body;
  const inner = new Map<Value, Value>();
  const inside = (value: Value): Value => inner.get(value) ?? now(value);
  for (const node of nodes) {
    const fresh = rebuild(node, inside, rule);
    const values = rule?.(fresh) ?? fresh.outputs;
    node.outputs.forEach((output, index) => {
      inner.set(output, values[index]!);
    });
  }
  if (body.outputs.every((value) => inside(value) === value)) return body;
  return { kind: 'subgraph', inputs: body.inputs, outputs: body.outputs.map(inside) };
}
