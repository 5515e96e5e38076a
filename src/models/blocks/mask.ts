/** From a network's last values to a mask in [0, 1]. */

import {
  clip,
  concat,
  elu,
  inScope,
  mul,
  selu,
  sigmoid,
  slice,
  softmax,
  tanh,
  type Value,
} from '../../graph/index.ts';
import { prelu, type Scope } from '../../nn/index.ts';
import type { NetworkSetting } from '../network.ts';

const rectify = (x: Value): Value => clip(x, { min: 0, max: 1 });

/** What each activation does to `[batch, target, channel, bin, frame]`. */
const activations: Readonly<Record<string, (scope: Scope, x: Value) => Value>> = {
  sigmoid: (_, x) => sigmoid(x),
  relu: (_, x) => rectify(x),
  hardtanh: (_, x) => rectify(x),
  tanh: (_, x) => rectify(tanh(x)),
  softmax: (_, x) => amongTargets(x),
  prelu: (scope, x) => rectify(prelu(scope, x)),
  selu: (_, x) => rectify(selu(x)),
  elu: (_, x) => rectify(elu(x)),
};

/** The setting that names the mask's activation. */
export const maskActivationSetting: NetworkSetting = {
  key: 'mask_activation',
  kind: 'choice',
  default: 'sigmoid',
  choices: Object.keys(activations),
  summary: 'what brings the mask into [0, 1]; all but sigmoid and softmax are cut off there',
};

/**
 * The mask of `x` `[batch, target, channel, bin, frame]`. `softmax` goes over the targets and a rest whose value is 0, so that masks of several
 * targets add up to at most 1; with one target it is the sigmoid.
 */
export function activateMask(scope: Scope, x: Value, name: string): Value {
  return inScope(scope.name, () => activations[name]!(scope, x));
}

function amongTargets(x: Value): Value {
  const targets = Number(x.type.shape[1]);
  const rest = mul(slice(x, { axis: 1, end: 1 }), 0);
  return slice(softmax(concat([x, rest], 1), 1), { axis: 1, end: targets });
}
