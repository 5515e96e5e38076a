/**
 * The fused layer of long short-term memory (ONNX operators, LSTM-22): the fastest way forward. Its gradient runs the loop
 * that keeps the gates instead; layers that are being trained use that loop from the start.
 */

import { floatTensor, type Tensor } from '../../tensor/index.ts';
import { apply } from '../apply.ts';
import type { GradientContext, OpDefinition, OpExample, Value } from '../node.ts';
import { add } from './arithmetic.ts';
import { stack } from './concat.ts';
import { lstmScan } from './lstm-scan.ts';
import { example } from './naive.ts';
import {
  biasesOf,
  type Direction,
  directionOf,
  directionSlice,
  gradientsThrough,
  inferRecurrent,
  project,
  reader,
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
  examples: [lstmExample('forward'), lstmExample('reverse'), lstmExample('bidirectional')],
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

function lstmExample(direction: Direction): OpExample {
  const directions = reversedOf(direction).length;
  const [time, batch, features, hidden] = [3, 2, 2, 2];
  const state = [directions, batch, hidden];
  return {
    name: direction,
    inputs: [
      example([time, batch, features]),
      example([directions, 4 * hidden, features], 2),
      example([directions, 4 * hidden, hidden], 3),
      example([directions, 8 * hidden], 4),
      undefined,
      example(state, 5),
      example(state, 6),
    ],
    attributes: { hidden_size: hidden, direction },
    reference: (inputs) => naiveLstm(inputs as (Tensor | undefined)[], reversedOf(direction)),
  };
}

function naiveLstm(inputs: readonly (Tensor | undefined)[], reversed: readonly boolean[]): Tensor[] {
  const [x, w, r, b, , h0, c0] = inputs.map((tensor) => tensor && reader(tensor));
  const [time, batch, features] = inputs[0]!.shape as [number, number, number];
  const hidden = inputs[2]!.shape[2]!;
  const directions = reversed.length;
  const y = new Float32Array(time * directions * batch * hidden);
  const [lastH, lastC] = [
    new Float32Array(directions * batch * hidden),
    new Float32Array(directions * batch * hidden),
  ];
  const sigmoid = (v: number): number => 1 / (1 + Math.exp(-v));
  for (let d = 0; d < directions; d++) {
    for (let n = 0; n < batch; n++) {
      let h = Array.from({ length: hidden }, (_, k) => h0!(d, n, k));
      let c = Array.from({ length: hidden }, (_, k) => c0!(d, n, k));
      for (let step = 0; step < time; step++) {
        const t = reversed[d] ? time - 1 - step : step;
        const gate = (unit: number): number => {
          let sum = b!(d, unit) + b!(d, unit + 4 * hidden);
          for (let k = 0; k < features; k++) sum += x!(t, n, k) * w!(d, unit, k);
          for (let k = 0; k < hidden; k++) sum += h[k]! * r!(d, unit, k);
          return sum;
        };
        const cells = c.map((cell, k) => {
          const [i, f, g] = [gate(k), gate(k + 2 * hidden), gate(k + 3 * hidden)];
          return sigmoid(f) * cell + sigmoid(i) * Math.tanh(g);
        });
        h = cells.map((cell, k) => sigmoid(gate(k + hidden)) * Math.tanh(cell));
        c = cells;
        y.set(h, ((t * directions + d) * batch + n) * hidden);
      }
      lastH.set(h, (d * batch + n) * hidden);
      lastC.set(c, (d * batch + n) * hidden);
    }
  }
  const state = [directions, batch, hidden];
  return [
    floatTensor([time, directions, batch, hidden], y),
    floatTensor(state, lastH),
    floatTensor(state, lastC),
  ];
}
