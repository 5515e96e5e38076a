/** The value itself, with its gradient or cut off from it. */

import { apply1 } from '../apply.ts';
import type { OpDefinition, Value } from '../node.ts';
import { inputType } from './axes.ts';
import { example } from './naive.ts';

/** The value itself. */
export const Identity: OpDefinition = {
  name: 'Identity',
  domain: '',
  inputs: ['each'],
  infer: (context) => [inputType(context, 0)],
  gradient: ({ gradients: [g] }) => [g],
  compute: ([x]) => [x!],
  examples: [{ inputs: [example([2, 2])], reference: ([x]) => [x!] }],
};

/** To ONNX the same op; to `gradients` a wall. Not in the list of ops, since a file cannot tell the two apart. */
const Detached: OpDefinition = { ...Identity, gradient: () => [undefined] };

/** `x` itself, as a node of its own. */
export function identity(x: Value): Value {
  return apply1(Identity, [x]);
}

/** `x` as if it were a constant: no gradient flows back through it. */
export function detach(x: Value): Value {
  return apply1(Detached, [x]);
}
