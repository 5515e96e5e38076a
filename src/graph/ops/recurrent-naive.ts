/** Recurrent layers by their definition, one unit after the other: the examples of LSTM and GRU, and what they are checked against. */

import { floatTensor, type Tensor } from '../../tensor/index.ts';
import type { Attributes, OpExample } from '../node.ts';
import { at, example, indicesOf } from './naive.ts';
import { type Direction, reversedOf } from './recurrent-op.ts';

/** What one step of a cell sees: sums over features and over the hidden state, each with its bias, by unit. */
export interface NaiveStep {
  readonly hidden: number;
  fromX(unit: number): number;
  fromH(unit: number): number;
}

/** A cell: how many gates and states it has, and its states after a step, the hidden one first. */
export interface NaiveCell {
  readonly gates: number;
  readonly states: number;
  next(step: NaiveStep, states: readonly (readonly number[])[]): readonly (readonly number[])[];
  /** Besides those that every cell has. */
  readonly attributes?: Attributes;
}

/** The logistic function. */
export function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** One example per direction. */
export function recurrentExamples(cell: NaiveCell): readonly OpExample[] {
  return (['forward', 'reverse', 'bidirectional'] as const).map((direction) =>
    recurrentExample(cell, direction),
  );
}

function recurrentExample(cell: NaiveCell, direction: Direction): OpExample {
  const reversed = reversedOf(direction);
  const [time, batch, features, hidden] = [3, 2, 2, 2];
  const units = cell.gates * hidden;
  const directions = reversed.length;
  return {
    name: direction,
    inputs: [
      example([time, batch, features]),
      example([directions, units, features], 2),
      example([directions, units, hidden], 3),
      example([directions, 2 * units], 4),
      undefined,
      ...Array.from({ length: cell.states }, (_, i) => example([directions, batch, hidden], 5 + i)),
    ],
    attributes: { hidden_size: hidden, direction, ...cell.attributes },
    reference: (inputs) => runNaively(inputs, { cell, reversed }),
  };
}

function runNaively(
  [x, w, r, b, , ...initial]: readonly (Tensor | undefined)[],
  { cell, reversed }: { readonly cell: NaiveCell; readonly reversed: readonly boolean[] },
): readonly Tensor[] {
  const [time, batch, features] = x!.shape as [number, number, number];
  const hidden = r!.shape[2]!;
  const y = new Float32Array(time * reversed.length * batch * hidden);
  const lasts = initial.map(() => new Float32Array(reversed.length * batch * hidden));
  const sum = (length: number, term: (k: number) => number): number =>
    Array.from({ length }, (_, k) => term(k)).reduce((total, each) => total + each, 0);
  for (const [d, n] of indicesOf([reversed.length, batch]) as Iterable<[number, number]>) {
    let states: readonly (readonly number[])[] = initial.map((state) =>
      Array.from({ length: hidden }, (_, k) => at(state!, [d, n, k])),
    );
    for (let count = 0; count < time; count++) {
      const t = reversed[d] ? time - 1 - count : count;
      const [h] = states;
      const step: NaiveStep = {
        hidden,
        fromX: (unit) => at(b!, [d, unit]) + sum(features, (k) => at(x!, [t, n, k]) * at(w!, [d, unit, k])),
        fromH: (unit) =>
          at(b!, [d, unit + cell.gates * hidden]) + sum(hidden, (k) => h![k]! * at(r!, [d, unit, k])),
      };
      states = cell.next(step, states);
      y.set(states[0]!, ((t * reversed.length + d) * batch + n) * hidden);
    }
    for (const [i, state] of states.entries()) lasts[i]!.set(state, (d * batch + n) * hidden);
  }
  const last = [reversed.length, batch, hidden];
  return [floatTensor([time, ...last], y), ...lasts.map((data) => floatTensor(last, data))];
}
