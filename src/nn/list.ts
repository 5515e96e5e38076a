/** Every layer with parameters or randomness, small: what the conformance suite goes through. */

import type { Value } from '../graph/index.ts';
import { prelu } from './activation.ts';
import { batchNorm } from './batch-norm.ts';
import { conv1d, conv2d } from './conv.ts';
import { convTranspose1d, convTranspose2d } from './conv-transpose.ts';
import { dropout, dropoutChannels } from './dropout.ts';
import { gru } from './gru.ts';
import { globalLayerNorm, groupNorm, instanceNorm, layerNorm, rmsNorm } from './layer-norm.ts';
import { linear } from './linear.ts';
import { lstm } from './lstm.ts';
import { multiheadAttention } from './multihead-attention.ts';
import type { Scope } from './scope.ts';
import { weightNorm } from './weight.ts';

/** A small case of a layer. */
export interface LayerExample {
  /** The layer's function, and what is special about this case. */
  readonly name: string;
  /** Shape of the float32 input. */
  readonly shape: readonly number[];
  /** The layer on such an input. */
  build(scope: Scope, x: Value): Value;
}

/** Every layer, by name; those with variants that have other parameters several times. */
export const layers: readonly LayerExample[] = [
  { name: 'batchNorm', shape: [3, 4, 5], build: (scope, x) => batchNorm(scope, x) },
  {
    name: 'batchNorm, cumulative',
    shape: [4, 3],
    build: (scope, x) => batchNorm(scope, x, { momentum: null }),
  },
  {
    name: 'conv1d',
    shape: [2, 4, 9],
    build: (scope, x) => conv1d(scope, x, { outChannels: 6, kernelSize: 3, stride: 2, groups: 2 }),
  },
  {
    name: 'conv1d, weight-normalized',
    shape: [2, 3, 8],
    build: (scope, x) => conv1d(scope, x, { outChannels: 4, kernelSize: 3, weight: weightNorm }),
  },
  {
    name: 'conv2d',
    shape: [2, 3, 6, 5],
    build: (scope, x) => conv2d(scope, x, { outChannels: 4, kernelSize: [3, 2], padding: 'same-tf' }),
  },
  {
    name: 'convTranspose1d',
    shape: [2, 3, 5],
    build: (scope, x) => convTranspose1d(scope, x, { outChannels: 2, kernelSize: 4, stride: 2 }),
  },
  {
    name: 'convTranspose2d',
    shape: [2, 3, 4, 3],
    build: (scope, x) =>
      convTranspose2d(scope, x, { outChannels: 2, kernelSize: 3, stride: 2, padding: 1, outputPadding: 1 }),
  },
  { name: 'dropout', shape: [4, 6, 8], build: (scope, x) => dropout(scope, x, { rate: 0.3 }) },
  { name: 'dropoutChannels', shape: [4, 6, 8], build: (scope, x) => dropoutChannels(scope, x) },
  { name: 'globalLayerNorm', shape: [2, 4, 5], build: (scope, x) => globalLayerNorm(scope, x) },
  { name: 'groupNorm', shape: [2, 6, 4], build: (scope, x) => groupNorm(scope, x, { groups: 3 }) },
  {
    name: 'gru',
    shape: [3, 2, 4],
    build: (scope, x) => gru(scope, x, { hiddenSize: 3, bidirectional: true }).output,
  },
  {
    name: 'instanceNorm',
    shape: [2, 3, 4, 4],
    build: (scope, x) => instanceNorm(scope, x, { affine: true }),
  },
  { name: 'layerNorm', shape: [2, 5, 6], build: (scope, x) => layerNorm(scope, x) },
  { name: 'linear', shape: [2, 3, 5], build: (scope, x) => linear(scope, x, { outFeatures: 4 }) },
  {
    name: 'linear, weight-normalized',
    shape: [3, 5],
    build: (scope, x) => linear(scope, x, { outFeatures: 4, weight: weightNorm }),
  },
  {
    name: 'lstm',
    shape: [3, 2, 4],
    build: (scope, x) => lstm(scope, x, { hiddenSize: 3, numLayers: 2, bidirectional: true }).output,
  },
  {
    name: 'multiheadAttention',
    shape: [2, 3, 4],
    build: (scope, x) => multiheadAttention(scope, x, { heads: 2, batchFirst: true, causal: true }),
  },
  { name: 'prelu', shape: [2, 3, 4], build: (scope, x) => prelu(scope, x, { perChannel: true }) },
  { name: 'rmsNorm', shape: [2, 3, 6], build: (scope, x) => rmsNorm(scope, x) },
];
