/**
 * The nouns of a graph: values, nodes and ops, all immutable. A value is one output of a node; a node is an operation on
 * values, or a leaf. Building is calling functions on values; nothing is ever changed, so parts of graphs can be shared and
 * transformed freely.
 *
 * An op is one constant in one file of `ops/`, with its ONNX name, shape rule, gradient and examples side by side. The
 * conformance suite runs the examples on every device: inferred shape = the engine's, value = the naive reference,
 * gradient = finite differences.
 */

import type { Tensor } from '../tensor/index.ts';
import type { AttributeRule, InputRule } from './signature.ts';
import type { Shape, TensorType } from './type.ts';

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

/** What a shape rule sees. */
export interface InferContext {
  readonly inputs: readonly (TensorType | undefined)[];
  readonly attributes: Attributes;
  /** The tensor behind an input that is a constant, for shapes and axes given as values. */
  constantOf(index: number): Tensor | undefined;
  /** The sizes that an input given as a shape stands for: a constant, or made of `Shape` and `Concat`. */
  dimsOf(index: number): Shape | undefined;
}

/**
 * What a gradient rule sees: it returns one gradient per input, `undefined` where none flows. Ops with bodies go on with one
 * per captured value.
 */
export interface GradientContext {
  readonly node: OpNode;
  readonly inputs: readonly (Value | undefined)[];
  readonly outputs: readonly Value[];
  /** ∂loss/∂output for each output; `undefined` where the loss does not depend on it. */
  readonly gradients: readonly (Value | undefined)[];
  /** What the op's bodies take from outside, in order; empty for ops without bodies. Absent means empty. */
  readonly captured?: readonly Value[];
  /** Which inputs a gradient is wanted for, then which captured values. */
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
  /** '' for ONNX itself, `'com.microsoft'` for ONNX Runtime's own ops, `'com.microsoft.nchwc'` for those it keeps inside. */
  readonly domain: '' | 'com.microsoft' | 'com.microsoft.nchwc';
  /** What its inputs may be, in order: checked before the shape rule. Absent: neither they nor attributes are. */
  readonly inputs?: readonly InputRule[];
  /** What its attributes may be, by name. Absent: it has none. */
  readonly attributes?: Readonly<Record<string, AttributeRule>>;
  /** Types of the outputs. Throws ArgumentError where the inputs do not fit. */
  infer(context: InferContext): readonly TensorType[];
  /** Gradients of the inputs, as new nodes; absent for ops without a derivative (comparisons, shapes, casts to integers). */
  gradient?(context: GradientContext): readonly (Value | undefined)[];
  /** What it computes, plainly, for folding small constants; `types` are those of the outputs. */
  compute?(
    inputs: readonly (Tensor | undefined)[],
    attributes: Attributes,
    types: readonly TensorType[],
  ): readonly Tensor[];
  readonly examples: readonly OpExample[];
}
