/**
 * What an op is: one constant in one file of `ops/`, with its ONNX name, shape rule, gradient and examples side by side.
 * The conformance suite runs the examples on every device: inferred shape = the engine's, value = the naive reference,
 * gradient = finite differences.
 */

import type { Tensor } from '../tensor/index.ts';
import { ArgumentError } from '../util/index.ts';
import { formatType, type TensorType } from './type.ts';
import type { Attributes, Node, OpNode, Value } from './value.ts';

/** What a shape rule sees. */
export interface InferContext {
  readonly inputs: readonly (TensorType | undefined)[];
  readonly attributes: Attributes;
  /** The tensor behind an input that is a constant, for shapes and axes given as values. */
  constantOf(index: number): Tensor | undefined;
}

/** What a gradient rule sees: it returns one gradient per input, `undefined` where none flows. */
export interface GradientContext {
  readonly node: OpNode;
  readonly inputs: readonly (Value | undefined)[];
  readonly outputs: readonly Value[];
  /** ∂loss/∂output for each output; `undefined` where the loss does not depend on it. */
  readonly gradients: readonly (Value | undefined)[];
  /** Which inputs a gradient is wanted for. */
  readonly wanted: readonly boolean[];
}

/** A small case for the conformance suite. */
export interface OpExample {
  readonly name?: string;
  readonly inputs: readonly (Tensor | undefined)[];
  /** Indices of inputs that must be constants of the graph (shapes, axes, pads). */
  readonly constants?: readonly number[];
  readonly attributes?: Attributes;
  /** What a naive reference computes from the inputs: the expected outputs. */
  reference(inputs: readonly (Tensor | undefined)[]): readonly Tensor[];
  /** Points where finite differences mean nothing (kinks), or an input without a derivative: skip with this reason. */
  readonly skipGradient?: string;
}

/** One operation. */
export interface OpDefinition {
  /** Its exact ONNX name. */
  readonly name: string;
  /** '' for ONNX itself, `'com.microsoft'` for ONNX Runtime's own ops. */
  readonly domain: '' | 'com.microsoft';
  /** Attributes whose numbers are ONNX FLOATs; all other numbers are INTs. */
  readonly floatAttributes?: readonly string[];
  /** Types of the outputs. Throws ArgumentError where the inputs do not fit. */
  infer(context: InferContext): readonly TensorType[];
  /** Gradients of the inputs, as new nodes; absent for ops without a derivative (comparisons, shapes, casts to integers). */
  gradient?(context: GradientContext): readonly (Value | undefined)[];
  readonly examples: readonly OpExample[];
}

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
