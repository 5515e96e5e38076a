/** Applying an op: shape inference, the new node, and the scope that it is made in. */

import type { Tensor } from '../tensor/index.ts';
import { ArgumentError } from '../util/index.ts';
import { checkOutputs, checkSignature } from './check-signature.ts';
import type { Attributes, Node, OpDefinition, OpNode, Value } from './node.ts';
import { formatType, type Shape, type TensorType } from './type.ts';

let scopes: readonly string[] = [];

/** Runs `build` with `name` added to the scope of every node it makes. */
export function inScope<T>(name: string, build: () => T): T {
  const outer = scopes;
  scopes = [...scopes, name];
  try {
    return build();
  } finally {
    scopes = outer;
  }
}

/** Applies an op to values and returns its outputs. Throws ArgumentError, naming op and scope, where shapes do not fit. */
export function apply(
  op: OpDefinition,
  inputs: readonly (Value | undefined)[],
  attributes: Attributes = {},
): readonly Value[] {
  return make({ op, inputs, attributes, scope: scopes.join('.') });
}

/** The op of `node` on other inputs, in the scope of `node`: how passes rebuild a graph. */
export function reapply(node: OpNode, inputs: readonly (Value | undefined)[]): readonly Value[] {
  return make({ op: node.op, inputs, attributes: node.attributes, scope: node.scope });
}

function make(parts: Pick<OpNode, 'op' | 'inputs' | 'attributes' | 'scope'>): readonly Value[] {
  const types = inferTypes(parts.op, parts.inputs, parts.attributes);
  const outputs: Value[] = [];
  const node: OpNode = { ...parts, kind: 'op', inputs: [...parts.inputs], outputs };
  types.forEach((type, index) => {
    outputs.push({ type, node, index });
  });
  return outputs;
}

/** {@link apply} for ops with one output. */
export function apply1(
  op: OpDefinition,
  inputs: readonly (Value | undefined)[],
  attributes: Attributes = {},
): Value {
  return apply(op, inputs, attributes)[0]!;
}

/** The types of an op's outputs. Throws ArgumentError, naming op and scope, where shapes do not fit. */
export function inferTypes(
  op: OpDefinition,
  inputs: readonly (Value | undefined)[],
  attributes: Attributes,
): readonly TensorType[] {
  try {
    const types = inputs.map((value) => value?.type);
    checkSignature(op, types, attributes);
    const outputs = op.infer({
      inputs: types,
      attributes,
      constantOf: (index) => constantTensor(inputs[index]?.node),
      dimsOf: (index) => knownDims(inputs[index]),
    });
    checkOutputs(outputs);
    return outputs;
  } catch (cause) {
    if (!(cause instanceof ArgumentError)) throw cause;
    const place = [...scopes, op.name].join('.');
    const got = `${cause.got} (inputs ${inputs.map((value) => (value ? formatType(value.type) : 'none')).join(', ')})`;
    throw new ArgumentError({ place, expected: cause.expected, got, remedy: cause.remedy, cause });
  }
}

function constantTensor(node: Node | undefined): Tensor | undefined {
  return node?.kind === 'constant' ? node.tensor : undefined;
}

/** The sizes behind a value that is used as a shape, symbolic ones by name. */
function knownDims(value: Value | undefined): Shape | undefined {
  const node = value?.node;
  if (node === undefined) return undefined;
  if (node.kind === 'constant') return Array.from(node.tensor.data as ArrayLike<number | bigint>, Number);
  if (node.kind !== 'op') return undefined;
  if (node.op.name === 'Shape') {
    const { start, end } = node.attributes;
    return node.inputs[0]!.type.shape.slice(
      typeof start === 'number' ? start : 0,
      typeof end === 'number' ? end : undefined,
    );
  }
  if (node.op.name !== 'Concat') return undefined;
  const parts = node.inputs.map(knownDims);
  return parts.some((part) => part === undefined) ? undefined : parts.flatMap((part) => part!);
}
