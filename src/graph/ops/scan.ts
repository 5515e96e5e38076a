/**
 * Loops over the first axis as one node: Scan (ONNX operators, Scan-16), with a body that is computed at every step. What a
 * body takes from outside without a dependence on the step is captured, not copied. ONNX Runtime spends some microseconds
 * per step and node.
 */

import { floatTensor, type Tensor } from '../../tensor/index.ts';
import { apply } from '../apply.ts';
import type { Attributes, InferContext, OpDefinition, Subgraph } from '../node.ts';
import { type Dim, formatType, type TensorType } from '../type.ts';
import { input } from '../value.ts';
import { add } from './arithmetic.ts';
import { inputType, integerAttribute, integersAttribute, misfit } from './axes.ts';
import { numbersOf } from './compute.ts';
import { example } from './naive.ts';
import { scanGradient } from './scan-gradient.ts';
import type { ScanOptions, ScanStep } from './scan-options.ts';

/** Runs a body over the first axis of its last `num_scan_inputs` inputs, carrying the others as states from step to step. */
export const Scan: OpDefinition = {
  name: 'Scan',
  domain: '',
  inputs: ['each...'],
  attributes: {
    body: 'body',
    num_scan_inputs: 'size',
    scan_input_axes: 'integers',
    scan_input_directions: 'flags',
    scan_output_axes: 'integers',
    scan_output_directions: 'flags',
  },
  infer: inferScan,
  gradient: (context) => scanGradient(context, scan),
  examples: [runningSum(), runningSum({ reversed: true })],
};

/** A loop: the states after the last step, and the outputs of all steps stacked along a new first axis. */
export function scan(options: ScanOptions): ScanStep {
  const { states, inputs } = options;
  const stepOf = ({ dtype, shape }: TensorType): TensorType => ({ dtype, shape: shape.slice(1) });
  const inner = [
    ...states.map(({ type }, i) => input(`state${i}`, type)),
    ...inputs.map(({ type }, i) => input(`step${i}`, stepOf(type))),
  ];
  const step = options.body(inner.slice(0, states.length), inner.slice(states.length));
  const body: Subgraph = { kind: 'subgraph', inputs: inner, outputs: [...step.states, ...step.outputs] };
  const directions = (reversed: readonly boolean[] | undefined, name: string): Attributes =>
    reversed?.includes(true) ? { [name]: reversed.map(Number) } : {};
  const results = apply(options.op ?? Scan, [...states, ...inputs], {
    body,
    num_scan_inputs: inputs.length,
    ...directions(options.reversedInputs, 'scan_input_directions'),
    ...directions(options.reversedOutputs, 'scan_output_directions'),
  });
  return { states: results.slice(0, states.length), outputs: results.slice(states.length) };
}

function inferScan(context: InferContext): readonly TensorType[] {
  const body = context.attributes.body as Subgraph | undefined;
  if (body === undefined) throw misfit('a body', 'none', 'Build loops with scan');
  for (const name of ['scan_input_axes', 'scan_output_axes']) {
    if (integersAttribute(context.attributes, name, []).some((axis) => axis !== 0)) {
      throw misfit('loops over first axes', name, 'Transpose what is looped over');
    }
  }
  const inputCount = integerAttribute(context.attributes, 'num_scan_inputs', 0);
  const stateCount = context.inputs.length - inputCount;
  const types = context.inputs.map((_, index) => inputType(context, index));
  if (inputCount < 1 || stateCount < 0 || body.inputs.length !== types.length) {
    throw misfit(
      `${body.inputs.length} inputs, as the body has`,
      `${types.length}`,
      'Give states, then scanned inputs',
    );
  }
  if (body.outputs.length < stateCount) {
    throw misfit(`${stateCount} states after a step`, `${body.outputs.length}`, 'Return every state');
  }
  checkLists(context.attributes, { input: inputCount, output: body.outputs.length - stateCount });
  const length = types[stateCount]!.shape[0];
  if (length === undefined) throw misfit('inputs with a first axis', 'a scalar', 'Loop over an axis');
  types.forEach((type, index) => {
    const given = index < stateCount ? type : stepType(type, length);
    requireAlike(given, body.inputs[index]!.type, `input ${index} of the body`);
  });
  body.outputs.slice(0, stateCount).forEach(({ type }, index) => {
    requireAlike(type, types[index]!, `state ${index} after a step`);
  });
  return body.outputs.map(({ type: { dtype, shape } }, index) =>
    index < stateCount ? types[index]! : { dtype, shape: [length, ...shape] },
  );
}

/** Lists of axes and directions have one entry per scanned input or output. */
function checkLists(attributes: Attributes, counts: Readonly<Record<'input' | 'output', number>>): void {
  for (const side of ['input', 'output'] as const) {
    for (const name of [`scan_${side}_axes`, `scan_${side}_directions`]) {
      const list = integersAttribute(attributes, name, new Array<number>(counts[side]).fill(0));
      if (list.length !== counts[side]) {
        throw misfit(`${counts[side]} ${name}`, `[${list.join(', ')}]`, `Give one per scanned ${side}`);
      }
    }
  }
}

function stepType({ dtype, shape }: TensorType, length: Dim): TensorType {
  if (shape[0] !== length)
    throw misfit(`first axes of ${length}`, String(shape[0]), 'Loop over axes of one size');
  return { dtype, shape: shape.slice(1) };
}

/** Symbolic axes may be spelled differently inside. */
function requireAlike(got: TensorType, wanted: TensorType, what: string): void {
  const fits =
    got.dtype === wanted.dtype &&
    got.shape.length === wanted.shape.length &&
    got.shape.every((dim, axis) => {
      const other = wanted.shape[axis]!;
      return dim === other || typeof dim === 'string' || typeof other === 'string';
    });
  if (!fits) throw misfit(`${what} to be ${formatType(wanted)}`, formatType(got), 'Make the two of one type');
}

/** sₜ = sₜ₋₁ + xₜ, giving every sₜ. */
function runningSum(options: { readonly reversed?: boolean } = {}): OpDefinition['examples'][number] {
  const { reversed = false } = options;
  const row: TensorType = { dtype: 'float32', shape: [2] };
  const [state, step] = [input('state', row), input('step', row)];
  const sum = add(state, step);
  const body: Subgraph = { kind: 'subgraph', inputs: [state, step], outputs: [sum, sum] };
  return {
    name: reversed ? 'from the end' : 'running sum',
    inputs: [example([2]), example([3, 2], 2)],
    attributes: { body, num_scan_inputs: 1, ...(reversed ? { scan_input_directions: [1] } : {}) },
    reference: ([start, x]) => naiveSums(numbersOf(start!), numbersOf(x!), reversed),
  };
}

function naiveSums(start: readonly number[], x: readonly number[], reversed: boolean): Tensor[] {
  const sums: number[] = [];
  let [a, b] = [start[0]!, start[1]!];
  for (let n = 0; n < x.length / 2; n++) {
    const t = reversed ? x.length / 2 - 1 - n : n;
    a += x[2 * t]!;
    b += x[2 * t + 1]!;
    sums.push(a, b);
  }
  return [floatTensor([2], [a, b]), floatTensor([x.length / 2, 2], sums)];
}
