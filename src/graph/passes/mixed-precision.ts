/**
 * Mixed precision as PyTorch's autocast has it (https://docs.pytorch.org/docs/stable/amp.html): products (MatMul, Gemm, Conv,
 * ConvTranspose) take float16, everything else stays float32. A transformation of a whole step, backward pass included, so
 * that sums of gradients, normalizations, losses and whatever an op's gradient is made of stay float32 as well.
 *
 * What only moves numbers moves halves where that rounds nothing that would not be rounded anyway: fewer casts, less to move.
 */

import { type Tensor, toFloat16 } from '../../tensor/index.ts';
import { inScope, reapply } from '../apply.ts';
import { capturedBy, createGraph, type Graph, needs } from '../graph.ts';
import type { Node, OpNode, Value } from '../node.ts';
import { cast } from '../ops/cast.ts';
import { numbersOf } from '../ops/compute.ts';
import { constant } from '../value.ts';
import { rebuild } from './rewrite.ts';

/** What {@link mixPrecision} may be told. */
export interface MixedPrecisionOptions {
  /** Whether a product must stay float32 for a reason of its own: one that belongs to a loss, say. Default: none. */
  readonly keep?: (node: OpNode) => boolean;
}

/**
 * `graph` with its products in float16: the same inputs, parameters and outputs, of the same types. In float32 stay
 *
 * - products with a matrix that is known beforehand: Fourier transforms, mel bands, interpolation;
 * - products with a vector: that is how sums are written, and they gain nothing;
 * - whatever `keep` names.
 *
 * Bodies of loops are gone into, so the products of recurrent layers count.
 */
export function mixPrecision(graph: Graph, { keep = () => false }: MixedPrecisionOptions = {}): Graph {
  const isHalved = (node: OpNode): boolean => isProduct(node) && !keep(node);
  // In order, so that nobody has to look far back: graphs are deep.
  graph.nodes.forEach(isFixed);
  const wanted = wantedInHalf(graph, isHalved);
  const forms = createForms();
  for (const node of graph.nodes) {
    const floats = node.inputs.filter((value) => value !== undefined && isFloat32(value)) as Value[];
    const stays = isMovement(node) && floats.length > 0 && floats.every((value) => forms.isHalf(value));
    if (wanted.has(node) || stays) {
      const outputs = reapply(
        node,
        node.inputs.map((value) => value && (isFloat32(value) ? forms.half(value) : forms.whole(value))),
      );
      node.outputs.forEach((output, i) => {
        forms.keep(output, outputs[i]!);
      });
    } else {
      const fresh = rebuild(node, forms.whole, (inner) => (isHalved(inner) ? castAround(inner) : undefined));
      isFixed(fresh);
      node.outputs.forEach((output, i) => {
        forms.keep(output, fresh.outputs[i]!);
      });
    }
  }
  return createGraph(
    Object.fromEntries([...graph.outputs].map(([name, value]) => [name, forms.whole(value)])),
  );
}

/** What became of the values of the old graph: in float32, in float16, or both once somebody asked. */
interface Forms {
  keep(old: Value, fresh: Value): void;
  /** Whether it was computed in float16. */
  isHalf(old: Value): boolean;
  whole(this: void, old: Value): Value;
  half(old: Value): Value;
}

function createForms(): Forms {
  const computed = new Map<Value, Value>();
  const casts = new Map<Value, Value>();
  const now = (old: Value): Value => computed.get(old) ?? old;
  const castOnce = (old: Value, make: (value: Value) => Value): Value => {
    const known = casts.get(old);
    if (known !== undefined) return known;
    const made = inScope(scopeOf(old.node), () => make(now(old)));
    casts.set(old, made);
    return made;
  };
  const isHalf = (old: Value): boolean => now(old).type.dtype === 'float16' && isFloat32(old);
  return {
    keep: (old, fresh) => void computed.set(old, fresh),
    isHalf,
    whole: (old) => (isHalf(old) ? castOnce(old, (value) => cast(value, 'float32')) : now(old)),
    half: (old) => (isHalf(old) ? now(old) : castOnce(old, toHalf)),
  };
}

function toHalf(value: Value): Value {
  return value.node.kind === 'constant'
    ? constant(toFloat16(value.node.tensor as Tensor<'float32'>))
    : cast(value, 'float16');
}

