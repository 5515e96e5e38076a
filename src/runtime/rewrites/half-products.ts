/**
 * Products in half precision, as each device computes them rightly.
 *
 * Processors have no kernels for halves: ONNX Runtime computes in float32 there, and leaves out the rounding of what goes in
 * together with the casts that it saves. Here the rounding stays, so that a step in mixed precision has its numbers on every
 * device. WebGPU adds up in halves, where long sums stop growing: those are added up in float32.
 */

import {
  cast,
  type Graph,
  inScope,
  type OpNode,
  type RewriteRule,
  reapply,
  rewriteGraph,
  type Value,
} from '../../graph/index.ts';
import type { Device } from '../device.ts';

/**
 * The longest sum that is added up in halves. Errors with WebGPU, root mean square relative to the product's: of normal numbers
 * 0.1 % for 64 terms and 0.5 % for 1024; of numbers with a mean of 1 1.7 % for 4096 and 68 % for 65 536. Summed up in float32 it
 * is 0.03 % for any length (docs/engine-measurements.md).
 */
const longestHalfSum = 1024;

const products: ReadonlySet<string> = new Set(['Conv', 'ConvTranspose', 'FusedMatMul', 'Gemm', 'MatMul']);

const rules: Readonly<Partial<Record<Device, RewriteRule>>> = {
  cpu: summedInFloat32,
  wasm: summedInFloat32,
  webgpu: (node) => (sumLength(node) <= longestHalfSum ? undefined : summedInFloat32(node)),
};

/** The graph with its float16 products as `device` wants them, in bodies of loops too. */
export function placeHalfProducts(device: Device, graph: Graph): Graph {
  const rule = rules[device];
  if (rule === undefined || !graph.nodes.some(hasHalves)) return graph;
  return rewriteGraph(
    graph,
    (node) => (isHalfProduct(node) ? inScope(node.scope, () => rule(node)) : undefined),
    { bodies: true },
  );
}

/** Rounded operands, a product in float32, and its rounding. */
function summedInFloat32(node: OpNode): readonly Value[] {
  const inputs = node.inputs.map((value) => value && cast(value, 'float32'));
  return reapply(node, inputs).map((value) => cast(value, 'float16'));
}

/** How many products make a sum; infinity where a size is not known. */
function sumLength({ op, inputs, attributes }: OpNode): number {
  const [a, b] = inputs as readonly [Value, Value];
  const isConv = op.name === 'Conv' || op.name === 'ConvTranspose';
  const { shape } = isConv ? b.type : a.type;
  // A kernel is [output, input, …], a transposed one [input, output, …]; of the inputs a group has its share.
  const group = op.name === 'ConvTranspose' ? Number(attributes.group ?? 1) : 1;
  const factors = isConv
    ? shape.filter((_, axis) => axis !== (op.name === 'Conv' ? 0 : 1))
    : [shape.at(attributes.transA === 1 ? -2 : -1)!];
  const known = factors.every((size) => typeof size === 'number');
  return known
    ? factors.reduce<number>((count, size) => count * Number(size), 1) / group
    : Number.POSITIVE_INFINITY;
}

function isHalfProduct({ op, outputs }: OpNode): boolean {
  return products.has(op.name) && outputs[0]!.type.dtype === 'float16';
}

/** Halves enter by a cast, into a body as well. */
function hasHalves({ outputs, attributes }: OpNode): boolean {
  return (
    outputs.some((value) => value.type.dtype === 'float16') ||
    Object.values(attributes).some((value) => typeof value === 'object' && 'kind' in value)
  );
}
