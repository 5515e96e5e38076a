/** The leaves of a graph: what is fed, what is stored, what is known. */

import type { Tensor } from '../tensor/index.ts';
import type { Node, Value } from './node.ts';
import type { TensorType } from './type.ts';

/** A value that is fed at every run. */
export function input(name: string, type: TensorType): Value {
  return leaf((outputs) => ({ kind: 'input', name, outputs }), type);
}

/** A named weight. `trainable` defaults to true. */
export function parameter(
  name: string,
  type: TensorType,
  options: { readonly trainable?: boolean } = {},
): Value {
  return leaf(
    (outputs) => ({ kind: 'parameter', name, trainable: options.trainable ?? true, outputs }),
    type,
  );
}

/** A value known when the graph is built. */
export function constant(tensor: Tensor): Value {
  return leaf((outputs) => ({ kind: 'constant', tensor, outputs }), {
    dtype: tensor.dtype,
    shape: tensor.shape,
  });
}

/** A node and its values refer to each other, so the list of outputs is filled after the node exists, once. */
export function leaf(make: (outputs: readonly Value[]) => Node, type: TensorType): Value {
  const outputs: Value[] = [];
  const node = make(outputs);
  outputs.push({ type, node, index: 0 });
  return outputs[0]!;
}
