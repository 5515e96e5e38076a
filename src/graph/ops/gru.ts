/**
 * The fused layer of gated recurrent units (ONNX operators, GRU-22): the fastest way forward. Its gradient runs the loop
 * that keeps the gates instead; layers that are being trained use that loop from the start.
 */

import { floatTensor } from '../../tensor/index.ts';
import { apply } from '../apply.ts';
import type { GradientContext, OpDefinition, Value } from '../node.ts';
import { constant } from '../value.ts';
import { integerAttribute, misfit } from './axes.ts';
import { stack } from './concat.ts';
import { gruScan } from './gru-scan.ts';
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

/** X, W, R, B, sequence_lens, initial_h → Y, Y_h; gates in the order z, r, h. */
export const GRU: OpDefinition = {
  name: 'GRU',
  domain: '',
  inputs: ['float', 'float', 'float', 'float?', 'index?', 'float?'],
  attributes: { ...recurrentRules, linear_before_reset: 'flag' },
  infer: (context) => inferRecurrent(context, { gates: 3, states: 1 }),
  gradient: gruGradient,
  examples: recurrentExamples({
    gates: 3,
    states: 1,
    next: naiveStep,
    attributes: { linear_before_reset: 1 },
  }),
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

/** h = (1 − z)·n + z·h, where n = tanh(x + r·h). */
function naiveStep({ hidden, fromX, fromH }: NaiveStep, [h]: readonly (readonly number[])[]): number[][] {
  const next = h!.map((before, k) => {
    const z = logistic(fromX(k) + fromH(k));
    const reset = logistic(fromX(k + hidden) + fromH(k + hidden));
    const n = Math.tanh(fromX(k + 2 * hidden) + reset * fromH(k + 2 * hidden));
    return (1 - z) * n + z * before;
  });
  return [next];
}
