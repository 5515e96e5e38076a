/**
 * The fused layer of gated recurrent units (ONNX operators, GRU-22): the fastest way forward. Its gradient runs the loop
 * that keeps the gates instead; layers that are being trained use that loop from the start.
 */

import { floatTensor, type Tensor } from '../../tensor/index.ts';
import { apply } from '../apply.ts';
import type { GradientContext, OpDefinition, OpExample, Value } from '../node.ts';
import { constant } from '../value.ts';
import { integerAttribute, misfit } from './axes.ts';
import { stack } from './concat.ts';
import { gruScan } from './gru-scan.ts';
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

/** X, W, R, B, sequence_lens, initial_h → Y, Y_h; gates in the order z, r, h. */
export const GRU: OpDefinition = {
  name: 'GRU',
  domain: '',
  inputs: ['float', 'float', 'float', 'float?', 'index?', 'float?'],
  attributes: { ...recurrentRules, linear_before_reset: 'flag' },
  infer: (context) => inferRecurrent(context, { gates: 3, states: 1 }),
  gradient: gruGradient,
  examples: [gruExample('forward'), gruExample('reverse'), gruExample('bidirectional')],
};

/** Weights and states in ONNX's layout and order. */
export interface GruInputs {
  /** [direction, 3·hidden, feature], gates z, r, h. */
  readonly w: Value;
  /** [direction, 3·hidden, hidden]. */
  readonly r: Value;
  /** [direction, 6·hidden]: W's biases, then R's. Default: zeros. */
  readonly b?: Value;
  /** [direction, batch, hidden]. Default: zeros. */
  readonly h?: Value;
  /** Default: forward. */
  readonly direction?: Direction;
}

/**
 * Y [time, direction, batch, hidden] and the last state [direction, batch, hidden] of x [time, batch, feature]. The reset
 * gate scales the product h·R, not h, as in PyTorch.
 */
export function gru(
  x: Value,
  { w, r, b, h, direction = 'forward' }: GruInputs,
): { readonly y: Value; readonly h: Value } {
  const inputs = [x, w, r, b, undefined, h];
  while (inputs.at(-1) === undefined) inputs.pop();
  const hidden = Number(r.type.shape[2]);
  const [y, last] = apply(GRU, inputs, { hidden_size: hidden, direction, linear_before_reset: 1 });
  return { y: y!, h: last! };
}

function gruGradient(context: GradientContext): readonly (Value | undefined)[] {
  refuseUnusual(context, ['activations', 'clip']);
  const { attributes } = context.node;
  if (integerAttribute(attributes, 'linear_before_reset', 0) !== 1) {
    throw misfit('linear_before_reset 1', '0', 'Train with the reset after the product');
  }
  const [x, w, r, b, , h] = context.inputs;
  const reversed = reversedOf(directionOf(attributes));
  const hidden = Number(r!.type.shape[2]);
  const none = constant(floatTensor([3 * hidden], new Float32Array(3 * hidden)));
  const loops = reversed.map((isReversed, d) =>
    gruScan({
      projected: project(x!, directionSlice(w!, d), biasesOf(b, d)?.[0]),
      recurrent: directionSlice(r!, d),
      bias: biasesOf(b, d)?.[1] ?? none,
      h: h ? directionSlice(h, d) : zeroState(x!, hidden),
      reversed: isReversed,
      order: 'zrn',
    }),
  );
  return gradientsThrough(context, [
    stackDirections(loops.map(({ output }) => output)),
    stack(
      loops.map((loop) => loop.h),
      0,
    ),
  ]);
}

function gruExample(direction: Direction): OpExample {
  const directions = reversedOf(direction).length;
  const [time, batch, features, hidden] = [3, 2, 2, 2];
  return {
    name: direction,
    inputs: [
      example([time, batch, features]),
      example([directions, 3 * hidden, features], 2),
      example([directions, 3 * hidden, hidden], 3),
      example([directions, 6 * hidden], 4),
      undefined,
      example([directions, batch, hidden], 5),
    ],
    attributes: { hidden_size: hidden, direction, linear_before_reset: 1 },
    reference: (inputs) => naiveGru(inputs, reversedOf(direction)),
  };
}

function naiveGru(inputs: readonly (Tensor | undefined)[], reversed: readonly boolean[]): Tensor[] {
  const [x, w, r, b, , h0] = inputs.map((tensor) => tensor && reader(tensor));
  const [time, batch, features] = inputs[0]!.shape as [number, number, number];
  const hidden = inputs[2]!.shape[2]!;
  const directions = reversed.length;
  const y = new Float32Array(time * directions * batch * hidden);
  const last = new Float32Array(directions * batch * hidden);
  const sigmoid = (v: number): number => 1 / (1 + Math.exp(-v));
  for (let d = 0; d < directions; d++) {
    for (let item = 0; item < batch; item++) {
      let h = Array.from({ length: hidden }, (_, k) => h0!(d, item, k));
      for (let step = 0; step < time; step++) {
        const t = reversed[d] ? time - 1 - step : step;
        const fromX = (unit: number): number => {
          let sum = b!(d, unit);
          for (let k = 0; k < features; k++) sum += x!(t, item, k) * w!(d, unit, k);
          return sum;
        };
        const fromH = (unit: number): number => {
          let sum = b!(d, unit + 3 * hidden);
          for (let k = 0; k < hidden; k++) sum += h[k]! * r!(d, unit, k);
          return sum;
        };
        h = h.map((before, k) => {
          const z = sigmoid(fromX(k) + fromH(k));
          const reset = sigmoid(fromX(k + hidden) + fromH(k + hidden));
          const n = Math.tanh(fromX(k + 2 * hidden) + reset * fromH(k + 2 * hidden));
          return (1 - z) * n + z * before;
        });
        y.set(h, ((t * directions + d) * batch + item) * hidden);
      }
      last.set(h, (d * batch + item) * hidden);
    }
  }
  return [floatTensor([time, directions, batch, hidden], y), floatTensor([directions, batch, hidden], last)];
}
