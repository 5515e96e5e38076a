/** What the loops of LSTM and GRU share: directions side by side, and where each step began. */

import { bodyOf } from '../graph.ts';
import type { GradientContext, Subgraph, Value } from '../node.ts';
import type { Dim } from '../type.ts';
import { mul, sub } from './arithmetic.ts';
import { expandLike } from './broadcast.ts';
import { concat, split } from './concat.ts';
import { scalarOf } from './elementwise.ts';
import { fusedMatMul, matMul } from './matmul.ts';
import { reshape, transpose, unsqueeze } from './shape.ts';
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

/**
 * Columns that a step's product takes at once. ONNX Runtime packs a matrix that it multiplies with at every step; cut into
 * panels that lie together, the matrix is read in order and not with strides of thousands of bytes: a third less time for
 * [8, 512] · [512, 2048].
 */
const panelWidth = 128;

/** [direction, row, column] as panels [direction, panel, row, column of the panel]; as it is where columns do not divide. */
export function panelsOf(matrices: Value): Value {
  const [directions, rows, columns] = matrices.type.shape as readonly number[];
  if (columns! % panelWidth !== 0) return matrices;
  const cut = reshape(matrices, [directions!, rows!, columns! / panelWidth, panelWidth]);
  return transpose(cut, [0, 2, 1, 3]);
}

/** {@link panelsOf} the transposed [direction, column, row]. */
export function transposedPanels(matrices: Value): Value {
  const [directions, columns, rows] = matrices.type.shape as readonly number[];
  if (columns! % panelWidth !== 0) return transpose(matrices, [0, 2, 1]);
  const cut = reshape(matrices, [directions!, columns! / panelWidth, panelWidth, rows!]);
  return transpose(cut, [0, 1, 3, 2]);
}

/** What {@link transposedPanels} were made of. */
function untransposed(panels: Value): Value {
  const cut = panels.node.kind === 'op' ? panels.node.inputs[0]! : panels;
  const made = cut.node.kind === 'op' && cut.node.op.name === 'Reshape' ? cut.node.inputs[0]! : cut;
  return made;
}

/** x · matrices for x [direction, batch, row]: [direction, batch, column]. */
export function timesPanels(x: Value, panels: Value): Value {
  if (panels.type.shape.length === 3) return matMul(x, panels);
  const [directions, batch] = x.type.shape as readonly [number, Dim];
  const [, count, , width] = panels.type.shape as readonly number[];
  const product = matMul(unsqueeze(x, [1]), panels);
  return reshape(transpose(product, [0, 2, 1, 3]), [directions, batch, count! * width!]);
}

/** The matrices of a loop: as its only product has them, and as [direction, gates·hidden, hidden]. */
export interface LoopWeights {
  readonly panels: Value;
  readonly recurrent: Value;
}

/** The weights that a loop captured by {@link transposedPanels}. */
export function loopWeights({ node }: GradientContext): LoopWeights {
  const product = bodyOf(node.attributes.body as Subgraph).nodes.find(({ op }) => op.name === 'MatMul');
  const panels = product!.inputs[1]!;
  return { panels, recurrent: untransposed(panels) };
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

/** ∂(recurrent weights) of a direction, [1, gates·hidden, hidden]: one product over all steps, ∂zᵀ·h. */
export function recurrentGradient(steps: DirectionSteps, dz: Value): Value {
  const hidden = Number(steps.sequence.type.shape[3]);
  const width = Number(dz.type.shape[3]);
  const matrix = fusedMatMul(rows(dz, width), rows(statesBefore(steps), hidden), { transA: true });
  return reshape(matrix, [1, width, hidden]);
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

/** σ' = σ(1 − σ), from σ. */
export function sigmoidSlope(y: Value): Value {
  return mul(y, sub(1, y));
}

/** tanh' = 1 − tanh², from tanh. */
export function tanhSlope(y: Value): Value {
  return sub(1, mul(y, y));
}
