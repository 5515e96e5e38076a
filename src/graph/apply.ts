/** Applying an op: shape inference, the new node, and the scope that it is made in. */

import type { Tensor } from '../tensor/index.ts';
import { ArgumentError } from '../util/index.ts';
import type { Attributes, Node, OpDefinition, OpNode, Value } from './node.ts';
import { formatType, type TensorType } from './type.ts';

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
  const types = inferTypes(op, inputs, attributes);
  const outputs: Value[] = [];
  const node: OpNode = { kind: 'op', op, inputs: [...inputs], attributes, outputs, scope: scopes.join('.') };
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

function inferTypes(
  op: OpDefinition,
  inputs: readonly (Value | undefined)[],
  attributes: Attributes,
): readonly TensorType[] {
  try {
    return op.infer({
      inputs: inputs.map((value) => value?.type),
      attributes,
      constantOf: (index) => constantTensor(inputs[index]?.node),
    });
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
