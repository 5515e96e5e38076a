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
  matMul,
  type OpNode,
  reapply,
  reshape,
  rewriteGraph,
  type Subgraph,
  transpose,
  type Value,
} from '../graph/index.ts';
import { blockedProduct } from './blocked-conv.ts';

/** Whether `graph` has a product that {@link layOutLoopProducts} would lay out. */
export function hasLoopProducts(graph: Graph): boolean {
  return graph.nodes.some((node) => bodiesOf(node).some((body) => productsOf(body).length > 0));
}

/** `graph` with the matrices of products in loops laid out; `block` as `blockLength` found it. */
export function layOutLoopProducts(graph: Graph, block: number | undefined): Graph {
  return rewriteGraph(graph, (node) => {
    const bodies = Object.entries(node.attributes).filter(([, value]) => isSubgraph(value));
    const rebuilt = bodies.map(([name, body]) => [name, layOut(body as Subgraph, block)] as const);
    if (bodies.every(([, body], i) => rebuilt[i]![1] === body)) return undefined;
    const attributes = { ...node.attributes, ...Object.fromEntries(rebuilt) };
    return reapply({ ...node, attributes }, node.inputs);
  });
}

function bodiesOf(node: OpNode): Subgraph[] {
  return Object.values(node.attributes).filter(isSubgraph);
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

function layOut(body: Subgraph, block: number | undefined): Subgraph {
  const products = productsOf(body);
  if (products.length === 0) return body;
  const inner = new Map<Value, Value>();
  const now = (value: Value): Value => inner.get(value) ?? value;
  for (const node of bodyOf(body).nodes) {
    // What a loop within takes from here keeps its name.
    if (capturedBy(node).some((value) => inner.has(value))) return body;
    const inputs = node.inputs.map((value) => value && now(value));
    const isNew = inputs.some((value, i) => value !== node.inputs[i]);
    const outputs = products.includes(node)
      ? [inScope(node.scope, () => product(inputs[0]!, node.inputs[1]!, block))]
      : isNew
        ? reapply(node, inputs)
        : node.outputs;
    node.outputs.forEach((output, i) => {
      if (outputs[i] !== output) inner.set(output, outputs[i]!);
    });
  }
  return { ...body, outputs: body.outputs.map(now) };
}

function product(x: Value, matrix: Value, block: number | undefined): Value {
  const [rows, columns] = matrix.type.shape as readonly number[];
  if (block !== undefined && rows! % block === 0 && columns! % block === 0)
    return timesBlocks(x, matrix, block);
  return columns! % width === 0 ? timesPanels(x, matrix) : matMul(x, matrix);
}

function timesBlocks(x: Value, matrix: Value, block: number): Value {
  const batch = x.type.shape[0]!;
  const [rows, columns] = matrix.type.shape as readonly number[];
  const lines = reshape(transpose(reshape(x, [batch, rows! / block, block]), [1, 0, 2]), [
    1,
    rows!,
    1,
    batch,
  ]);
  const y = reshape(blockedProduct(lines, inBlocks(matrix, block)), [columns! / block, batch, block]);
  return reshape(transpose(y, [1, 0, 2]), [batch, columns!]);
}

/** [in, out] as [out / block, in, out within the block], in the shape that the convolution wants. */
function inBlocks(matrix: Value, block: number): Value {
  const [rows, columns] = matrix.type.shape as readonly number[];
  const { node } = matrix;
  const isTransposed = node.kind === 'op' && node.op.name === 'Transpose';
  const laidOut = isTransposed
    ? transpose(reshape(node.inputs[0]!, [columns! / block, block, rows!]), [0, 2, 1])
    : transpose(reshape(matrix, [rows!, columns! / block, block]), [1, 0, 2]);
  return reshape(laidOut, [columns!, rows!, 1, 1]);
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
