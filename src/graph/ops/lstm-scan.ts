/**
 * Long short-term memory (Hochreiter and Schmidhuber 1997) as a loop that keeps its gates, for training. The fused LSTM op
 * keeps nothing: a backward pass would have to compute all gates again, a third of a training step's arithmetic. All
 * directions run in one loop, as a batch of matrix products.
 *
 *   i, f, o = σ(z), g = tanh(z)   with z = xW + hR, a quarter each
 *   c' = f·c + i·g,  h' = o·tanh(c')
 */

import type { GradientContext, OpDefinition, Value } from '../node.ts';
import { add, mul, sub } from './arithmetic.ts';
import { concat, split } from './concat.ts';
import {
  byDirection,
  loopWeights,
  orZeros,
  panelsOf,
  type RecurrentLoop,
  type RecurrentLoopResult,
  recurrentGradient,
  reversedInputs,
  timesPanels,
  transposedPanels,
  withDirection,
  withoutDirection,
} from './recurrent-loop.ts';
import { Scan, scan } from './scan.ts';
import { sigmoid, tanh } from './unary.ts';

/** The order of the gates in weights: PyTorch's or ONNX's, whose `c` is the `g` here. */
export type LstmOrder = 'ifgo' | 'iofg';

/** What a loop over one layer needs; biases are all in `projected`. */
export interface LstmLoop extends RecurrentLoop {
  /** The cells before the first step, [direction, batch, hidden]. */
  readonly c: Value;
  readonly order: LstmOrder;
}

/** What comes out of a loop. */
export interface LstmLoopResult extends RecurrentLoopResult {
  /** The last cells, [direction, batch, hidden]. */
  readonly c: Value;
}

/** Runs the loop. The gradient runs it backwards, with one matrix product per step. */
export function lstmScan({ projected, recurrent, h, c, reversed, order }: LstmLoop): LstmLoopResult {
  const hidden = Number(recurrent.type.shape[2]);
  const directions = projected.length;
  const weights = transposedPanels(recurrent);
  const { states, outputs } = scan({
    op: order === 'ifgo' ? torchLoop : onnxLoop,
    states: [h, c],
    inputs: projected.map(withDirection),
    reversedInputs: reversed,
    // Outputs are in the order of time; what the gradient needs, in the order of steps.
    reversedOutputs: [...reversed, ...kept.map(() => false)],
    body: ([before, cell], steps) => {
      const z = add(timesPanels(before!, weights), concat(steps, 0));
      const parts = split(z, [hidden, hidden, hidden, hidden], -1);
      const gate = (name: string): Value => parts[order.indexOf(name)]!;
      const [i, f, o] = [sigmoid(gate('i')), sigmoid(gate('f')), sigmoid(gate('o'))];
      const g = tanh(gate('g'));
      const carried = mul(f, cell!);
      const next = add(carried, mul(i, g));
      const squashed = tanh(next);
      const output = mul(o, squashed);
      return {
        states: [output, next],
        outputs: [...byDirection(output, directions), i, f, g, o, squashed, carried],
      };
    },
  });
  return { outputs: outputs.slice(0, directions).map(withoutDirection), h: states[0]!, c: states[1]! };
}

/** What each step gives after its outputs, for its gradient. */
const kept = ['i', 'f', 'g', 'o', 'squashed', 'carried'] as const;

/** To ONNX plain Scans; only the way back differs. Not in the list of ops, since a file cannot tell them apart. */
const torchLoop: OpDefinition = { ...Scan, gradient: (context) => loopGradient(context, 'ifgo') };
const onnxLoop: OpDefinition = { ...Scan, gradient: (context) => loopGradient(context, 'iofg') };

function loopGradient(context: GradientContext, order: LstmOrder): readonly (Value | undefined)[] {
  const { inputs, outputs, gradients, captured = [] } = context;
  const directions = inputs.length - 2;
  // Whoever differentiates twice asks for gradients of what was kept: the general rule knows them.
  if (gradients.slice(2 + directions).some((gradient) => gradient !== undefined)) {
    return Scan.gradient!(context);
  }
  const { panels, recurrent } = loopWeights(context);
  const backward = panelsOf(recurrent);
  const reversed = reversedInputs(context, directions);
  const sequences = outputs.slice(2, 2 + directions);
  const { states, outputs: dz } = scan({
    states: [orZeros(gradients[0], outputs[0]!), orZeros(gradients[1], outputs[1]!)],
    inputs: [
      ...sequences.map((sequence, d) => orZeros(gradients[2 + d], sequence)),
      ...outputs.slice(2 + directions),
    ],
    reversedInputs: [...reversed.map((flag) => !flag), ...kept.map(() => true)],
    reversedOutputs: reversed.map((flag) => !flag),
    body: ([dhNext, dcNext], steps) => {
      const dh = add(dhNext!, concat(steps.slice(0, directions), 0));
      const [i, f, g, o, squashed, carried] = steps.slice(directions) as [
        Value,
        Value,
        Value,
        Value,
        Value,
        Value,
      ];
      const h = mul(o, squashed);
      const added = mul(i, g);
      // h' = o·tanh(c') through both factors, and c' from the step after: o(1 − tanh²) = o − h·tanh.
      const dc = add(dcNext!, mul(dh, sub(o, mul(h, squashed))));
      // With σ' = σ(1 − σ) each slope has a product in it that the step had: dc·g·i(1 − i) = dc·(ig)·(1 − i).
      const slopes: Readonly<Record<string, Value>> = {
        i: mul(mul(dc, added), sub(1, i)),
        f: mul(mul(dc, carried), sub(1, f)),
        g: mul(dc, sub(i, mul(added, g))),
        o: mul(mul(dh, h), sub(1, o)),
      };
      const ordered = Array.from(order, (name) => slopes[name]!);
      const step = concat(ordered, -1);
      return { states: [timesPanels(step, backward), mul(dc, f)], outputs: byDirection(step, directions) };
    },
  });
  const start = inputs[0]!;
  const dWeights = sequences.map((sequence, direction) =>
    recurrentGradient({ start, sequence, direction, reversed: reversed[direction]! }, dz[direction]!),
  );
  const forCaptured = captured.map((value) =>
    value === panels ? transposedPanels(concat(dWeights, 0)) : undefined,
  );
  return [...states, ...dz, ...forCaptured];
}
