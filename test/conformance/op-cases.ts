/**
 * What the conformance suite asks of every op: for each example one graph of the op itself, and one of its gradient rule fed
 * with a random upstream gradient. Shared by Node, browsers and the table of ops.
 */

import {
  apply,
  constant,
  input,
  type OpDefinition,
  type OpExample,
  type Value,
} from '../../src/graph/index.ts';
import { type DType, elementCount, floatTensor, type Tensor, tensor } from '../../src/tensor/index.ts';
import { createRandom } from '../../src/util/index.ts';

/** One example of one op, built. */
export interface OpCase {
  readonly op: OpDefinition;
  readonly example: OpExample;
  /** Unique: `Conv.2 strided`. */
  readonly name: string;
  /** The op's outputs. */
  readonly outputs: readonly Value[];
  /** Tensors by the names of the case's graph inputs. */
  readonly feeds: Readonly<Record<string, Tensor>>;
  /** Names of the inputs in order; `undefined` for constants and holes. */
  readonly names: readonly (string | undefined)[];
}

/** The gradients of a case: by input index, for a loss `Σ output · weights`. */
export interface GradientCase {
  readonly opCase: OpCase;
  /** What each output is weighted with in the loss; `undefined` for outputs that are not floats. */
  readonly weights: readonly (Tensor | undefined)[];
  /** Inputs that a gradient was asked for. */
  readonly wanted: readonly number[];
  /** What the rule gave; no gradient for a wanted input says that it is zero. */
  readonly gradients: ReadonlyMap<number, Value>;
  /** The case's feeds and the weights, by name. */
  readonly feeds: Readonly<Record<string, Tensor>>;
}

/** Half floats are left out: their differences are rounding. */
const floats: readonly DType[] = ['float32', 'float64'];

/** All examples of an op, built. An example that cannot be built is a problem, not a case. */
export function casesOf(op: OpDefinition): { cases: OpCase[]; problems: string[] } {
  const cases: OpCase[] = [];
  const problems: string[] = [];
  op.examples.forEach((example, index) => {
    const name = `${op.name}.${index}${example.name === undefined ? '' : ` ${example.name}`}`;
    try {
      cases.push(buildCase(name, op, example));
    } catch (error) {
      problems.push(`${name}: cannot be built: ${(error as Error).message}`);
    }
  });
  return { cases, problems };
}

function buildCase(name: string, op: OpDefinition, example: OpExample): OpCase {
  const feeds: Record<string, Tensor> = {};
  const names = example.inputs.map((given, index) => {
    if (given === undefined || example.constants?.includes(index)) return undefined;
    feeds[`${name}/${index}`] = given;
    return `${name}/${index}`;
  });
  const inputs = example.inputs.map((given, index) => {
    if (given === undefined) return undefined;
    const inputName = names[index];
    const type = { dtype: given.dtype, shape: given.shape };
    return inputName === undefined ? constant(given) : input(inputName, type);
  });
  return { op, example, name, outputs: apply(op, inputs, example.attributes), feeds, names };
}

/** Why a case has no gradient to check, or `undefined`. */
export function noGradient({ op, example, outputs, names }: OpCase): string | undefined {
  if (op.gradient === undefined) return 'the op has no derivative';
  if (example.skipGradient !== undefined) return example.skipGradient;
  if (!outputs.some(({ type }) => floats.includes(type.dtype))) return 'no output is a float';
  if (!example.inputs.some((given, index) => names[index] && floats.includes(given!.dtype))) {
    return 'no input that is fed is a float';
  }
  return undefined;
}

/** The gradient rule applied to a case. Only for cases without {@link noGradient}. */
export function gradientCase(opCase: OpCase): GradientCase {
  const { op, example, outputs, names } = opCase;
  const { node } = outputs[0]!;
  if (node.kind !== 'op') throw new Error(`${opCase.name} is no op`);
  const { uniform } = createRandom(1);
  const feeds: Record<string, Tensor> = { ...opCase.feeds };
  const weights = outputs.map(({ type }, index) => {
    if (!floats.includes(type.dtype)) return undefined;
    const shape = type.shape.map(Number);
    const numbers = Array.from({ length: elementCount(shape) }, () => 2 * uniform() - 1);
    const weight =
      type.dtype === 'float64'
        ? tensor('float64', shape, Float64Array.from(numbers))
        : floatTensor(shape, numbers);
    feeds[`${opCase.name}/weight${index}`] = weight;
    return weight;
  });
  const wanted = example.inputs.map(
    (given, index) => names[index] !== undefined && floats.includes(given!.dtype),
  );
  const rule = op.gradient!({
    node,
    inputs: node.inputs,
    outputs,
    gradients: weights.map(
      (weight, index) =>
        weight && input(`${opCase.name}/weight${index}`, { dtype: weight.dtype, shape: weight.shape }),
    ),
    wanted,
  });
  const gradients = new Map<number, Value>();
  rule.forEach((value, index) => {
    if (wanted[index] && value !== undefined) gradients.set(index, value);
  });
  return { opCase, weights, wanted: [...wanted.keys()].filter((index) => wanted[index]), gradients, feeds };
}
