/** What the loops of LSTM and GRU share: their weights, and where each step began. A loop runs one direction. */

import { bodyOf } from '../graph.ts';
import type { GradientContext, Subgraph, Value } from '../node.ts';
import { mul, sub } from './arithmetic.ts';
import { expandLike } from './broadcast.ts';
import { concat } from './concat.ts';
import { scalarOf } from './elementwise.ts';
import { fusedMatMul } from './matmul.ts';
import { reshape, transpose, unsqueeze } from './shape.ts';
import { slice } from './slice.ts';

/**
 * The loop of one direction of a layer. Directions are loops of their own: side by side in one loop they would have to be
 * laid together and cut apart at every step, and their weights and gradients as a whole besides.
 */
export interface RecurrentLoop {
  /** x·W and the biases that do not depend on the state: [time, batch, gates·hidden]. */
  readonly projected: Value;
  /** [gates·hidden, hidden]. */
  readonly recurrent: Value;
  /** The state before the first step, [batch, hidden]. */
  readonly h: Value;
  /** Whether the loop runs from the end. */
  readonly reversed: boolean;
}

/** What comes out of a loop. */
export interface RecurrentLoopResult {
  /** [time, batch, hidden], in the order of time. */
  readonly output: Value;
  /** The last state, [batch, hidden]. */
  readonly h: Value;
}

/** The given gradient, or zeros like the value it belongs to. */
export function orZeros(gradient: Value | undefined, like: Value): Value {
  return gradient ?? expandLike(scalarOf(0, like.type.dtype), like);
}

/** Whether a loop's node reads its first scanned input from the end. */
export function isReversed({ node }: GradientContext): boolean {
  const flags = node.attributes.scan_input_directions;
  return Array.isArray(flags) && flags[0] === 1;
}

/** What a step multiplies its state with, [hidden, gates·hidden]; computed once, outside the loop. */
export function stepMatrix(recurrent: Value): Value {
  return transpose(recurrent, [1, 0]);
}

/** The weights of a loop, [gates·hidden, hidden], and the matrix made of them that it captured. */
export interface LoopWeights {
  readonly matrix: Value;
  readonly recurrent: Value;
}

/** The weights that a loop captured as {@link stepMatrix}. */
export function loopWeights({ node }: GradientContext): LoopWeights {
  const product = bodyOf(node.attributes.body as Subgraph).nodes.find(({ op }) => op.name === 'MatMul');
  const matrix = product!.inputs[1]!;
  const made = matrix.node;
  // A pass may have replaced the transpose by what it undoes.
  const isMade = made.kind === 'op' && made.op.name === 'Transpose';
  return { matrix, recurrent: isMade ? made.inputs[0]! : transpose(matrix, [1, 0]) };
}

/** Where each step began and how it ended. */
export interface LoopSteps {
  /** The state before the first step, [batch, hidden]. */
  readonly start: Value;
  /** States after each step in the order of time, [time, batch, hidden]. */
  readonly sequence: Value;
  readonly reversed: boolean;
}

/** ∂(recurrent weights), [gates·hidden, hidden]: one product over all steps, ∂zᵀ·h. */
export function recurrentGradient(steps: LoopSteps, dz: Value): Value {
  const hidden = Number(steps.sequence.type.shape[2]);
  const width = Number(dz.type.shape[2]);
  return fusedMatMul(rows(dz, width), rows(statesBefore(steps), hidden), { transA: true });
}

/** The state that each step began with, in the order of time: [time, batch, hidden]. */
function statesBefore({ start, sequence, reversed }: LoopSteps): Value {
  const first = unsqueeze(start, [0]);
  if (sequence.type.shape[0] === 1) return first;
  return reversed
    ? concat([slice(sequence, { axis: 0, start: 1 }), first], 0)
    : concat([first, slice(sequence, { axis: 0, end: -1 })], 0);
}

/** All leading axes as one. */
function rows(value: Value, width: number): Value {
  return reshape(value, [-1, width]);
}

/** σ' = σ(1 − σ), from σ. */
export function sigmoidSlope(y: Value): Value {
  return mul(y, sub(1, y));
}

/** tanh' = 1 − tanh², from tanh. */
export function tanhSlope(y: Value): Value {
  return sub(1, mul(y, y));
}
