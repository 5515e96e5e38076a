/**
 * Gated recurrent units (Cho et al. 2014, with the reset after the product, as cuDNN and PyTorch have them) as a loop that
 * keeps its gates, for training.
 *
 *   p = hR + b,  r, z = σ(x + p),  n = tanh(xₙ + r·pₙ),  h' = n + z·(h − n)
 */

import type { GradientContext, OpDefinition, Value } from '../node.ts';
import { add, mul, sub } from './arithmetic.ts';
import { reduceSum } from './broadcast.ts';
import { concat, split } from './concat.ts';
import { identity } from './identity.ts';
import { matMul } from './matmul.ts';
import {
  isReversed,
  loopWeights,
  orZeros,
  type RecurrentLoop,
  type RecurrentLoopResult,
  recurrentGradient,
  sigmoidSlope,
  stepMatrix,
  tanhSlope,
} from './recurrent-loop.ts';
import { Scan, scan } from './scan.ts';
import { sigmoid, tanh } from './unary.ts';

/** The order of the gates in weights: PyTorch's or ONNX's, whose `h` is the `n` here. */
export type GruOrder = 'rzn' | 'zrn';

/** What a loop needs. */
export interface GruLoop extends RecurrentLoop {
  /** Added to h·R, since the reset gate scales it: [3·hidden]. */
  readonly bias: Value;
  readonly order: GruOrder;
}

/** Runs the loop. The gradient runs it backwards, with one matrix product per step. */
export function gruScan({ projected, recurrent, bias, h, reversed, order }: GruLoop): RecurrentLoopResult {
  const hidden = Number(recurrent.type.shape[1]);
  const sizes = [hidden, hidden, hidden];
  const matrix = stepMatrix(recurrent);
  const gate = (parts: readonly Value[], name: string): Value => parts[order.indexOf(name)]!;
  const { states, outputs } = scan({
    op: order === 'rzn' ? torchLoop : onnxLoop,
    states: [h],
    inputs: [projected],
    reversedInputs: [reversed],
    // The output is in the order of time; what the gradient needs, in the order of steps.
    reversedOutputs: [reversed, ...kept.map(() => false)],
    body: ([before], [projection]) => {
      const x = split(projection!, sizes, -1);
      const p = split(add(matMul(before!, matrix), bias), sizes, -1);
      const r = sigmoid(add(gate(x, 'r'), gate(p, 'r')));
      const z = sigmoid(add(gate(x, 'z'), gate(p, 'z')));
      const product = gate(p, 'n');
      const n = tanh(add(gate(x, 'n'), mul(r, product)));
      const next = add(n, mul(z, sub(before!, n)));
      return { states: [next], outputs: [next, r, z, n, identity(product), identity(before!)] };
    },
  });
  return { output: outputs[0]!, h: states[0]! };
}

/** What each step gives after its output, for its gradient. */
const kept = ['r', 'z', 'n', 'product', 'before'] as const;

/** To ONNX plain Scans; only the way back differs. Not in the list of ops, since a file cannot tell them apart. */
const torchLoop: OpDefinition = { ...Scan, gradient: (context) => loopGradient(context, 'rzn') };
const onnxLoop: OpDefinition = { ...Scan, gradient: (context) => loopGradient(context, 'zrn') };

function loopGradient(context: GradientContext, order: GruOrder): readonly (Value | undefined)[] {
  const { inputs, outputs, gradients, captured = [] } = context;
  // Whoever differentiates twice asks for gradients of what was kept: the general rule knows them.
  if (gradients.slice(2).some((gradient) => gradient !== undefined)) return Scan.gradient!(context);
  const { matrix, recurrent } = loopWeights(context);
  const { dtype } = matrix.type;
  const bias = captured.find(({ type }) => type.shape.length === 1 && type.dtype === dtype)!;
  const reversed = isReversed(context);
  const sequence = outputs[1]!;
  const { states, outputs: slopes } = scan({
    states: [orZeros(gradients[0], outputs[0]!)],
    inputs: [orZeros(gradients[1], sequence), ...outputs.slice(2)],
    reversedInputs: [!reversed, ...kept.map(() => true)],
    reversedOutputs: [!reversed, !reversed],
    body: ([dhNext], [dy, ...rest]) => {
      const dh = add(dhNext!, dy!);
      const [r, z, n, product, before] = rest as [Value, Value, Value, Value, Value];
      const dn = mul(mul(dh, sub(1, z)), tanhSlope(n));
      const dz = mul(mul(dh, sub(before, n)), sigmoidSlope(z));
      const dr = mul(mul(dn, product), sigmoidSlope(r));
      const ordered = (last: Value): Value =>
        concat(
          Array.from(order, (name) => (name === 'r' ? dr : name === 'z' ? dz : last)),
          -1,
        );
      const dp = ordered(mul(dn, r));
      return { states: [add(mul(dh, z), matMul(dp, recurrent))], outputs: [ordered(dn), dp] };
    },
  });
  const [dx, dp] = slopes as [Value, Value];
  const forCaptured = captured.map((value) => {
    if (value === matrix) return stepMatrix(recurrentGradient({ start: inputs[0]!, sequence, reversed }, dp));
    return value === bias ? reduceSum(dp, [0, 1]) : undefined;
  });
  return [...states, dx, ...forCaptured];
}
