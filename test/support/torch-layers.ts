/**
 * The layers that are compared with PyTorch, by name: how a name, options and inputs become values. The other half,
 * name for name, is bench/peers/torch_layers.py.
 */

import {
  add,
  averagePool,
  concat,
  elu,
  globalAveragePool,
  leakyRelu,
  logSoftmax,
  maxPool,
  mul,
  reduceSum,
  resize,
  softmax,
  type Value,
} from '../../src/graph/index.ts';
import {
  type ActivationName,
  activate,
  activationNames,
  type BatchNormOptions,
  batchNorm,
  type Complex,
  type ConvOptions,
  type ConvTransposeOptions,
  complexAbs,
  complexAdd,
  complexConj,
  complexDiv,
  complexMatMul,
  complexMul,
  complexPhase,
  complexScale,
  complexSub,
  conv1d,
  conv2d,
  convTranspose1d,
  convTranspose2d,
  type EmbeddingOptions,
  einsum,
  embedding,
  fromPolar,
  type GraphGriffinLimOptions,
  type GraphIstftOptions,
  type GraphMisiOptions,
  type GroupNormOptions,
  type GruOptions,
  globalLayerNorm,
  glu,
  graphGriffinLim,
  graphIstft,
  graphMel,
  graphMisi,
  graphStft,
  groupNorm,
  gru,
  hardtanh,
  type InstanceNormOptions,
  instanceNorm,
  type LayerNormOptions,
  type LinearOptions,
  type LstmOptions,
  l1Loss,
  layerNorm,
  linear,
  lstm,
  type MultiheadAttentionOptions,
  mseLoss,
  multiheadAttention,
  type Pads,
  type PreluOptions,
  pixelShuffle,
  pixelUnshuffle,
  prelu,
  type RmsNormOptions,
  type RotaryOptions,
  reflectPad,
  replicatePad,
  rmsNorm,
  rotary,
  type ScaledDotProductOptions,
  type Scope,
  scaledDotProduct,
  weightNorm,
  zeroPad,
} from '../../src/nn/index.ts';

/** Inputs by name. */
export type Inputs = Readonly<Record<string, Value>>;

/** Builds a layer. The options are those of the layer, as far as JSON can hold them. */
export type TorchLayer = (scope: Scope, inputs: Inputs, options: unknown) => Value | readonly Value[];

type Build<Options> = (scope: Scope, inputs: Inputs, options: Options) => Value | readonly Value[];

/** What a case says of its options is believed: it was written for the layer that it names. */
const layer = <Options = object>(build: Build<Options>): TorchLayer => build as TorchLayer;

interface Slopes {
  readonly alpha?: number;
  readonly slope?: number;
  readonly min?: number;
  readonly max?: number;
}

interface PoolOptions {
  readonly kernelSize: number | readonly number[];
  readonly stride?: number;
  readonly padding?: number;
}

interface UpsampleOptions {
  readonly scale: number | readonly number[];
  readonly alignCorners?: boolean;
}

interface MelCase {
  readonly sampleRate: number;
  readonly fftSize: number;
}

const pair = (inputs: Inputs, name: string): Complex => ({
  re: inputs[`${name}r`]!,
  im: inputs[`${name}i`]!,
});
const parts = ({ re, im }: Complex): readonly Value[] => [re, im];
const pool = ({ kernelSize, stride, padding = 0 }: PoolOptions) => ({
  kernel: kernelSize,
  pads: padding,
  ...(stride === undefined ? {} : { strides: stride }),
});
const scales = ({ scale }: UpsampleOptions) => ({ scales: typeof scale === 'number' ? [scale] : scale });

