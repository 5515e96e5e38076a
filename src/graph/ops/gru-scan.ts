/**
 * Gated recurrent units (Cho et al. 2014, with the reset after the product, as cuDNN and PyTorch have them) as a loop that
 * keeps its gates, for training. All directions run in one loop, as a batch of matrix products.
 *
 *   p = hR + b,  r, z = σ(x + p),  n = tanh(xₙ + r·pₙ),  h' = n + z·(h − n)
 */

import type { GradientContext, OpDefinition, Value } from '../node.ts';
import { add, mul, sub } from './arithmetic.ts';
import { reduceSum } from './broadcast.ts';
import { concat, split } from './concat.ts';
import { identity } from './identity.ts';
import {
  byDirection,
  loopWeights,
  orZeros,
  panelsOf,
  type RecurrentLoop,
  type RecurrentLoopResult,
  recurrentGradient,
  reversedInputs,
  sigmoidSlope,
  tanhSlope,
  timesPanels,
  transposedPanels,
  withDirection,
  withoutDirection,
} from './recurrent-loop.ts';
import { Scan, scan } from './scan.ts';
import { sigmoid, tanh } from './unary.ts';

/** The order of the gates in weights: PyTorch's or ONNX's, whose `h` is the `n` here. */
export type GruOrder = 'rzn' | 'zrn';

/** What a loop over one layer needs. */
export interface GruLoop extends RecurrentLoop {
  /** Added to h·R, since the reset gate scales it: [direction, 1, 3·hidden]. */
  readonly bias: Value;
  readonly order: GruOrder;
}

/** Runs the loop. The gradient runs it backwards, with one matrix product per step. */
export function gruScan({ projected, recurrent, bias, h, reversed, order }: GruLoop): RecurrentLoopResult {
  const hidden = Number(recurrent.type.shape[2]);
  const sizes = [hidden, hidden, hidden];
  const directions = projected.length;
  const weights = transposedPanels(recurrent);
  const gate = (parts: readonly Value[], name: string): Value => parts[order.indexOf(name)]!;
  const { states, outputs } = scan({
    op: order === 'rzn' ? torchLoop : onnxLoop,
    states: [h],
    inputs: projected.map(withDirection),
    reversedInputs: reversed,
    // Outputs are in the order of time; what the gradient needs, in the order of steps.
    reversedOutputs: [...reversed, ...kept.map(() => false)],
    body: ([before], steps) => {
      const x = split(concat(steps, 0), sizes, -1);
      const p = split(add(timesPanels(before!, weights), bias), sizes, -1);
      const r = sigmoid(add(gate(x, 'r'), gate(p, 'r')));
      const z = sigmoid(add(gate(x, 'z'), gate(p, 'z')));
      const product = gate(p, 'n');
      const n = tanh(add(gate(x, 'n'), mul(r, product)));
      const next = add(n, mul(z, sub(before!, n)));
      return {
        states: [next],
        outputs: [...byDirection(next, directions), r, z, n, identity(product), identity(before!)],
      };
    },
  });
  return { outputs: outputs.slice(0, directions).map(withoutDirection), h: states[0]! };
}

/** What each step gives after its outputs, for its gradient. */
const kept = ['r', 'z', 'n', 'product', 'before'] as const;

/** To ONNX plain Scans; only the way back differs. Not in the list of ops, since a file cannot tell them apart. */
const torchLoop: OpDefinition = { ...Scan, gradient: (context) => loopGradient(context, 'rzn') };
const onnxLoop: OpDefinition = { ...Scan, gradient: (context) => loopGradient(context, 'zrn') };

function loopGradient(context: GradientContext, order: GruOrder): readonly (Value | undefined)[] {
  const { inputs, outputs, gradients, captured = [] } = context;
  const directions = inputs.length - 1;
  // Whoever differentiates twice asks for gradients of what was kept: the general rule knows them.
  if (gradients.slice(1 + directions).some((gradient) => gradient !== undefined)) {
    return Scan.gradient!(context);
  }
  const { panels, recurrent } = loopWeights(context);
  const backward = panelsOf(recurrent);
  const bias = captured.find((value) => value !== panels && value.type.shape.length === 3)!;
  const reversed = reversedInputs(context, directions);
  const back = reversed.map((flag) => !flag);
  const sequences = outputs.slice(1, 1 + directions);
  const { states, outputs: slopes } = scan({
    states: [orZeros(gradients[0], outputs[0]!)],
    inputs: [
      ...sequences.map((sequence, d) => orZeros(gradients[1 + d], sequence)),
      ...outputs.slice(1 + directions),
    ],
    reversedInputs: [...back, ...kept.map(() => true)],
    reversedOutputs: [...back, ...back],
    body: ([dhNext], steps) => {
      const dh = add(dhNext!, concat(steps.slice(0, directions), 0));
      const [r, z, n, product, before] = steps.slice(directions) as [Value, Value, Value, Value, Value];
      const dn = mul(mul(dh, sub(1, z)), tanhSlope(n));
      const dz = mul(mul(dh, sub(before, n)), sigmoidSlope(z));
      const dr = mul(mul(dn, product), sigmoidSlope(r));
      const ordered = (last: Value): Value =>
        concat(
          Array.from(order, (name) => (name === 'r' ? dr : name === 'z' ? dz : last)),
          -1,
        );
      const dp = ordered(mul(dn, r));
      return {
        states: [add(mul(dh, z), timesPanels(dp, backward))],
        outputs: [...byDirection(ordered(dn), directions), ...byDirection(dp, directions)],
      };
    },
  });
  const dx = slopes.slice(0, directions);
  const dp = slopes.slice(directions);
  const start = inputs[0]!;
  const dWeights = sequences.map((sequence, direction) =>
    recurrentGradient({ start, sequence, direction, reversed: reversed[direction]! }, dp[direction]!),
  );
  // [time, 1, batch, 3·hidden] → [1, 1, 3·hidden]
  const dBias = dp.map((slope) => reduceSum(reduceSum(slope, [0]), [1], { keepDims: true }));
  const forCaptured = captured.map((value) =>
    value === panels ? transposedPanels(concat(dWeights, 0)) : value === bias ? concat(dBias, 0) : undefined,
  );
  return [...states, ...dx, ...forCaptured];
}
