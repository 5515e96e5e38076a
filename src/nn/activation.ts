/** Activations beyond those of the graph: with parameters, of two halves, and by name for models' settings. */

import {
  clip,
  elu,
  gelu,
  hardSigmoid,
  hardSwish,
  identity,
  leakyRelu,
  mish,
  mul,
  pRelu,
  relu,
  reshape,
  selu,
  sigmoid,
  silu,
  softplus,
  split,
  tanh,
  type Value,
} from '../graph/index.ts';
import { ArgumentError, checkChoice } from '../util/index.ts';
import { constantInit } from './init.ts';
import { type Scope, within } from './scope.ts';
import { channelShape, sizeOf } from './sizes.ts';

/** Names of activations without parameters, by PyTorch's definitions and defaults. */
export type ActivationName =
  | 'elu'
  | 'gelu'
  | 'hardSigmoid'
  | 'hardSwish'
  | 'hardtanh'
  | 'identity'
  | 'leakyRelu'
  | 'mish'
  | 'relu'
  | 'relu6'
  | 'selu'
  | 'sigmoid'
  | 'silu'
  | 'softplus'
  | 'tanh';

const activations: Readonly<Record<ActivationName, (x: Value) => Value>> = {
  elu,
  gelu,
  // PyTorch's slope is 1/6, ONNX's default 0.2.
  hardSigmoid: (x) => hardSigmoid(x, { alpha: 1 / 6 }),
  hardSwish,
  hardtanh,
  identity,
  leakyRelu,
  mish,
  relu,
  relu6: (x) => clip(x, { min: 0, max: 6 }),
  selu,
  sigmoid,
  silu,
  softplus,
  tanh,
};

/** All names that {@link activate} knows. */
export const activationNames: readonly ActivationName[] = Object.keys(activations) as ActivationName[];

/** The activation of this name, for settings that name one. Throws ArgumentError for unknown names. */
export function activate(name: ActivationName, x: Value): Value {
  return activations[checkChoice('activation', name, activationNames)](x);
}

/** x between `min` and `max`. Defaults: −1 and 1. */
export function hardtanh(x: Value, options: { readonly min?: number; readonly max?: number } = {}): Value {
  return clip(x, { min: options.min ?? -1, max: options.max ?? 1 });
}

/**
 * The first half of an axis times the sigmoid of the second (Dauphin et al. 2017). Throws ArgumentError where the size is odd
 * or symbolic.
 */
export function glu(x: Value, axis: number): Value {
  const size = sizeOf(x, axis);
  if (size % 2 !== 0) {
    throw new ArgumentError({
      place: 'glu',
      expected: 'an even number of channels',
      got: String(size),
      remedy: 'Let the layer before it make twice the channels',
    });
  }
  const at = axis < 0 ? axis + x.type.shape.length : axis;
  const [signal, gate] = split(x, [size / 2, size / 2], at);
  return mul(signal!, sigmoid(gate!));
}

/** Settings of {@link prelu}. */
export interface PreluOptions {
  /** Whether each channel (axis 1) has its own slope. Default: false, one for all, as in PyTorch. */
  readonly perChannel?: boolean;
}

/** x, or `weight`·x where x < 0 (He et al. 2015). The parameter `weight` begins at 0.25, [1] or [channel]. */
export function prelu(scope: Scope, x: Value, options: PreluOptions = {}): Value {
  return within(scope, () => {
    const size = options.perChannel ? sizeOf(x, 1) : 1;
    const slope = scope.parameter('weight', [size], constantInit(0.25));
    return pRelu(x, size === 1 ? slope : reshape(slope, channelShape(size, x.type.shape.length)));
  });
}
