/**
 * Values and nodes: the immutable graph. A value is one output of a node; a node is an operation on values. Building is
 * calling functions on values; nothing is ever changed, so parts of graphs can be shared and transformed freely.
 */

import type { Tensor } from '../tensor/index.ts';
import type { OpDefinition } from './op.ts';
import type { TensorType } from './type.ts';

/** A tensor to be: fed, stored or computed. */
export interface Value {
  readonly type: TensorType;
  readonly node: Node;
  /** Which output of `node` this is. */
  readonly index: number;
}

/** Attributes as ONNX has them: numbers are `FLOAT` or `INT` by the op's declaration, arrays likewise. */
export type AttributeValue = number | string | readonly number[] | readonly string[] | Tensor | Subgraph;

/** The body of a `Scan` or `If`: its inputs in order, its outputs in order. */
export interface Subgraph {
  readonly kind: 'subgraph';
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
}

/** Attributes by their ONNX names. */
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** An operation on values, or a leaf. `inputs` may have holes where ONNX allows them. */
export type Node = OpNode | InputNode | ParameterNode | ConstantNode;

/** An application of an op. */
export interface OpNode {
  readonly kind: 'op';
  readonly op: OpDefinition;
  readonly inputs: readonly (Value | undefined)[];
  readonly attributes: Attributes;
  readonly outputs: readonly Value[];
  /** The layer that made it, dotted: `encoder.0.conv`. For messages, prints and profiles. */
  readonly scope: string;
}

/** Fed at every run. */
export interface InputNode {
  readonly kind: 'input';
  readonly name: string;
  readonly outputs: readonly Value[];
}

/** A named weight: fed by a training step, stored inside an exported model. Names are those of a PyTorch state dict. */
export interface ParameterNode {
  readonly kind: 'parameter';
  readonly name: string;
  /** Whether training changes it; buffers such as running statistics are not trainable. */
  readonly trainable: boolean;
  readonly outputs: readonly Value[];
}

/** Known when the graph is built. */
export interface ConstantNode {
  readonly kind: 'constant';
  readonly tensor: Tensor;
  readonly outputs: readonly Value[];
}

/** A value that is fed at every run. */
export function input(name: string, type: TensorType): Value {
  return leaf((outputs) => ({ kind: 'input', name, outputs }), type);
}

/** A named weight. `trainable` defaults to true. */
export function parameter(
  name: string,
  type: TensorType,
  options: { readonly trainable?: boolean } = {},
): Value {
  return leaf(
    (outputs) => ({ kind: 'parameter', name, trainable: options.trainable ?? true, outputs }),
    type,
  );
}

/** A value known when the graph is built. */
export function constant(tensor: Tensor): Value {
  return leaf((outputs) => ({ kind: 'constant', tensor, outputs }), {
    dtype: tensor.dtype,
    shape: tensor.shape,
  });
}

/** A node and its values refer to each other, so the list of outputs is filled after the node exists, once. */
export function leaf(make: (outputs: readonly Value[]) => Node, type: TensorType): Value {
  const outputs: Value[] = [];
  const node = make(outputs);
  outputs.push({ type, node, index: 0 });
  return outputs[0]!;
}
