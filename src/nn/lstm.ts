/** Layers of long short-term memory (Hochreiter and Schmidhuber 1997), as PyTorch has them. */

import {
  add,
  concat,
  type Direction,
  directionSlice,
  lstm as fusedLstm,
  type LstmLoopResult,
  lstmScan,
  project,
  stack,
  type Value,
  zeroState,
} from '../graph/index.ts';
import {
  fusedWeights,
  type LayerCall,
  type LayerResult,
  type RecurrentOptions,
  recurrentStack,
  sideBySide,
} from './recurrent.ts';
import { type Scope, within } from './scope.ts';
import { sizeOf } from './sizes.ts';

/** Hidden states and cells, each [layers·directions, batch, hidden]. */
export interface LstmState {
  readonly h: Value;
  readonly c: Value;
}

/** Settings of {@link lstm}. */
export interface LstmOptions extends RecurrentOptions {
  /** Where the sequence goes on from. Default: zeros. */
  readonly initial?: LstmState;
}

/** What comes out of {@link lstm}. */
export interface LstmResult extends LstmState {
  /** The last layer's outputs: [time, batch, directions·hidden], or batch first as `x`. */
  readonly output: Value;
}

/** PyTorch has its gates in the order i, f, g, o; ONNX i, o, f, c. */
const onnxOrder = [0, 3, 1, 2];

/**
 * PyTorch's LSTM on [time, batch, feature]. Parameters `weight_ih_l0` [4·hidden, feature], `weight_hh_l0`
 * [4·hidden, hidden], `bias_ih_l0` and `bias_hh_l0`, those of the second direction with `_reverse` behind; all uniform in
 * ±1/√hidden at first. In training the loop that keeps its gates, else the fused op. Throws ArgumentError where the number
 * of features is symbolic or an initial state has another shape.
 */
export function lstm(scope: Scope, x: Value, options: LstmOptions): LstmResult {
  return within(scope, () => {
    const { initial, ...rest } = options;
    const { output, states } = recurrentStack(scope, x, {
      ...rest,
      gates: 4,
      initial: initial && [initial.h, initial.c],
      runLayer: scope.training ? loopedLayer : fusedLayer,
    });
    return { output, h: states[0]!, c: states[1]! };
  });
}

function fusedLayer({ x, weights, initial }: LayerCall): LayerResult {
  const direction: Direction = weights.length === 2 ? 'bidirectional' : 'forward';
  const [h, c] = initial ?? [];
  const states = h && c ? { h, c } : {};
  const result = fusedLstm(x, { ...fusedWeights(weights, onnxOrder), ...states, direction });
  return { output: sideBySide(result.y), states: [result.h, result.c] };
}

function loopedLayer({ x, weights, reversed, initial }: LayerCall): LayerResult {
  const [h, c] = initial ?? [];
  const loops = weights.map(({ weightIh, weightHh, biasIh, biasHh }, d) =>
    lstmScan({
      projected: project(x, weightIh, biasIh && biasHh && add(biasIh, biasHh)),
      recurrent: weightHh,
      h: h ? directionSlice(h, d) : zeroState(x, sizeOf(weightHh, 1)),
      c: c ? directionSlice(c, d) : zeroState(x, sizeOf(weightHh, 1)),
      reversed: reversed[d]!,
      order: 'ifgo',
    }),
  );
  const all = (choose: (loop: LstmLoopResult) => Value): Value[] => loops.map((loop) => choose(loop));
  return {
    output: concat(
      all(({ output }) => output),
      -1,
    ),
    states: [
      stack(
        all((loop) => loop.h),
        0,
      ),
      stack(
        all((loop) => loop.c),
        0,
      ),
    ],
  };
}