/** A product in a body: what goes in is rounded, what comes out is float32 again. */
function castAround(node: OpNode): readonly Value[] {
  return inScope(node.scope, () => {
    const inputs = node.inputs.map((value) => value && toHalf(value));
    return reapply(node, inputs).map((value) => cast(value, 'float32'));
  });
}

/**
 * Products, and what moves numbers for nobody but them: columns of a convolution, kernels turned around. Nodes are seen
 * after all that use them.
 */
function wantedInHalf(graph: Graph, isHalved: (node: OpNode) => boolean): ReadonlySet<OpNode> {
  const wanted = new Set<OpNode>();
  const inFloat32 = new Set<Value>(graph.outputs.values());
  for (const node of graph.nodes.toReversed()) {
    const isMoved = isMovement(node) || isSelection(node);
    const isUnseen = node.outputs.every((value) => isFloat32(value) && !inFloat32.has(value));
    if (isHalved(node) || (isMoved && isUnseen)) wanted.add(node);
    else for (const value of [...node.inputs, ...capturedBy(node)]) if (value) inFloat32.add(value);
  }
  return wanted;
}

const products: ReadonlySet<string> = new Set(['Conv', 'ConvTranspose', 'FusedMatMul', 'Gemm', 'MatMul']);

/** Products of learnt or computed numbers. */
function isProduct(node: OpNode): boolean {
  if (!products.has(node.op.name)) return false;
  const operands = node.inputs.slice(0, 2) as [Value, Value];
  return operands.every((value) => isFloat32(value) && !isFixed(value.node)) && !isWithVector(node);
}

function isWithVector({ op, inputs, outputs }: OpNode): boolean {
  if (op.name === 'Conv' || op.name === 'ConvTranspose') return false;
  const { shape } = outputs[0]!.type;
  return inputs.slice(0, 2).some((value) => value!.type.shape.length === 1) || shape.slice(-2).includes(1);
}

const fixed = new WeakMap<Node, boolean>();

/** Whether a value is known before anything is fed. */
function isFixed(node: Node): boolean {
  if (node.kind !== 'op') return node.kind === 'constant';
  let known = fixed.get(node);
  if (known === undefined) {
    known = needs(node).length > 0 && needs(node).every(isFixed);
    fixed.set(node, known);
  }
  return known;
}

const movements: ReadonlySet<string> = new Set([
  'Concat',
  'DepthToSpace',
  'Flatten',
  'Gather',
  'Identity',
  'Pad',
  'Reshape',
  'Slice',
  'SpaceToDepth',
  'Split',
  'Squeeze',
  'Transpose',
  'Unsqueeze',
]);

/** Ops whose results are numbers that came in, or zeros. */
function isMovement({ op, inputs }: OpNode): boolean {
  if (!movements.has(op.name)) return false;
  const filling = op.name === 'Pad' ? inputs[2] : undefined;
  return filling === undefined || isAllZeros(filling);
}

function isAllZeros({ node }: Value): boolean {
  return node.kind === 'constant' && numbersOf(node.tensor).every((x) => x === 0);
}

/** Products that only choose: each result is one of the numbers, by a kernel or a matrix with a single one in each line. */
function isSelection({ op, inputs }: OpNode): boolean {
  if (op.name !== 'Conv' && op.name !== 'MatMul') return false;
  const node = inputs[1]!.node;
  if (node.kind !== 'constant' || inputs[2] !== undefined) return false;
  const { shape, data } = node.tensor;
  const rows = shape[0]!;
  const columns = data.length / rows;
  return shape.length >= 2 && rows === columns && isPermutation(data as ArrayLike<number>, rows);
}

function isPermutation(data: ArrayLike<number>, size: number): boolean {
  const seen = new Uint8Array(size);
  for (let row = 0; row < size; row++) {
    let ones = 0;
    for (let column = 0; column < size; column++) {
      const x = data[row * size + column]!;
      if (x === 0) continue;
      if (x !== 1 || seen[column]) return false;
      seen[column] = 1;
      ones++;
    }
    if (ones !== 1) return false;
  }
  return true;
}

function isFloat32({ type }: Value): boolean {
  return type.dtype === 'float32';
}

function scopeOf(node: Node): string {
  return node.kind === 'op' ? node.scope : '';
}
