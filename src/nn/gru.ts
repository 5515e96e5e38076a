/** Layers of gated recurrent units (Cho et al. 2014), as PyTorch has them: the reset gate scales the product. */

import {
  concat,
  constant,
  type Direction,
  directionSlice,
  gru as fusedGru,
  gruScan,
  project,
  stack,
  type Value,
  zeroState,
} from '../graph/index.ts';
import { floatTensor } from '../tensor/index.ts';
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

/** Settings of {@link gru}. */
export interface GruOptions extends RecurrentOptions {
  /** Where the sequence goes on from, [layers·directions, batch, hidden]. Default: zeros. */
  readonly initial?: Value;
}

/** What comes out of {@link gru}. */
export interface GruResult {
  /** The last layer's outputs: [time, batch, directions·hidden], or batch first as `x`. */
  readonly output: Value;
  /** The last states, [layers·directions, batch, hidden]. */
  readonly h: Value;
}

/** PyTorch has its gates in the order r, z, n; ONNX z, r, h. */
const onnxOrder = [1, 0, 2];

/**
 * PyTorch's GRU on [time, batch, feature]. Parameters `weight_ih_l0` [3·hidden, feature], `weight_hh_l0`
 * [3·hidden, hidden], `bias_ih_l0` and `bias_hh_l0`, those of the second direction with `_reverse` behind; all uniform in
 * ±1/√hidden at first. In training the loop that keeps its gates, else the fused op. Throws ArgumentError where the number
 * of features is symbolic or an initial state has another shape.
 */
export function gru(scope: Scope, x: Value, options: GruOptions): GruResult {
  return within(scope, () => {
    const { initial, ...rest } = options;
    const { output, states } = recurrentStack(scope, x, {
      ...rest,
      gates: 3,
      initial: initial && [initial],
      runLayer: scope.training ? loopedLayer : fusedLayer,
    });
    return { output, h: states[0]! };
  });
}

function fusedLayer({ x, weights, initial }: LayerCall): LayerResult {
  const direction: Direction = weights.length === 2 ? 'bidirectional' : 'forward';
  const h = initial?.[0];
  const result = fusedGru(x, { ...fusedWeights(weights, onnxOrder), ...(h ? { h } : {}), direction });
  return { output: sideBySide(result.y), states: [result.h] };
}

function loopedLayer({ x, weights, reversed, initial }: LayerCall): LayerResult {
  const hidden = sizeOf(weights[0]!.weightHh, 1);
  const none = constant(floatTensor([3 * hidden], new Float32Array(3 * hidden)));
  const loops = weights.map(({ weightIh, weightHh, biasIh, biasHh }, d) =>
    gruScan({
      projected: project(x, weightIh, biasIh),
      recurrent: weightHh,
      bias: biasHh ?? none,
      h: initial ? directionSlice(initial[0]!, d) : zeroState(x, hidden),
      reversed: reversed[d]!,
      order: 'rzn',
    }),
  );
  return {
    output: concat(
      loops.map(({ output }) => output),
      -1,
    ),
    states: [
      stack(
        loops.map((loop) => loop.h),
        0,
      ),
    ],
  };
}
