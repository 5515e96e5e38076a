/**
 * What the conformance suite asks of every op: for each example one graph of the op itself, and one of its gradient rule fed
 * with a random upstream gradient. Shared by Node, browsers and the table of ops.
 */

import {
  apply,
  constant,
  type Dim,
  input,
  type OpDefinition,
  type OpExample,
  type Shape,
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
  /** The same example with a symbolic first axis has that axis' name and size, and the name of the case without. */
  readonly symbolic?: { readonly axis: string; readonly size: number; readonly plain: string };
  /** The op's outputs. */
  readonly outputs: readonly Value[];
  /** Tensors by the names of the case's graph inputs. */
  readonly feeds: Readonly<Record<string, Tensor>>;
  /** Names of the inputs in order; `undefined` for constants and holes. */
  readonly names: readonly (string | undefined)[];
}

/** The gradients of a case: by input index, for a loss `Σ output · weights`. */
export interface GradientCase {
  /** Unique. */
  readonly name: string;
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

/**
 * All examples of an op, built, each with sizes known and once more with a symbolic first axis where the op allows it. An
 * example that cannot be built with known sizes is a problem, not a case.
 */
export function casesOf(op: OpDefinition): { cases: OpCase[]; problems: string[] } {
  const cases: OpCase[] = [];
  const problems: string[] = [];
  op.examples.forEach((example, index) => {
    const name = `${op.name}.${index}${example.name === undefined ? '' : ` ${example.name}`}`;
    try {
      cases.push(buildCase({ name, op, example }));
    } catch (error) {
      problems.push(`${name}: cannot be built: ${(error as Error).message}`);
      return;
    }
    const symbolic = symbolicCase({ name, op, example });
    if (symbolic !== undefined) cases.push(symbolic);
  });
  return { cases, problems };
}

type CaseParts = Pick<OpCase, 'name' | 'op' | 'example' | 'symbolic'>;

/** The first axis of the first input has a name, and that of all inputs that look alike. */
function symbolicCase({ name, op, example }: CaseParts): OpCase | undefined {
  const size = example.inputs[0]?.shape[0];
  if (size === undefined || example.constants?.includes(0)) return undefined;
  try {
    // A name of its own: cases share a graph, and have different sizes.
    const axis = `n${name.replace(/\W/g, '')}`;
    return buildCase({ name: `${name} [n]`, op, example, symbolic: { axis, size, plain: name } });
  } catch {
    // Some ops need to know it.
    return undefined;
  }
}

function buildCase(parts: CaseParts): OpCase {
  const { name, op, example, symbolic } = parts;
  const feeds: Record<string, Tensor> = {};
  const names = example.inputs.map((given, index) => {
    if (given === undefined || example.constants?.includes(index)) return undefined;
    feeds[`${name}/${index}`] = given;
    return `${name}/${index}`;
  });
  const rank = example.inputs[0]?.shape.length;
  const inputs = example.inputs.map((given, index) => {
    if (given === undefined) return undefined;
    const inputName = names[index];
    if (inputName === undefined) return constant(given);
    const { dtype, shape } = given;
    const alike = symbolic !== undefined && shape.length === rank && shape[0] === symbolic.size;
    return input(inputName, { dtype, shape: alike ? [symbolic.axis, ...shape.slice(1)] : shape });
  });
  return { ...parts, outputs: apply(op, inputs, example.attributes), feeds, names };
}

/** A shape with the size of the symbolic axis put in; what is no number then is not an expression of it. */
export function sizesOf(shape: Shape, { symbolic }: OpCase): readonly Dim[] {
  return shape.map((dim) =>
    typeof dim === 'number' || symbolic === undefined ? dim : evaluate(dim, symbolic),
  );
}

/** Symbolic sizes are sums, products and floored quotients of names and numbers: `floor(3·n/2)+1`. */
function evaluate(expression: string, { axis, size }: NonNullable<OpCase['symbolic']>): Dim {
  let text = expression.replaceAll('·', '*').replaceAll(axis, String(size));
  for (let before = ''; before !== text; ) {
    before = text;
    text = text
      .replace(/(\d+)\*(\d+)/, (_, a, b) => String(Number(a) * Number(b)))
      .replace(/floor\((-?\d+)\/(\d+)\)/, (_, a, b) => String(Math.floor(Number(a) / Number(b))))
      .replace(/(?<![*/\d])(\d+)([+-]\d+)(?![*/\d])/, (_, a, b) => String(Number(a) + Number(b)))
      .replace(/(?<!floor)\((-?\d+)\)/, '$1');
  }
  return /^-?\d+$/.test(text) ? Number(text) : expression;
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

/**
 * The gradient rule applied to a case: for a loss of all outputs, and where there are several, for losses of one alone. Only
 * for cases without {@link noGradient}.
 */
export function gradientCases(opCase: OpCase): GradientCase[] {
  const { name, outputs, symbolic } = opCase;
  const all = gradientCase(name, { opCase, isUsed: () => true });
  const used = outputs.flatMap(({ type }, index) => (floats.includes(type.dtype) ? [index] : []));
  if (used.length < 2 || symbolic !== undefined) return [all];
  const single = used.map((only) =>
    gradientCase(`${name}, output ${only} alone`, { opCase, isUsed: (index) => index === only }),
  );
  return [all, ...single];
}

interface Loss {
  readonly opCase: OpCase;
  /** Whether the loss depends on the output of that index. */
  isUsed(index: number): boolean;
}

function gradientCase(name: string, { opCase, isUsed }: Loss): GradientCase {
  const { op, example, outputs, names } = opCase;
  const { node } = outputs[0]!;
  if (node.kind !== 'op') throw new Error(`${name} is no op`);
  const { uniform } = createRandom(1);
  const feeds: Record<string, Tensor> = { ...opCase.feeds };
  const weights = outputs.map(({ type }, index) => {
    if (!floats.includes(type.dtype) || !isUsed(index)) return undefined;
    const shape = sizesOf(type.shape, opCase).map(Number);
    const numbers = Array.from({ length: elementCount(shape) }, () => 2 * uniform() - 1);
    const weight =
      type.dtype === 'float64'
        ? tensor('float64', shape, Float64Array.from(numbers))
        : floatTensor(shape, numbers);
    feeds[`${name}/weight${index}`] = weight;
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
      (weight, index) => weight && input(`${name}/weight${index}`, outputs[index]!.type),
    ),
    wanted,
  });
  const gradients = new Map<number, Value>();
  rule.forEach((value, index) => {
    if (wanted[index] && value !== undefined) gradients.set(index, value);
  });
  return {
    name,
    opCase,
    weights,
    wanted: [...wanted.keys()].filter((index) => wanted[index]),
    gradients,
    feeds,
  };
}
