/**
 * Long short-term memory (Hochreiter and Schmidhuber 1997) as a loop that keeps its gates, for training. The fused LSTM op
 * keeps nothing: a backward pass would have to compute all gates again, a third of a training step's arithmetic.
 *
 *   i, f, o = σ(z), g = tanh(z)   with z = xW + hR, a quarter each
 *   c' = f·c + i·g,  h' = o·tanh(c')
 */

import type { GradientContext, OpDefinition, Value } from '../node.ts';
import { add, mul, sub } from './arithmetic.ts';
import { concat, split } from './concat.ts';
import { matMul } from './matmul.ts';
import {
  isReversed,
  loopWeights,
  orZeros,
  type RecurrentLoop,
  type RecurrentLoopResult,
  recurrentGradient,
  stepMatrix,
} from './recurrent-loop.ts';
import { Scan, scan } from './scan.ts';
import { sigmoid, tanh } from './unary.ts';

/** The order of the gates in weights: PyTorch's or ONNX's, whose `c` is the `g` here. */
export type LstmOrder = 'ifgo' | 'iofg';

/** What a loop needs; biases are all in `projected`. */
export interface LstmLoop extends RecurrentLoop {
  /** The cells before the first step, [batch, hidden]. */
  readonly c: Value;
  readonly order: LstmOrder;
}

/** What comes out of a loop. */
export interface LstmLoopResult extends RecurrentLoopResult {
  /** The last cells, [batch, hidden]. */
  readonly c: Value;
}

/** Runs the loop. The gradient runs it backwards, with one matrix product per step. */
export function lstmScan({ projected, recurrent, h, c, reversed, order }: LstmLoop): LstmLoopResult {
  const hidden = Number(recurrent.type.shape[1]);
  const matrix = stepMatrix(recurrent);
  const { states, outputs } = scan({
    op: order === 'ifgo' ? torchLoop : onnxLoop,
    states: [h, c],
    inputs: [projected],
    reversedInputs: [reversed],
    // The output is in the order of time; what the gradient needs, in the order of steps.
    reversedOutputs: [reversed, ...kept.map(() => false)],
    body: ([before, cell], [x]) => {
      const z = add(matMul(before!, matrix), x!);
      const parts = split(z, [hidden, hidden, hidden, hidden], -1);
      const gate = (name: string): Value => parts[order.indexOf(name)]!;
      const [i, f, o] = [sigmoid(gate('i')), sigmoid(gate('f')), sigmoid(gate('o'))];
      const g = tanh(gate('g'));
      const carried = mul(f, cell!);
      const added = mul(i, g);
      const next = add(carried, added);
      const squashed = tanh(next);
      const output = mul(o, squashed);
      return { states: [output, next], outputs: [output, i, f, g, o, squashed, carried, added] };
    },
  });
  return { output: outputs[0]!, h: states[0]!, c: states[1]! };
}

/** What each step gives after its output, for its gradient. */
const kept = ['i', 'f', 'g', 'o', 'squashed', 'carried', 'added'] as const;

/** To ONNX plain Scans; only the way back differs. Not in the list of ops, since a file cannot tell them apart. */
const torchLoop: OpDefinition = { ...Scan, gradient: (context) => loopGradient(context, 'ifgo') };
const onnxLoop: OpDefinition = { ...Scan, gradient: (context) => loopGradient(context, 'iofg') };

/** What a step gave, of all steps. */
type Kept = readonly [i: Value, f: Value, g: Value, o: Value, squashed: Value, carried: Value, added: Value];

/** What gradients are multiplied by: ∂h'/∂c', then ∂c'/∂z for i, f and g and ∂h'/∂z for o side by side, and f. */
type Factors = readonly [ofCell: Value, ofGates: Value, forget: Value];

/**
 * The slopes of all steps at once: within the loop, where arrays are short, every op costs more than its arithmetic. With
 * σ' = σ(1 − σ) and tanh' = 1 − tanh² each has a product in it that the step had: h' = o·tanh(c'), i·g, f·c.
 */
function slopesOf([i, f, g, o, squashed, carried, added]: Kept, order: LstmOrder): Factors {
  const output = mul(o, squashed);
  const gates: Readonly<Record<string, Value>> = {
    i: sub(added, mul(added, i)),
    f: sub(carried, mul(carried, f)),
    g: sub(i, mul(added, g)),
    o: sub(output, mul(output, o)),
  };
  const ofGates = concat(
    Array.from(order, (name) => gates[name]!),
    -1,
  );
  return [sub(o, mul(output, squashed)), ofGates, f];
}

function loopGradient(context: GradientContext, order: LstmOrder): readonly (Value | undefined)[] {
  const { inputs, outputs, gradients, captured = [] } = context;
  // Whoever differentiates twice asks for gradients of what was kept: the general rule knows them.
  if (gradients.slice(3).some((gradient) => gradient !== undefined)) return Scan.gradient!(context);
  const { matrix, recurrent } = loopWeights(context);
  const reversed = isReversed(context);
  const sequence = outputs[2]!;
  const factors = slopesOf(outputs.slice(3) as unknown as Kept, order);
  const { states, outputs: slopes } = scan({
    states: [orZeros(gradients[0], outputs[0]!), orZeros(gradients[1], outputs[1]!)],
    inputs: [orZeros(gradients[2], sequence), ...factors],
    reversedInputs: [!reversed, ...factors.map(() => true)],
    reversedOutputs: [!reversed],
    body: ([dhNext, dcNext], [dy, ...rest]) => {
      const [ofCell, ofGates, forget] = rest as unknown as Factors;
      const dh = add(dhNext!, dy!);
      const dc = add(dcNext!, mul(dh, ofCell));
      const upstream = Array.from(order, (name) => (name === 'o' ? dh : dc));
      const dz = mul(concat(upstream, -1), ofGates);
      return { states: [matMul(dz, recurrent), mul(dc, forget)], outputs: [dz] };
    },
  });
  const dz = slopes[0]!;
  const forCaptured = captured.map((value) =>
    value === matrix
      ? stepMatrix(recurrentGradient({ start: inputs[0]!, sequence, reversed }, dz))
      : undefined,
  );
  return [...states, dz, ...forCaptured];
}
