/** The convolutional U-Net of Jansson et al. (2017): strided 5×5 convolutions, transposed ones back, skips, a mask. */

import { concat, leakyRelu, mul, relu, sigmoid, type Value } from '../../../src/graph/index.ts';
import { batchNorm } from '../../../src/nn/batch-norm.ts';
import { conv2d } from '../../../src/nn/conv.ts';
import { convTranspose2d } from '../../../src/nn/conv-transpose.ts';
import type { Scope } from '../../../src/nn/index.ts';
import { type BenchModel, benchModel } from './model.ts';

/** Spectrograms [batch, 1, bin, frame]; channels of the levels, outermost first. */
export function unet(shape: readonly number[], channels: readonly number[]): BenchModel {
  return benchModel({ x: shape, y: shape }, (scope, x) => mul(x, mask(scope, x, channels)));
}

function mask(scope: Scope, x: Value, channels: readonly number[]): Value {
  const skips: Value[] = [];
  let value = x;
  channels.forEach((outChannels, level) => {
    skips.push(value);
    const own = scope.child('encoder').child(level);
    const convolved = conv2d(own.child('conv'), value, { outChannels, kernelSize: 5, stride: 2, padding: 2 });
    value = leakyRelu(batchNorm(own.child('norm'), convolved), { alpha: 0.2 });
  });
  for (let level = channels.length - 1; level >= 0; level--) {
    const own = scope.child('decoder').child(level);
    const skip = skips[level]!;
    value = up(own, value, { skip, outChannels: level === 0 ? 1 : channels[level - 1]! });
    if (level > 0) value = concat([relu(batchNorm(own.child('norm'), value)), skip], 1);
  }
  return sigmoid(value);
}

function up(scope: Scope, x: Value, options: { readonly skip: Value; readonly outChannels: number }): Value {
  const { skip, outChannels } = options;
  // 2n − 1 from n at padding 2; the output's padding makes it 2n where the level above was even.
  const outputPadding = [2, 3].map((axis) => (Number(skip.type.shape[axis]) % 2 === 0 ? 1 : 0)) as [
    number,
    number,
  ];
  return convTranspose2d(scope.child('conv'), x, {
    outChannels,
    kernelSize: 5,
    stride: 2,
    padding: 2,
    outputPadding,
  });
}
