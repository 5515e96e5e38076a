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
} from '../../graph/index.ts';
import { type LoopNode, loopInBlocks } from './loop-blocks.ts';

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
    return inScope(
      node.scope,
      () =>
        (block === undefined ? undefined : loopInBlocks({ node, body }, block)) ??
        loopOnPanels({ node, body }),
    );
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

/** The loop on panels: its products alone change. */
function loopOnPanels({ node, body }: LoopNode): readonly Value[] | undefined {
  const products = productsOf(body);
  const inner = new Map<Value, Value>();
  const now = (value: Value): Value => inner.get(value) ?? value;
  for (const step of bodyOf(body).nodes) {
    // What a loop within takes from here keeps its name.
    if (capturedBy(step).some((value) => inner.has(value))) return undefined;
    const inputs = step.inputs.map((value) => value && now(value));
    const outputs = products.includes(step)
      ? [timesPanels(inputs[0]!, inputs[1]!)]
      : inputs.some((value, i) => value !== step.inputs[i])
        ? reapply(step, inputs)
        : step.outputs;
    step.outputs.forEach((output, i) => {
      if (outputs[i] !== output) inner.set(output, outputs[i]!);
    });
  }
  const attributes = { ...node.attributes, body: { ...body, outputs: body.outputs.map(now) } };
  return reapply({ ...node, attributes }, node.inputs);
}

/**
 * Where there are no blocks the matrix is cut into panels that lie together: a product packs it at every step, and so reads it
 * in order and not with strides of thousands of bytes. A third less time for [8, 512] · [512, 2048].
 */
function timesPanels(x: Value, matrix: Value): Value {
  const [rows, columns] = matrix.type.shape as readonly number[];
  if (columns! % width !== 0) return matMul(x, matrix);
  const panels = transpose(reshape(matrix, [rows!, columns! / width, width]), [1, 0, 2]);
  return reshape(transpose(matMul(x, panels), [1, 0, 2]), [x.type.shape[0]!, columns!]);
}