const weighted: Readonly<Record<string, TorchLayer>> = {
  conv1d: layer<ConvOptions>((scope, { x }, options) => conv1d(scope, x!, options)),
  conv2d: layer<ConvOptions>((scope, { x }, options) => conv2d(scope, x!, options)),
  convTranspose1d: layer<ConvTransposeOptions>((scope, { x }, options) =>
    convTranspose1d(scope, x!, options),
  ),
  convTranspose2d: layer<ConvTransposeOptions>((scope, { x }, options) =>
    convTranspose2d(scope, x!, options),
  ),
  linear: layer<LinearOptions>((scope, { x }, options) => linear(scope, x!, options)),
  embedding: layer<EmbeddingOptions>((scope, { indices }, options) => embedding(scope, indices!, options)),
  prelu: layer<PreluOptions>((scope, { x }, options) => prelu(scope, x!, options)),
  weightNormConv1d: layer<ConvOptions>((scope, { x }, options) =>
    conv1d(scope, x!, { ...options, weight: weightNorm }),
  ),
  weightNormLinear: layer<LinearOptions>((scope, { x }, options) =>
    linear(scope, x!, { ...options, weight: weightNorm }),
  ),
  weightNormConvTranspose1d: layer<ConvTransposeOptions>((scope, { x }, options) =>
    convTranspose1d(scope, x!, { ...options, weight: weightNorm }),
  ),
  lstm: layer<LstmOptions>((scope, { x, h, c }, options) => {
    const result = lstm(scope, x!, h && c ? { ...options, initial: { h, c } } : options);
    return [result.output, result.h, result.c];
  }),
  gru: layer<GruOptions>((scope, { x, h }, options) => {
    const result = gru(scope, x!, h ? { ...options, initial: h } : options);
    return [result.output, result.h];
  }),
  attention: layer<MultiheadAttentionOptions>((scope, { x, key, value, mask }, options) =>
    multiheadAttention(scope, x!, { ...options, key, value, mask } as MultiheadAttentionOptions),
  ),
};

const norms: Readonly<Record<string, TorchLayer>> = {
  batchNorm: layer<BatchNormOptions>((scope, { x }, options) => batchNorm(scope, x!, options)),
  layerNorm: layer<LayerNormOptions>((scope, { x }, options) => layerNorm(scope, x!, options)),
  groupNorm: layer<GroupNormOptions>((scope, { x }, options) => groupNorm(scope, x!, options)),
  instanceNorm: layer<InstanceNormOptions>((scope, { x }, options) => instanceNorm(scope, x!, options)),
  rmsNorm: layer<RmsNormOptions>((scope, { x }, options) => rmsNorm(scope, x!, options)),
  globalLayerNorm: layer((scope, { x }) => globalLayerNorm(scope, x!)),
};

const activations: Readonly<Record<string, TorchLayer>> = {
  ...Object.fromEntries(
    activationNames.map((name: ActivationName) => [name, layer((_, { x }) => activate(name, x!))]),
  ),
  elu: layer<Slopes>((_, { x }, { alpha = 1 }) => elu(x!, { alpha })),
  leakyRelu: layer<Slopes>((_, { x }, { slope = 0.01 }) => leakyRelu(x!, { alpha: slope })),
  hardtanh: layer<Slopes>((_, { x }, options) => hardtanh(x!, options)),
  softmax: layer<{ axis: number }>((_, { x }, { axis }) => softmax(x!, axis)),
  logSoftmax: layer<{ axis: number }>((_, { x }, { axis }) => logSoftmax(x!, axis)),
  glu: layer<{ axis: number }>((_, { x }, { axis }) => glu(x!, axis)),
};

