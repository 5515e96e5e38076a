/** The separator of Conv-TasNet (Luo & Mesgarani 2019): three repeats of eight dilated depthwise blocks, two masks. */

import { add, mul, reshape, sigmoid, type Value } from '../../../src/graph/index.ts';
import { prelu } from '../../../src/nn/activation.ts';
import { conv1d } from '../../../src/nn/conv.ts';
import { globalLayerNorm, type Scope } from '../../../src/nn/index.ts';
import { type BenchModel, benchModel } from './model.ts';

const sizes = { features: 512, bottleneck: 128, hidden: 512, kernel: 3, blocks: 8, repeats: 3, sources: 2 };

/** Features [batch, 512, frame] to two of them, masked. */
export function convTasnet({
  batch,
  frames,
}: {
  readonly batch: number;
  readonly frames: number;
}): BenchModel {
  const { features, sources } = sizes;
  const shapes = { x: [batch, features, frames], y: [batch, sources, features, frames] };
  return benchModel(shapes, (scope, x) => {
    const masks = sigmoid(separator(scope, x));
    return mul(reshape(masks, shapes.y), reshape(x, [batch, 1, features, frames]));
  });
}

function separator(scope: Scope, x: Value): Value {
  let value = pointwise(
    scope.child('bottleneck'),
    globalLayerNorm(scope.child('norm'), x, {}),
    sizes.bottleneck,
  );
  let sum: Value | undefined;
  for (let n = 0; n < sizes.repeats * sizes.blocks; n++) {
    const own = scope.child('blocks').child(n);
    const inner = block(own, value, 2 ** (n % sizes.blocks));
    const skip = pointwise(own.child('skip'), inner, sizes.bottleneck);
    sum = sum === undefined ? skip : add(sum, skip);
    value = add(value, pointwise(own.child('residual'), inner, sizes.bottleneck));
  }
  const out = prelu(scope.child('activation'), sum!);
  return pointwise(scope.child('mask'), out, sizes.sources * sizes.features);
}

function block(scope: Scope, x: Value, dilation: number): Value {
  const { hidden, kernel } = sizes;
  let value = prelu(scope.child('activation1'), pointwise(scope.child('in'), x, hidden));
  value = globalLayerNorm(scope.child('norm1'), value, {});
  const depthwise = { outChannels: hidden, kernelSize: kernel, groups: hidden, dilation, padding: dilation };
  value = conv1d(scope.child('depthwise'), value, depthwise);
  return globalLayerNorm(scope.child('norm2'), prelu(scope.child('activation2'), value), {});
}

function pointwise(scope: Scope, x: Value, outChannels: number): Value {
  return conv1d(scope, x, { outChannels, kernelSize: 1 });
}
