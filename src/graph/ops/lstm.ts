/**
 * The fused layer of long short-term memory (ONNX operators, LSTM-22): the fastest way forward. Its gradient runs the loop
 * that keeps the gates instead; layers that are being trained use that loop from the start.
 */

import { apply } from '../apply.ts';
import type { GradientContext, OpDefinition, Value } from '../node.ts';
import { add } from './arithmetic.ts';
import { stack } from './concat.ts';
import { lstmScan } from './lstm-scan.ts';
import { logistic, type NaiveStep, recurrentExamples } from './recurrent-naive.ts';
import {
  biasesOf,
  type Direction,
  directionOf,
  directionSlice,
  gradientsThrough,
  inferRecurrent,
  project,
  recurrentRules,
  refuseUnusual,
  reversedOf,
  stackDirections,
  zeroState,
} from './recurrent-op.ts';

/** X, W, R, B, sequence_lens, initial_h, initial_c, P → Y, Y_h, Y_c; gates in the order i, o, f, c. */
export const LSTM: OpDefinition = {
  name: 'LSTM',
  domain: '',
  inputs: ['float', 'float', 'float', 'float?', 'index?', 'float?', 'float?', 'float?'],
  attributes: { ...recurrentRules, input_forget: 'flag' },
  infer: (context) => inferRecurrent(context, { gates: 4, states: 2 }),
  gradient: lstmGradient,
  examples: recurrentExamples({ gates: 4, states: 2, next: naiveStep }),
};

/** Weights and states in ONNX's layout and order. */
export interface LstmInputs {
  /** [direction, 4·hidden, feature], gates i, o, f, c. */
  readonly w: Value;
  /** [direction, 4·hidden, hidden]. */
  readonly r: Value;
  /** [direction, 8·hidden]: W's biases, then R's. Default: zeros. */
  readonly b?: Value;
  /** [direction, batch, hidden]. Default: zeros. */
  readonly h?: Value;
  /** [direction, batch, hidden]. Default: zeros. */
  readonly c?: Value;
  /** Default: forward. */
  readonly direction?: Direction;
}

/** Y [time, direction, batch, hidden] and the last states [direction, batch, hidden] of x [time, batch, feature]. */
export function lstm(
  x: Value,
  { w, r, b, h, c, direction = 'forward' }: LstmInputs,
): { readonly y: Value; readonly h: Value; readonly c: Value } {
  const inputs = [x, w, r, b, undefined, h, c];
  while (inputs.at(-1) === undefined) inputs.pop();
  const hidden = Number(r.type.shape[2]);
  const [y, lastH, lastC] = apply(LSTM, inputs, { hidden_size: hidden, direction });
  return { y: y!, h: lastH!, c: lastC! };
}

function lstmGradient(context: GradientContext): readonly (Value | undefined)[] {
  refuseUnusual(context, ['activations', 'clip', 'input_forget']);
  const [x, w, r, b, , h, c] = context.inputs;
  const reversed = reversedOf(directionOf(context.node.attributes));
  const hidden = Number(r!.type.shape[2]);
  const loops = reversed.map((isReversed, d) => {
    const biases = biasesOf(b, d);
    return lstmScan({
      projected: project(x!, directionSlice(w!, d), biases && add(...biases)),
      recurrent: directionSlice(r!, d),
      h: h ? directionSlice(h, d) : zeroState(x!, hidden),
      c: c ? directionSlice(c, d) : zeroState(x!, hidden),
      reversed: isReversed,
      order: 'iofg',
    });
  });
  return gradientsThrough(context, [
    stackDirections(loops.map(({ output }) => output)),
    stack(
      loops.map((loop) => loop.h),
      0,
    ),
    stack(
      loops.map((loop) => loop.c),
      0,
    ),
  ]);
}

/** h = σ(o)·tanh(c), c = σ(f)·c + σ(i)·tanh(g). */
function naiveStep({ hidden, fromX, fromH }: NaiveStep, [, c]: readonly (readonly number[])[]): number[][] {
  const gate = (unit: number): number => fromX(unit) + fromH(unit);
  const cells = c!.map(
    (cell, k) => logistic(gate(k + 2 * hidden)) * cell + logistic(gate(k)) * Math.tanh(gate(k + 3 * hidden)),
  );
  return [cells.map((cell, k) => logistic(gate(k + hidden)) * Math.tanh(cell)), cells];
}
