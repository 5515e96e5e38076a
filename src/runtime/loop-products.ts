/**
 * Products within loops, of few rows with a matrix that stays: the larger part of training a recurrent layer. On the processor
 * the matrix is laid out once, outside the loop, as the fastest product reads it (docs/engine-measurements.md).
 */

import {
  bodyOf,
  capturedBy,
  type Graph,
  inScope,
  isSubgraph,
  input as leaf,
  matMul,
  type OpNode,
  reapply,
  reshape,
  rewriteGraph,
  type Subgraph,
  transpose,
  type Value,
} from '../graph/index.ts';
import { blockedProduct, blocksOf } from './blocked-conv.ts';
import { projectionInBlocks } from './loop-projections.ts';

/** Whether `graph` has a product that {@link layOutLoopProducts} would lay out. */
export function hasLoopProducts(graph: Graph): boolean {
  return graph.nodes.some(
    ({ attributes: { body } }) => body !== undefined && isSubgraph(body) && productsOf(body).length > 0,
  );
}

/** `graph` with the matrices of products in loops laid out; `block` as `blockLength` found it. */
export function layOutLoopProducts(graph: Graph, block: number | undefined): Graph {
  return rewriteGraph(graph, (node) => {
    const { body } = node.attributes;
    if (body === undefined || !isSubgraph(body) || productsOf(body).length === 0) return undefined;
    return inScope(node.scope, () => layOut({ node, body, block }));
  });
}

/** Products of a row per batch element, [batch, in], with a captured matrix [in, out] that is worth it. */
function productsOf(body: Subgraph): OpNode[] {
  const { nodes, captured } = bodyOf(body);
  return nodes.filter(({ op, inputs: [x, matrix] }) => {
    if (op.name !== 'MatMul' || x!.type.dtype !== 'float32' || x!.type.shape.length !== 2) return false;
    const [rows, columns] = matrix!.type.shape;
    const fits = typeof rows === 'number' && typeof columns === 'number';
    return fits && captured.includes(matrix!) && rows * columns >= smallestMatrix;
  });
}

/** Below this a product takes as long as laying its rows out. */
const smallestMatrix = 2 ** 14;

/** Columns of a panel. */
const width = 128;

interface Loop {
  readonly node: OpNode;
  readonly body: Subgraph;
  readonly block: number | undefined;
}

function layOut({ node, body, block }: Loop): readonly Value[] | undefined {
  const products = productsOf(body);
  const sums = block === undefined ? [] : sumsOf({ node, body }, { products, block });
  const inner = new Map<Value, Value>();
  const now = (value: Value): Value => inner.get(value) ?? value;
  for (const step of bodyOf(body).nodes) {
    // What a loop within takes from here keeps its name.
    if (capturedBy(step).some((value) => inner.has(value))) return undefined;
    // Its sum has it.
    if (sums.some(({ of }) => of === step)) continue;
    const sum = sums.find(({ add }) => add === step);
    const made = sum?.of ?? (products.includes(step) ? step : undefined);
    const [x, matrix] = (made ?? step).inputs as readonly [Value, Value];
    const inputs = step.inputs.map((value) => value && now(value));
    const outputs = made
      ? [product({ x: now(x), matrix, block, sum: sum?.inside })]
      : inputs.some((value, i) => value !== step.inputs[i])
        ? reapply(step, inputs)
        : step.outputs;
    step.outputs.forEach((output, i) => {
      if (outputs[i] !== output) inner.set(output, outputs[i]!);
    });
  }
  const replaced = new Map(sums.map((sum) => [sum.input, sum]));
  const inputs = body.inputs.map((value) => replaced.get(value)?.inside ?? value);
  const attributes = { ...node.attributes, body: { ...body, inputs, outputs: body.outputs.map(now) } };
  const outside = node.inputs.map((value, i) => replaced.get(body.inputs[i]!)?.outside ?? value);
  return reapply({ ...node, attributes }, outside);
}

/** A projection that a step adds to a product. */
interface Sum {
  readonly add: OpNode;
  readonly of: OpNode;
  /** The body's input that is added, what takes its place, and what is fed there. */
  readonly input: Value;
  readonly inside: Value;
  readonly outside: Value;
}

function sumsOf(
  { node, body }: Pick<Loop, 'node' | 'body'>,
  { products, block }: { readonly products: readonly OpNode[]; readonly block: number },
): Sum[] {
  const { nodes } = bodyOf(body);
  const isUsedOnce = (value: Value): boolean =>
    nodes.filter(({ inputs }) => inputs.includes(value)).length === 1 && !body.outputs.includes(value);
  return products.flatMap((of) => {
    const [product] = of.outputs as readonly [Value];
    const add = nodes.find(({ op, inputs }) => op.name === 'Add' && inputs.includes(product));
    const input = add?.inputs.find((value) => value !== product);
    const place = input === undefined ? -1 : body.inputs.indexOf(input);
    if (add === undefined || place < 0 || !isUsedOnce(product) || !isUsedOnce(input!)) return [];
    if (!isInBlocks(of.inputs[1]!, block)) return [];
    const outside = projectionInBlocks(node.inputs[place]!, block);
    if (outside === undefined) return [];
    const inside = leaf(`blocks${place}`, { dtype: 'float32', shape: outside.type.shape.slice(1) });
    return [{ add, of, input: input!, inside, outside }];
  });
}

interface Product {
  readonly x: Value;
  readonly matrix: Value;
  readonly block: number | undefined;
  /** In blocks. */
  readonly sum: Value | undefined;
}

function product({ x, matrix, block, sum }: Product): Value {
  if (block !== undefined && isInBlocks(matrix, block)) return timesBlocks(x, { matrix, block, sum });
  return Number(matrix.type.shape[1]) % width === 0 ? timesPanels(x, matrix) : matMul(x, matrix);
}

function isInBlocks(matrix: Value, block: number): boolean {
  return matrix.type.shape.every((size) => Number(size) % block === 0);
}

function timesBlocks(
  x: Value,
  { matrix, block, sum }: { readonly matrix: Value; readonly block: number; readonly sum: Value | undefined },
): Value {
  const batch = x.type.shape[0]!;
  const [rows, columns] = matrix.type.shape as readonly number[];
  const cut = reshape(x, [batch, rows! / block, block]);
  const lines = reshape(transpose(cut, [1, 0, 2]), [1, rows!, 1, batch]);
  const y = blockedProduct(lines, blocksOf(matrix, block), { sum });
  return reshape(transpose(reshape(y, [columns! / block, batch, block]), [1, 0, 2]), [batch, columns!]);
}

/**
 * Where there are no blocks the matrix is cut into panels that lie together: a product packs it at every step, and so reads it
 * in order and not with strides of thousands of bytes. A third less time for [8, 512] · [512, 2048].
 */
function timesPanels(x: Value, matrix: Value): Value {
  const [rows, columns] = matrix.type.shape as readonly number[];
  const panels = transpose(reshape(matrix, [rows!, columns! / width, width]), [1, 0, 2]);
  return reshape(transpose(matMul(x, panels), [1, 0, 2]), [x.type.shape[0]!, columns!]);
}
