/** What the loops of LSTM and GRU share: directions side by side, and where each step began. */

import { bodyOf } from '../graph.ts';
import type { GradientContext, Subgraph, Value } from '../node.ts';
import { mul, sub } from './arithmetic.ts';
import { expandLike } from './broadcast.ts';
import { concat, split } from './concat.ts';
import { scalarOf } from './elementwise.ts';
import { fusedMatMul } from './matmul.ts';
import { reshape, transpose } from './shape.ts';
import { slice } from './slice.ts';

/** A layer's loop, by direction. */
export interface RecurrentLoop {
  /** x·W and the biases that do not depend on the state: [time, batch, gates·hidden] for each direction. */
  readonly projected: readonly Value[];
  /** [direction, gates·hidden, hidden]. */
  readonly recurrent: Value;
  /** The states before the first step, [direction, batch, hidden]. */
  readonly h: Value;
  /** Which directions run from the end. */
  readonly reversed: readonly boolean[];
}

/** What comes out: outputs [time, batch, hidden] by direction, and the last state [direction, batch, hidden]. */
export interface RecurrentLoopResult {
  readonly outputs: readonly Value[];
  readonly h: Value;
}

/** [direction, …] as its directions, each [1, …]. */
export function byDirection(value: Value, directions: number): readonly Value[] {
  return split(value, new Array<number>(directions).fill(1), 0);
}

/** [time, batch, feature] → [time, 1, batch, feature], so that directions can be laid side by side. */
export function withDirection(value: Value): Value {
  const [time, batch, feature] = value.type.shape;
  return reshape(value, [time!, 1, batch!, feature!]);
}

/** [time, 1, batch, feature] → [time, batch, feature]. */
export function withoutDirection(value: Value): Value {
  const [time, , batch, feature] = value.type.shape;
  return reshape(value, [time!, batch!, feature!]);
}

/** The given gradient, or zeros like the value it belongs to. */
export function orZeros(gradient: Value | undefined, like: Value): Value {
  return gradient ?? expandLike(scalarOf(0, like.type.dtype), like);
}

/** Which scanned inputs of a loop's node are read from the end. */
export function reversedInputs({ node }: GradientContext, count: number): boolean[] {
  const flags = node.attributes.scan_input_directions;
  return Array.from({ length: count }, (_, d) => Array.isArray(flags) && flags[d] === 1);
}

/** The captured matrices [direction, hidden, gates·hidden] that a loop multiplies its state with: its only product. */
export function recurrentWeights({ node }: GradientContext): Value {
  const product = bodyOf(node.attributes.body as Subgraph).nodes.find(({ op }) => op.name === 'MatMul');
  return product!.inputs[1]!;
}

/** Where each step of a direction began and how it ended. */
export interface DirectionSteps {
  /** States before the first step, [direction, batch, hidden]. */
  readonly start: Value;
  /** States after each step in the order of time, [time, 1, batch, hidden]. */
  readonly sequence: Value;
  readonly direction: number;
  readonly reversed: boolean;
}

/** ∂(recurrent weights)ᵀ of a direction, [1, hidden, gates·hidden]: one product over all steps, hᵀ·∂z. */
export function recurrentGradient(steps: DirectionSteps, dz: Value): Value {
  const hidden = Number(steps.sequence.type.shape[3]);
  const width = Number(dz.type.shape[3]);
  const matrix = fusedMatMul(rows(statesBefore(steps), hidden), rows(dz, width), { transA: true });
  return reshape(matrix, [1, hidden, width]);
}

/** The state that each step began with, in the order of time: [time, 1, batch, hidden]. */
function statesBefore({ start, sequence, direction, reversed }: DirectionSteps): Value {
  const [length, , batch, hidden] = sequence.type.shape;
  const own = slice(start, { axis: 0, start: direction, end: direction + 1 });
  const first = reshape(own, [1, 1, batch!, hidden!]);
  if (length === 1) return first;
  return reversed
    ? concat([slice(sequence, { axis: 0, start: 1 }), first], 0)
    : concat([first, slice(sequence, { axis: 0, end: -1 })], 0);
}

/** All leading axes as one. */
function rows(value: Value, width: number): Value {
  return reshape(value, [-1, width]);
}

/** The last two axes exchanged; what was exchanged before is taken back instead. */
export function lastAxesSwapped(matrices: Value): Value {
  const { node } = matrices;
  const isSwap =
    node.kind === 'op' && node.op.name === 'Transpose' && String(node.attributes.perm) === '0,2,1';
  return isSwap ? node.inputs[0]! : transpose(matrices, [0, 2, 1]);
}

/** σ' = σ(1 − σ), from σ. */
export function sigmoidSlope(y: Value): Value {
  return mul(y, sub(1, y));
}

/** tanh' = 1 − tanh², from tanh. */
export function tanhSlope(y: Value): Value {
  return sub(1, mul(y, y));
}
