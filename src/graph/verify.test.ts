/** The verifier finds what the building functions would never make. */

import { describe, expect, it } from 'vitest';
import {
  add,
  apply1,
  createGraph,
  type Graph,
  input,
  inScope,
  mul,
  type OpDefinition,
  type OpNode,
  type Subgraph,
  type Value,
  verifyGraph,
} from './index.ts';

const x = input('x', { dtype: 'float32', shape: [2] });
const good = createGraph({ y: inScope('layer', () => add(mul(x, 2), 1)) });

/** Runs its body once. */
const Run: OpDefinition = {
  name: 'Run',
  domain: '',
  infer: ({ attributes }) => {
    const body = attributes.body as Subgraph;
    return body.outputs.map((value) => value.type);
  },
  examples: [],
};

const graphOf = (inner: readonly Value[], outer: Value): Graph =>
  createGraph({
    y: add(apply1(Run, [x], { body: { kind: 'subgraph', inputs: [], outputs: inner } }), outer),
  });

describe('verifyGraph', () => {
  it('accepts what is built by functions, bodies that take leaves included', () => {
    expect(() => verifyGraph(good)).not.toThrow();
    expect(() => verifyGraph(graphOf([mul(x, 3)], x))).not.toThrow();
  });

  it('refuses a wrong order', () => {
    const graph = { ...good, nodes: [...good.nodes].reverse() };
    expect(() => verifyGraph(graph)).toThrow(
      /^layer\.Add: expected input 0 to stand before it, got layer\.Mul/,
    );
  });

  it('refuses a node that stands twice', () => {
    expect(() => verifyGraph({ ...good, nodes: [...good.nodes, good.nodes[0]!] })).toThrow(/every node once/);
  });

  it('refuses a recorded type that the op does not have', () => {
    const node = good.nodes[0]!;
    const outputs: Value[] = [];
    const wrong: OpNode = { ...node, outputs };
    outputs.push({ type: { dtype: 'float32', shape: [3] }, node: wrong, index: 0 });
    const graph = { ...good, nodes: [wrong], outputs: new Map([['y', outputs[0]!]]) };
    expect(() => verifyGraph(graph)).toThrow(
      /^layer\.Mul: expected output 0 of float32\[2\], got float32\[3\]/,
    );
  });

  it('refuses leaves that are not listed, and outputs from elsewhere', () => {
    expect(() => verifyGraph({ ...good, inputs: new Map() })).toThrow(/a leaf not listed/);
    const outputs = new Map([['y', mul(x, 5)]]);
    expect(() => verifyGraph({ ...good, outputs })).toThrow(/^output y: expected a value of the graph/);
  });

  it('accepts a body that computes with what is computed before it', () => {
    const shared = mul(x, 2);
    expect(() => verifyGraph(graphOf([add(shared, 1)], shared))).not.toThrow();
  });

  it('refuses a body whose input is used outside it', () => {
    const body = { kind: 'subgraph', inputs: [x], outputs: [mul(x, 2)] } as const;
    const graph = createGraph({ y: add(apply1(Run, [x], { body }), 1) });
    expect(() => verifyGraph(graph)).toThrow(/^Run: expected inputs of its body to be its own/);
  });

  it('looks into bodies', () => {
    const state = input('state', { dtype: 'float32', shape: [2] });
    const inner = mul(state, 2);
    (inner.type as { shape: readonly number[] }).shape = [3];
    const body = { kind: 'subgraph', inputs: [state], outputs: [inner] } as const;
    const graph = createGraph({ y: apply1(Run, [x], { body }) });
    expect(() => verifyGraph(graph)).toThrow(/^Mul: expected output 0 of float32\[2\], got float32\[3\]/);
  });
});
