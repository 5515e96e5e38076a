/** What recurrent layers share: stacks of layers, two directions, dropout between, and PyTorch's parameters. */

import { concat, type Dim, reshape, slice, squeeze, stack, transpose, type Value } from '../graph/index.ts';
import { ArgumentError, checkInteger } from '../util/index.ts';
import { dropout } from './dropout.ts';
import { uniform } from './init.ts';
import type { Scope } from './scope.ts';
import { checkRank, sizeOf } from './sizes.ts';

/** Settings of a stack of recurrent layers. */
export interface RecurrentOptions {
  /** Size of the state, and of the output per direction. */
  readonly hiddenSize: number;
  /** Layers on top of each other. Default: 1. */
  readonly numLayers?: number;
  /** Default: true. */
  readonly bias?: boolean;
  /** Whether `x` is [batch, time, feature]. Default: false, [time, batch, feature]. */
  readonly batchFirst?: boolean;
  /** The part of each layer's output, but the last's, that is dropped in training. Default: 0. */
  readonly dropout?: number;
  /** Whether a second direction runs from the end of the sequence; outputs lie side by side. Default: false. */
  readonly bidirectional?: boolean;
}

/** Weights of one direction of one layer, as PyTorch lays them out. */
export interface DirectionWeights {
  /** [gates·hidden, feature]. */
  readonly weightIh: Value;
  /** [gates·hidden, hidden]. */
  readonly weightHh: Value;
  /** [gates·hidden]. */
  readonly biasIh?: Value;
  /** [gates·hidden]. */
  readonly biasHh?: Value;
}

/** One layer of a stack. */
export interface LayerCall {
  /** [time, batch, feature]. */
  readonly x: Value;
  /** One per direction. */
  readonly weights: readonly DirectionWeights[];
  readonly reversed: readonly boolean[];
  /** Initial states [direction, batch, hidden], where they were given. */
  readonly initial: readonly Value[] | undefined;
}

/** What a layer gives: [time, batch, direction·hidden], and its last states [direction, batch, hidden]. */
export interface LayerResult {
  readonly output: Value;
  readonly states: readonly Value[];
}

/** Runs `runLayer` for each layer. `initial` and the resulting states are [layer·direction, batch, hidden]. */
export function recurrentStack(
  scope: Scope,
  x: Value,
  {
    gates,
    initial,
    runLayer,
    ...options
  }: RecurrentOptions & {
    readonly gates: number;
    readonly initial: readonly Value[] | undefined;
    readonly runLayer: (call: LayerCall) => LayerResult;
  },
): LayerResult {
  checkRank(x, { rank: 3, axes: options.batchFirst ? 'batch, time, feature' : 'time, batch, feature' });
  const layers = checkInteger('numLayers', options.numLayers ?? 1, { min: 1 });
  const reversed = options.bidirectional ? [false, true] : [false];
  checkInitial(initial, { rows: layers * reversed.length, hidden: options.hiddenSize });
  let value = options.batchFirst ? transpose(x, [1, 0, 2]) : x;
  const states: (readonly Value[])[] = [];
  for (let layer = 0; layer < layers; layer++) {
    const weights = reversed.map((isReversed) =>
      directionWeights(scope, value, {
        ...options,
        gates,
        suffix: `l${layer}${isReversed ? '_reverse' : ''}`,
      }),
    );
    const start = layer * reversed.length;
    const own = initial?.map((state) => slice(state, { axis: 0, start, end: start + reversed.length }));
    const result = runLayer({ x: value, weights, reversed, initial: own });
    states.push(result.states);
    value = result.output;
    if (layer < layers - 1) value = dropout(scope, value, { rate: options.dropout ?? 0 });
  }
  return {
    output: options.batchFirst ? transpose(value, [1, 0, 2]) : value,
    states: states[0]!.map((_, i) =>
      concat(
        states.map((layer) => layer[i]!),
        0,
      ),
    ),
  };
}

/** Gates in another order: ONNX's instead of PyTorch's. */
export function reorderGates(value: Value, order: readonly number[]): Value {
  const size = sizeOf(value, 0) / order.length;
  const parts = order.map((gate) => slice(value, { axis: 0, start: gate * size, end: (gate + 1) * size }));
  return concat(parts, 0);
}

/** Weights of all directions as ONNX's fused ops take them. */
export function fusedWeights(
  weights: readonly DirectionWeights[],
  order: readonly number[],
): { readonly w: Value; readonly r: Value; readonly b?: Value } {
  const all = (choose: (own: DirectionWeights) => Value): Value =>
    stack(
      weights.map((own) => choose(own)),
      0,
    );
  const ordered = (value: Value): Value => reorderGates(value, order);
  const hasBias = weights[0]!.biasIh !== undefined;
  return {
    w: all(({ weightIh }) => ordered(weightIh)),
    r: all(({ weightHh }) => ordered(weightHh)),
    ...(hasBias ? { b: all(({ biasIh, biasHh }) => concat([ordered(biasIh!), ordered(biasHh!)], 0)) } : {}),
  };
}

/** [time, direction, batch, hidden] → [time, batch, direction·hidden]. */
export function sideBySide(y: Value): Value {
  const [time, directions, batch, hidden] = y.type.shape as [Dim, number, Dim, number];
  if (directions === 1) return squeeze(y, [1]);
  return reshape(transpose(y, [0, 2, 1, 3]), [time, batch, directions * hidden]);
}

function directionWeights(
  scope: Scope,
  x: Value,
  {
    hiddenSize,
    gates,
    suffix,
    bias = true,
  }: RecurrentOptions & { readonly gates: number; readonly suffix: string },
): DirectionWeights {
  const bound = 1 / Math.sqrt(hiddenSize);
  const make = (name: string, shape: readonly number[]): Value =>
    scope.parameter(`${name}_${suffix}`, shape, uniform(-bound, bound));
  const rows = gates * hiddenSize;
  return {
    weightIh: make('weight_ih', [rows, sizeOf(x, -1)]),
    weightHh: make('weight_hh', [rows, hiddenSize]),
    ...(bias ? { biasIh: make('bias_ih', [rows]), biasHh: make('bias_hh', [rows]) } : {}),
  };
}

function checkInitial(
  initial: readonly Value[] | undefined,
  { rows, hidden }: { readonly rows: number; readonly hidden: number },
): void {
  for (const { type } of initial ?? []) {
    if (type.shape.length === 3 && type.shape[0] === rows && type.shape[2] === hidden) continue;
    throw new ArgumentError({
      place: 'initial state',
      expected: `[${rows}, batch, ${hidden}]: layers times directions, batch, hidden`,
      got: `[${type.shape.join(', ')}]`,
      remedy: 'Give one state per layer and direction',
    });
  }
}