const resampling: Readonly<Record<string, TorchLayer>> = {
  maxPool1d: layer<PoolOptions>((_, { x }, options) => maxPool(x!, pool(options))),
  maxPool2d: layer<PoolOptions>((_, { x }, options) => maxPool(x!, pool(options))),
  averagePool1d: layer<PoolOptions>((_, { x }, options) => averagePool(x!, pool(options))),
  averagePool2d: layer<PoolOptions>((_, { x }, options) => averagePool(x!, pool(options))),
  globalAveragePool: layer((_, { x }) => globalAveragePool(x!)),
  upsampleNearest: layer<UpsampleOptions>((_, { x }, options) => resize(x!, scales(options))),
  upsampleLinear: layer<UpsampleOptions>((_, { x }, options) =>
    resize(x!, scales(options), { mode: 'linear', alignCorners: options.alignCorners ?? false }),
  ),
  pixelShuffle: layer<{ factor: number }>((_, { x }, { factor }) => pixelShuffle(x!, factor)),
  pixelUnshuffle: layer<{ factor: number }>((_, { x }, { factor }) => pixelUnshuffle(x!, factor)),
  zeroPad: layer<{ pads: Pads }>((_, { x }, { pads }) => zeroPad(x!, pads)),
  reflectPad: layer<{ pads: Pads }>((_, { x }, { pads }) => reflectPad(x!, pads)),
  replicatePad: layer<{ pads: Pads }>((_, { x }, { pads }) => replicatePad(x!, pads)),
};

const algebra: Readonly<Record<string, TorchLayer>> = {
  complexAdd: layer((_, x) => parts(complexAdd(pair(x, 'a'), pair(x, 'b')))),
  complexSub: layer((_, x) => parts(complexSub(pair(x, 'a'), pair(x, 'b')))),
  complexMul: layer((_, x) => parts(complexMul(pair(x, 'a'), pair(x, 'b')))),
  complexDiv: layer((_, x) => parts(complexDiv(pair(x, 'a'), pair(x, 'b')))),
  complexMatMul: layer((_, x) => parts(complexMatMul(pair(x, 'a'), pair(x, 'b')))),
  complexConj: layer((_, x) => parts(complexConj(pair(x, 'a')))),
  complexAbs: layer((_, x) => complexAbs(pair(x, 'a'))),
  complexScale: layer((_, x) => parts(complexScale(pair(x, 'a'), x.s!))),
  complexPhase: layer((_, x) => complexPhase(pair(x, 'a'))),
  fromPolar: layer((_, { m, p }) => parts(fromPolar(m!, p!))),
  einsum: layer<{ equation: string }>((_, { a, b }, { equation }) => einsum(equation, [a!, b!])),
  scaledDotProduct: layer<ScaledDotProductOptions>((_, { q, k, v }, options) =>
    scaledDotProduct(q!, k!, v!, options),
  ),
  rotary: layer<RotaryOptions>((_, { x }, options) => rotary(x!, options)),
  mseLoss: layer((_, { estimate, target }) => mseLoss(estimate!, target!)),
  l1Loss: layer((_, { estimate, target }) => l1Loss(estimate!, target!)),
};

/** Level of what is added to a signal. */
const quiet = 0.05;

const signal: Readonly<Record<string, TorchLayer>> = {
  stft: layer<GraphIstftOptions>((_, { x }, options) => parts(graphStft(x!, options))),
  istft: layer<GraphIstftOptions>((_, x, options) => graphIstft(pair(x, 'a'), options)),
  mel: layer<MelCase>((_, { spectra }, options) => graphMel(spectra!, options)),
  // Phases from bins that are nearly 0 turn rounding into noise, in PyTorch as well: signals that nearly fit are searched.
  griffinLim: layer<GraphGriffinLimOptions>((_, { x, y }, options) => {
    const magnitudes = complexAbs(graphStft(x!, options));
    return graphGriffinLim(magnitudes, { ...options, start: graphStft(add(x!, mul(y!, quiet)), options) });
  }),
  misi: layer<GraphMisiOptions>((_, { x, y }, options) => {
    const sources = concat([x!, mul(y!, quiet)], 1);
    return graphMisi(
      { magnitudes: complexAbs(graphStft(sources, options)), mixture: reduceSum(sources, [1]) },
      options,
    );
  }),
};

/** Every layer that has a twin in PyTorch. */
export const torchLayers: Readonly<Record<string, TorchLayer>> = {
  ...weighted,
  ...norms,
  ...activations,
  ...resampling,
  ...algebra,
  ...signal,
};
