/**
 * What a device computes wrongly or slowly, said in ops that it computes well. Found by the conformance suite and by measuring,
 * with ONNX Runtime 1.30; what has no other way of being said is refused (refused-ops.ts).
 */

import {
  add,
  clip,
  composeBatchNormalization,
  concat,
  type Graph,
  gather,
  gemm,
  inScope,
  matMul,
  mul,
  type OpNode,
  type RewriteRule,
  reapply,
  relu,
  removeNoOps,
  reshape,
  rewriteGraph,
  slice,
  swapAxes,
  type Value,
  zerosLike,
} from '../../graph/index.ts';
import type { Device } from '../device.ts';
import { convRules } from './conv-rewrites.ts';
import { placeHalfProducts } from './half-products.ts';
import { namePlaces } from './pool-places.ts';
import { sumRules } from './sum-rewrites.ts';

const rules: Readonly<Partial<Record<Device, Readonly<Record<string, RewriteRule>>>>> = {
  cpu: { BatchNormalization: protectStatistics, PRelu: addSides, ...convRules, ...sumRules },
  wasm: { BatchNormalization: protectStatistics, PRelu: addSides, ...convRules, ...sumRules },
  webgpu: {
    BatchNormalization: composeTraining,
    ConvTranspose: widenGroups,
    FusedMatMul: unfuse,
    MaxPool: namePlaces,
    Slice: gatherBackwards,
  },
};

/** The graph that computes the same on `device`. */
export function rewriteForDevice(device: Device, given: Graph): Graph {
  const graph = placeHalfProducts(device, given);
  const own = rules[device];
  if (own === undefined || !graph.nodes.some((node) => node.op.name in own)) return graph;
  // One name may hold the dots of many: it is the same layer.
  const rewritten = rewriteGraph(graph, (node) => inScope(node.scope, () => own[node.op.name]?.(node)));
  // Left to the runtime, which would put the reshapes it joins last: gradients that are ready would wait for all others.
  return rewriteGraph(rewritten, removeNoOps);
}

/**
 * In training the processor's BatchNormalization writes the new statistics over the old ones, even those that are fed. It
 * is left alone where there are none to spoil, as `normalizeBatch` makes it.
 */
function protectStatistics(node: OpNode): readonly Value[] | undefined {
  const isComputed = node.inputs.slice(3).every((value) => value!.node.kind === 'op');
  return node.attributes.momentum === 0 && isComputed ? undefined : composeTraining(node);
}

/** BatchNormalization by the batch's own statistics, which WebGPU refuses. */
function composeTraining(node: OpNode): readonly Value[] | undefined {
  return node.attributes.training_mode === 1 ? composeBatchNormalization(node) : undefined;
}

/**
 * max(x, 0) + slope · min(x, 0): four passes that use vectors take a third of the processor's time for PRelu, which goes
 * element by element (2.8 ms to 8.9 ms for 1.6 million).
 */
function addSides(node: OpNode): readonly Value[] {
  const [x, slope] = node.inputs as readonly [Value, Value];
  return [add(relu(x), mul(clip(x, { max: 0 }), slope))];
}

/**
 * Transposed convolutions whose groups of several channels become one: WebGPU mixes the groups up. With a second, empty output
 * per group it does not, and every other output is what was wanted.
 */
function widenGroups(node: OpNode): readonly Value[] | undefined {
  const [x, w, b] = node.inputs;
  const group = Number(node.attributes.group ?? 1);
  const [inputs, outputs] = w!.type.shape;
  if (group === 1 || outputs !== 1 || inputs === group) return undefined;
  const [wide] = reapply(node, [x, concat([w!, zerosLike(w!)], 1)]);
  const y = slice(wide!, { axis: 1, step: 2 });
  const axes = w!.type.shape.length - 2;
  return [b === undefined ? y : add(y, reshape(b, [group, ...new Array<number>(axes).fill(1)]))];
}

/**
 * FusedMatMul, which every gradient of a product is: WebGPU has none, so its operands would go to the processor and its result
 * come back. Gemm reads operands transposed as well, where there is no batch.
 */
function unfuse({ inputs, attributes }: OpNode): readonly Value[] {
  const [a, b] = inputs as readonly [Value, Value];
  const [transA, transB] = [attributes.transA === 1, attributes.transB === 1];
  const alpha = typeof attributes.alpha === 'number' ? attributes.alpha : 1;
  const isFlat = a.type.shape.length === 2 && b.type.shape.length === 2;
  if (isFlat) return [gemm(a, b, { transA, transB, alpha })];
  // A vector has no axes to exchange.
  const turned = (x: Value, isTurned: boolean): Value =>
    isTurned && x.type.shape.length > 1 ? swapAxes(x, [-1, -2]) : x;
  const product = matMul(turned(a, transA), turned(b, transB));
  return [alpha === 1 ? product : mul(product, alpha)];
}

/** Slices with negative steps: WebGPU gives wrong elements. The elements wanted are known where the axis is. */
function gatherBackwards(node: OpNode): readonly Value[] | undefined {
  const x = node.inputs[0]!;
  const [starts, ends, axes, steps] = [1, 2, 3, 4].map((index) => integersOf(node.inputs[index]));
  if (starts === undefined || ends === undefined || steps === undefined || steps.every((step) => step > 0)) {
    return undefined;
  }
  let y = x;
  for (const [i, step] of steps.entries()) {
    const axis = axes?.[i] ?? i;
    const size = x.type.shape.at(axis)!;
    if (step > 0) y = slice(y, { axis, start: starts[i]!, end: ends[i]!, step });
    else if (typeof size === 'string') return undefined;
    else y = gather(y, backwards({ size, start: starts[i]!, end: ends[i]!, step }), axis);
  }
  return [y];
}

function integersOf(value: Value | undefined): number[] | undefined {
  return value?.node.kind === 'constant' ? Array.from(value.node.tensor.data, Number) : undefined;
}

interface Backwards {
  readonly size: number;
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

/** ONNX's Slice with a negative step: from `start` down to, and without, `end`; both may count from the end. */
function backwards({ size, start, end, step }: Backwards): number[] {
  const first = Math.min(start < 0 ? start + size : start, size - 1);
  const last = Math.max(end < 0 ? end + size : end, -1);
  const indices: number[] = [];
  for (let index = first; index > last; index += step) indices.push(index);
  return indices;
}
