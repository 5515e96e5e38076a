/** Nodes that change nothing: x + 0, x · 1, a transpose undone, a repetition that broadcasting does anyway. */

import { inferTypes, reapply } from '../apply.ts';
import type { OpNode, Value } from '../node.ts';
import { Add, Div, Mul, Neg, Sub } from '../ops/arithmetic.ts';
import { integersAttribute } from '../ops/axes.ts';
import { Expand } from '../ops/broadcast.ts';
import { Cast } from '../ops/cast.ts';
import { numbersOf } from '../ops/compute.ts';
import { Max, Min } from '../ops/extrema.ts';
import { Identity } from '../ops/identity.ts';
import { Pow } from '../ops/power.ts';
import { Reshape, transpose } from '../ops/shape.ts';
import type { TensorType } from '../type.ts';

/** Rule: a value that is the node's output already. */
export function removeNoOps(node: OpNode): readonly Value[] | undefined {
  const value =
    neutralOperand(node) ?? sameAsInput(node) ?? undone(node) ?? joined(node) ?? withoutExpand(node);
  return value === undefined ? undefined : [value];
}

/** The operand's value that makes the op return the other one, and at which places it may stand. */
const neutral: ReadonlyMap<OpNode['op'], { readonly element: number; readonly places: readonly number[] }> =
  new Map([
    [Add, { element: 0, places: [0, 1] }],
    [Sub, { element: 0, places: [1] }],
    [Mul, { element: 1, places: [0, 1] }],
    [Div, { element: 1, places: [1] }],
    [Pow, { element: 1, places: [1] }],
  ]);

function neutralOperand(node: OpNode): Value | undefined {
  const rule = neutral.get(node.op);
  const place = rule?.places.find((at) => isFilledWith(node.inputs[at], rule.element));
  const other = place === undefined ? undefined : node.inputs[1 - place];
  return other !== undefined && sameType(other.type, node.outputs[0]!.type) ? other : undefined;
}

function isFilledWith(value: Value | undefined, element: number): boolean {
  if (value?.node.kind !== 'constant' || value.type.dtype === 'float16') return false;
  const numbers = value.node.tensor.data.length <= 64 ? numbersOf(value.node.tensor) : [];
  return numbers.length > 0 && numbers.every((x) => x === element);
}

const typeChangers: ReadonlySet<OpNode['op']> = new Set([Cast, Expand, Identity, Reshape]);

/** Ops that only change the type, where it does not change. */
function sameAsInput(node: OpNode): Value | undefined {
  const x = node.inputs[0];
  if (node.op.name === 'Transpose') {
    const perm = integersAttribute(node.attributes, 'perm', []);
    return x !== undefined && perm.length > 0 && perm.every((axis, i) => axis === i) ? x : undefined;
  }
  return typeChangers.has(node.op) && sameType(x!.type, node.outputs[0]!.type) ? x : undefined;
}

/** −(−x). */
function undone(node: OpNode): Value | undefined {
  const before = node.inputs[0]?.node;
  return node.op === Neg && before?.kind === 'op' && before.op === Neg ? before.inputs[0] : undefined;
}

/** A reshape of a reshape, a transpose of a transpose: one. */
function joined(node: OpNode): Value | undefined {
  const before = node.inputs[0]?.node;
  if (before?.kind !== 'op' || before.op !== node.op) return undefined;
  if (node.op.name === 'Transpose') {
    const outer = integersAttribute(node.attributes, 'perm', []);
    const inner = integersAttribute(before.attributes, 'perm', []);
    if (outer.length === 0 || inner.length === 0) return undefined;
    return transpose(
      before.inputs[0]!,
      outer.map((axis) => inner[axis]!),
    );
  }
  if (node.op !== Reshape) return undefined;
  if (sameType(before.inputs[0]!.type, node.outputs[0]!.type)) return before.inputs[0];
  const target = node.inputs[1]!;
  // A zero means the size in the input, which would be another one.
  const movable = target.node.kind !== 'constant' || !numbersOf(target.node.tensor).includes(0);
  return movable ? reapply(node, [before.inputs[0], target])[0] : undefined;
}

const broadcasting: ReadonlySet<OpNode['op']> = new Set([Add, Div, Max, Min, Mul, Pow, Sub]);

/** An op that broadcasts needs no Expand before it where the other operand has the full shape. */
function withoutExpand(node: OpNode): Value | undefined {
  if (!broadcasting.has(node.op)) return undefined;
  const place = node.inputs.findIndex((value) => value?.node.kind === 'op' && value.node.op === Expand);
  if (place < 0) return undefined;
  const narrow = (node.inputs[place]!.node as OpNode).inputs[0];
  const inputs = node.inputs.map((value, at) => (at === place ? narrow : value));
  const [type] = inferTypes(node.op, inputs, node.attributes);
  return sameType(type!, node.outputs[0]!.type) ? reapply(node, inputs)[0] : undefined;
}

function sameType(a: TensorType, b: TensorType): boolean {
  return (
    a.dtype === b.dtype && a.shape.length === b.shape.length && a.shape.every((dim, i) => dim === b.shape[i])
  );
}
