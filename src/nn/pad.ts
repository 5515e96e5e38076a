/** Padding of the last axes: zeros, mirrored, or with the edge repeated. */

import { pad, type Value } from '../graph/index.ts';

/** [before, after] for each of the last axes, the last of them last. Unlike in PyTorch, whose list begins with the last axis. */
export type Pads = readonly (readonly [before: number, after: number])[];

/** Adds zeros; negative numbers cut off. */
export function zeroPad(x: Value, pads: Pads): Value {
  return pad(x, ofLastAxes(x, pads));
}

/** Mirrors at the first and last element, which are not repeated; each pad must be smaller than its axis. */
export function reflectPad(x: Value, pads: Pads): Value {
  return pad(x, ofLastAxes(x, pads), { mode: 'reflect' });
}

/** Repeats the first and last element. */
export function replicatePad(x: Value, pads: Pads): Value {
  return pad(x, ofLastAxes(x, pads), { mode: 'edge' });
}

function ofLastAxes(x: Value, pads: Pads): Parameters<typeof pad>[1] {
  const first = x.type.shape.length - pads.length;
  return pads.map(([before, after], i) => ({ axis: first + i, before, after }));
}
