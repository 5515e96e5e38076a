/**
 * The gradient of any loop, as two loops: one forward that keeps the states before each step, one backward whose body is the
 * gradient of the step. Second derivatives come the same way. Loops with a cheaper way back bring their own rule.
 */

import { ArgumentError } from '../../util/index.ts';
import { reapply } from '../apply.ts';
import { partialGradients, type Upstream } from '../autodiff.ts';
import { bodyOf, capturedBy } from '../graph.ts';
import type { GradientContext, Subgraph, Value } from '../node.ts';
import { integerAttribute, integersAttribute, isFloat } from './axes.ts';
import { expandLike, reduceSum } from './broadcast.ts';
import { scalarOf } from './elementwise.ts';
import { identity } from './identity.ts';
import type { ScanOptions, ScanStep } from './scan-options.ts';

/** The builder of loops, handed in because it needs this file's rule itself. */
type BuildScan = (options: ScanOptions) => ScanStep;

/** Gradients of a loop's states, scanned inputs and captured values, in this order. */
export function scanGradient(context: GradientContext, scan: BuildScan): readonly (Value | undefined)[] {
  const loop = loopOf(context);
  const before = statesBefore(loop, scan);
  const kept = loop.states.flatMap((state, i) => (isFloat(state.type.dtype) ? [i] : []));
  const scanned = loop.inputs.flatMap((value, i) => (isFloat(value.type.dtype) ? [i] : []));
  const captured = loop.captured.flatMap((value, i) =>
    isFloat(value.type.dtype) && context.wanted[context.inputs.length + i] ? [i] : [],
  );
  const upstream = loop.upstream.flatMap((value, i) => (value === undefined ? [] : [i]));
  const backward = scan({
    states: kept.map((i) => loop.finals[i] ?? expandLike(scalarOf(0, dtypeOf(loop, i)), loop.states[i]!)),
    inputs: [...before, ...loop.inputs, ...upstream.map((i) => loop.upstream[i]!)],
    reversedInputs: [
      ...before.map(() => true),
      ...loop.reversedInputs.map((reversed) => !reversed),
      ...upstream.map((i) => !loop.reversedOutputs[i]),
    ],
    reversedOutputs: [...scanned.map((i) => !loop.reversedInputs[i]), ...captured.map(() => false)],
    body: (flowing, steps) => {
      const states = steps.slice(0, before.length);
      const inputs = steps.slice(before.length, before.length + loop.inputs.length);
      const weights = steps.slice(before.length + loop.inputs.length);
      const outputs = inline(loop.body, [...states, ...inputs]);
      const flow: Upstream[] = [
        ...kept.map((i, n): Upstream => [outputs[i]!, flowing[n]!]),
        ...upstream.map((i, n): Upstream => [outputs[loop.states.length + i]!, weights[n]!]),
      ];
      const found = partialGradients(flow, [
        ...kept.map((i) => states[i]!),
        ...scanned.map((i) => inputs[i]!),
        ...captured.map((i) => loop.captured[i]!),
      ]);
      return { states: found.slice(0, kept.length), outputs: found.slice(kept.length) };
    },
  });
  const { states, outputs } = backward;
  const result: (Value | undefined)[] = new Array(context.inputs.length + loop.captured.length).fill(
    undefined,
  );
  kept.forEach((i, n) => {
    result[i] = states[n];
  });
  scanned.forEach((i, n) => {
    result[loop.states.length + i] = outputs[n];
  });
  captured.forEach((i, n) => {
    result[context.inputs.length + i] = reduceSum(outputs[scanned.length + n]!, [0]);
  });
  return result;
}

interface Loop {
  readonly body: Subgraph;
  readonly states: readonly Value[];
  readonly inputs: readonly Value[];
  readonly captured: readonly Value[];
  /** Gradients of the states after the last step. */
  readonly finals: readonly (Value | undefined)[];
  /** Gradients of the outputs of all steps. */
  readonly upstream: readonly (Value | undefined)[];
  readonly reversedInputs: readonly boolean[];
  readonly reversedOutputs: readonly boolean[];
}

function loopOf({ node, inputs, captured = [], gradients: upstream }: GradientContext): Loop {
  const { attributes } = node;
  const inputCount = integerAttribute(attributes, 'num_scan_inputs', 0);
  const stateCount = inputs.length - inputCount;
  const flags = (name: string, count: number): boolean[] => {
    const list = integersAttribute(attributes, name, []);
    return Array.from({ length: count }, (_, i) => list[i] === 1);
  };
  return {
    body: attributes.body as Subgraph,
    states: inputs.slice(0, stateCount) as Value[],
    inputs: inputs.slice(stateCount) as Value[],
    captured,
    finals: upstream.slice(0, stateCount),
    upstream: upstream.slice(stateCount),
    reversedInputs: flags('scan_input_directions', inputCount),
    reversedOutputs: flags('scan_output_directions', upstream.length - stateCount),
  };
}

/** The states before each step, in the order of the steps. */
function statesBefore(loop: Loop, scan: BuildScan): readonly Value[] {
  if (loop.states.length === 0) return [];
  return scan({
    states: loop.states,
    inputs: loop.inputs,
    reversedInputs: loop.reversedInputs,
    body: (states, steps) => ({
      states: inline(loop.body, [...states, ...steps]).slice(0, states.length),
      outputs: states.map((state) => identity(state)),
    }),
  }).outputs;
}

/** What a body computes from `actual` instead of its own inputs. */
function inline(body: Subgraph, actual: readonly Value[]): readonly Value[] {
  const values = new Map<Value, Value>(body.inputs.map((value, i) => [value, actual[i]!]));
  const mapped = (value: Value): Value => values.get(value) ?? value;
  for (const node of bodyOf(body).nodes) {
    if (capturedBy(node).some((value) => values.has(value))) throw nested();
    const outputs = reapply(
      node,
      node.inputs.map((value) => value && mapped(value)),
    );
    node.outputs.forEach((output, i) => {
      values.set(output, outputs[i]!);
    });
  }
  return body.outputs.map(mapped);
}

function nested(): ArgumentError {
  return new ArgumentError({
    place: 'Scan',
    expected: 'an inner loop that takes the outer one’s values as inputs',
    got: 'one that captures them',
    remedy: 'Pass them to the inner loop as states',
  });
}

function dtypeOf(loop: Loop, state: number): Value['type']['dtype'] {
  return loop.states[state]!.type.dtype;
}
