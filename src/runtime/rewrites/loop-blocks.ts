/**
 * A recurrent loop all of whose values lie on blocked channels: states and gates are never laid out again between one step's
 * product and the next. What does not go through blocks stays as it is.
 */

import {
  bodyOf,
  input as leaf,
  type OpNode,
  reapply,
  reshape,
  type Subgraph,
  type Value,
} from '../../graph/index.ts';
import { blockedProduct, blocksBehind, blocksOf, rowsInBlocks, rowsOfBlocks } from './blocked-conv.ts';
import { projectionInBlocks } from './loop-projections.ts';

/** Ops that work element by element, on values of one shape or with scalars. */
const elementwise: ReadonlySet<string> = new Set([
  'Add',
  'Sub',
  'Mul',
  'Div',
  'Neg',
  'Sigmoid',
  'Tanh',
  'Relu',
  'Identity',
]);

/** A loop's node and its body. */
export interface LoopNode {
  readonly node: OpNode;
  readonly body: Subgraph;
}

/**
 * The outputs of the loop, computed on blocks of `block` channels; `undefined` where a value is not [row, channels] with channels
 * that blocks divide, or an op knows no blocks.
 */
export function loopInBlocks({ node, body }: LoopNode, block: number): readonly Value[] | undefined {
  if (![...body.inputs, ...body.outputs].every((value) => isLaidOut(value, block))) return undefined;
  const inputs = body.inputs.map((value, i) =>
    leaf(`blocks${i}`, { dtype: 'float32', shape: blockedShape(value) }),
  );
  const inner = new Map(body.inputs.map((value, i) => [value, inputs[i]!]));
  for (const step of bodyOf(body).nodes) {
    const made = stepInBlocks(step, { inner, block });
    if (made === undefined) return undefined;
    step.outputs.forEach((output, i) => {
      inner.set(output, made[i]!);
    });
  }
  const states = node.inputs.length - Number(node.attributes.num_scan_inputs);
  const known = new Map<Value, Value | undefined>();
  const outside = node.inputs.map((value, i) =>
    i < states ? stateInBlocks(value!) : stepsInBlocks(value!, { block, known }),
  );
  const outputs = body.outputs.map((value) => inner.get(value)!);
  const attributes = { ...node.attributes, body: { ...body, inputs, outputs } };
  const results = reapply({ ...node, attributes }, outside);
  return results.map((value, i) => {
    const { shape } = node.outputs[i]!.type;
    return reshape(
      rowsOfBlocks(i < states ? value : reshape(value, value.type.shape.toSpliced(1, 1))),
      shape,
    );
  });
}

interface Inside {
  readonly inner: ReadonlyMap<Value, Value>;
  readonly block: number;
}

function stepInBlocks(step: OpNode, inside: Inside): readonly Value[] | undefined {
  const { inner, block } = inside;
  if (!step.outputs.every((value) => isLaidOut(value, block))) return undefined;
  const [a, b] = step.inputs as readonly [Value, Value | undefined];
  switch (step.op.name) {
    case 'MatMul': {
      const [x, matrix] = [inner.get(a), b!];
      if (x === undefined || inner.has(matrix) || matrix.type.shape.length !== 2) return undefined;
      return [blockedProduct(x, blocksOf(matrix))];
    }
    case 'Add':
      return sumInBlocks(step, inside) ?? elementsInBlocks(step, inside);
    case 'Split':
    case 'Concat': {
      const axis = Number(step.attributes.axis);
      const values = step.inputs.map((value) => inner.get(value!) ?? value!);
      const moved = step.op.name === 'Split' ? values.slice(0, 1) : values;
      if ((axis !== 1 && axis !== -1) || !moved.every((value) => value.type.shape.length === 4))
        return undefined;
      return reapply({ ...step, attributes: { ...step.attributes, axis: 1 } }, values);
    }
    default:
      return elementsInBlocks(step, inside);
  }
}

/** A product's convolution adds a bias, or what lies on blocks, by itself. */
function sumInBlocks({ inputs }: OpNode, { inner }: Inside): readonly Value[] | undefined {
  for (const [product, other] of [inputs, inputs.toReversed()] as [Value, Value][]) {
    const made = inner.get(product)?.node;
    if (made?.kind !== 'op' || made.op.name !== 'Conv' || product.node.kind !== 'op') continue;
    const [x, matrix, bias, already] = made.inputs as readonly [Value, Value, Value?, Value?];
    const sum = inner.get(other);
    if (sum !== undefined && already === undefined) return [blockedProduct(x, matrix, { bias, sum })];
    if (other.type.shape.length === 1 && bias === undefined && already === undefined) {
      return [blockedProduct(x, matrix, { bias: other })];
    }
  }
  return undefined;
}

function elementsInBlocks(step: OpNode, { inner }: Inside): readonly Value[] | undefined {
  if (!elementwise.has(step.op.name)) return undefined;
  const inputs = step.inputs.map((value) => inner.get(value!) ?? value!);
  const shapes = new Set(
    inputs.filter((value) => value.type.shape.length > 0).map((value) => value.type.shape.join()),
  );
  if (shapes.size !== 1 || inputs.every((value) => value.type.shape.length !== 4)) return undefined;
  return reapply(step, inputs);
}

function isLaidOut({ type: { dtype, shape } }: Value, block: number): boolean {
  const [rows, channels] = shape;
  return (
    dtype === 'float32' && shape.length === 2 && typeof rows === 'number' && Number(channels) % block === 0
  );
}

function blockedShape({ type }: Value): readonly number[] {
  const [rows, channels] = type.shape as readonly [number, number];
  return [1, channels, 1, rows];
}

function stateInBlocks(state: Value): Value {
  return rowsInBlocks(reshape(state, [1, ...state.type.shape]));
}

interface Outside {
  readonly block: number;
  /** Values that are laid out, or cannot be. */
  readonly known: Map<Value, Value | undefined>;
}

/** [step, row, channels] as [step, 1, channels, 1, row]. */
function stepsInBlocks(steps: Value, { block, known }: Outside): Value {
  const projection = projectionInBlocks(steps, block);
  if (projection !== undefined) return projection;
  const blocks = onBlocks(steps, known) ?? rowsInBlocks(steps);
  return reshape(blocks, blocks.type.shape.toSpliced(1, 0, 1));
}

/** What was computed element by element of values that came out of blocks, computed on the blocks. */
function onBlocks(value: Value, known: Outside['known']): Value | undefined {
  if (known.has(value)) return known.get(value);
  const blocks = blocksBehind(value) ?? elementsOnBlocks(value, known);
  known.set(value, blocks);
  return blocks;
}

function elementsOnBlocks({ node, index, type }: Value, known: Outside['known']): Value | undefined {
  if (node.kind !== 'op') return undefined;
  const isJoined =
    node.op.name === 'Concat' && [-1, type.shape.length - 1].includes(Number(node.attributes.axis));
  if (!isJoined && !elementwise.has(node.op.name)) return undefined;
  const inputs = node.inputs.map((input) => onBlocks(input!, known));
  if (isJoined && !inputs.includes(undefined)) {
    return reapply({ ...node, attributes: { ...node.attributes, axis: 1 } }, inputs)[0];
  }
  const shapes = new Set(inputs.map((input) => input?.type.shape.join()));
  return inputs.includes(undefined) || shapes.size !== 1 ? undefined : reapply(node, inputs)[index];
}
