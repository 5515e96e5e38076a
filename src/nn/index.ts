/**
 * Layers as functions of a scope and values, with PyTorch's parameter names, beginnings and defaults, so that published
 * weights load by name. Knows graphs, not files or devices.
 */

export {
  type ActivationName,
  activate,
  activationNames,
  glu,
  hardtanh,
  type PreluOptions,
  prelu,
} from './activation.ts';
export { type BatchNormOptions, batchNorm } from './batch-norm.ts';
export { checkWeights } from './check-weights.ts';
export {
  type Complex,
  complexAbs,
  complexAdd,
  complexConj,
  complexDiv,
  complexMatMul,
  complexMul,
  complexPhase,
  complexPower,
  complexScale,
  complexSub,
  fromPolar,
} from './complex.ts';
export { type ConvOptions, conv1d, conv2d } from './conv.ts';
export type { ConvPadding } from './conv-padding.ts';
export { type ConvTransposeOptions, convTranspose1d, convTranspose2d } from './conv-transpose.ts';
export { type DropoutOptions, dropout, dropoutChannels } from './dropout.ts';
export { einsum } from './einsum.ts';
export { type EmbeddingOptions, embedding } from './embedding.ts';
export { type GruOptions, type GruResult, gru } from './gru.ts';
export {
  constantInit,
  fanInUniform,
  type InitArray,
  type Initializer,
  type InitSource,
  kaimingNormal,
  kaimingUniform,
  normal,
  ones,
  orthogonal,
  type TruncatedNormalOptions,
  truncatedNormal,
  uniform,
  xavierNormal,
  xavierUniform,
  zeros,
} from './init.ts';
export { initialize } from './initialize.ts';
export {
  type GlobalLayerNormOptions,
  type GroupNormOptions,
  globalLayerNorm,
  groupNorm,
  type InstanceNormOptions,
  instanceNorm,
  type LayerNormOptions,
  layerNorm,
  type RmsNormOptions,
  rmsNorm,
} from './layer-norm.ts';
export { type LinearOptions, linear } from './linear.ts';
export { type LayerExample, layers } from './list.ts';
export { l1Loss, mseLoss } from './loss.ts';
export { type LstmOptions, type LstmResult, type LstmState, lstm } from './lstm.ts';
export {
  type AttentionMask,
  type MultiheadAttentionOptions,
  multiheadAttention,
  type ScaledDotProductOptions,
  scaledDotProduct,
} from './multihead-attention.ts';
export { type Pads, reflectPad, replicatePad, zeroPad } from './pad.ts';
export { pixelShuffle, pixelUnshuffle } from './pixel-shuffle.ts';
export { randomIntegers } from './random-bits.ts';
export type { RecurrentOptions } from './recurrent.ts';
export { type RotaryLayout, type RotaryOptions, rotary } from './rotary.ts';
export {
  createScope,
  type ParameterOptions,
  type ParameterSpec,
  type RandomStream,
  type Scope,
  type ScopeOptions,
  seedInputName,
} from './scope.ts';
export { graphMel } from './signal-mel.ts';
export {
  type GraphGriffinLimOptions,
  type GraphMisiOptions,
  graphGriffinLim,
  graphMisi,
} from './signal-phase.ts';
export { type GraphIstftOptions, graphIstft, graphStft } from './signal-stft.ts';
export { plainWeight, type WeightSource, weightNorm } from './weight.ts';
