/** The layers that are compared with PyTorch, in the sizes that networks have. */

/** How an input's numbers are drawn: normal, their magnitudes, or whole numbers below a bound. */
export interface Drawn {
  readonly shape: readonly number[];
  readonly as: 'magnitudes' | { readonly below: number };
}

/** One layer on one size. */
export interface ParityCase {
  /** A name of test/support/torch-layers.ts. */
  readonly layer: string;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly training?: boolean;
  /** Shapes of normal numbers, or how else they are drawn. */
  readonly inputs: Readonly<Record<string, readonly number[] | Drawn>>;
}

/** Layers of a kind. */
export interface ParityFamily {
  readonly what: string;
  /**
   * Whether no number of any output or gradient is a sum of more than 64: where sums are longer, float32 loses more
   * digits, in PyTorch too.
   */
  readonly shortSums: boolean;
  /**
   * Whether the mathematics turns rounding into more than the floor: dividing by bins that are nearly 0, again and again.
   * PyTorch's float32 is then no measure; its distance from double precision is.
   */
  readonly amplifiesRounding?: boolean;
  readonly cases: readonly ParityCase[];
}

const image = [4, 64, 128, 43];
const large = [4, 16, 512, 172];
const sequence = [172, 8, 512];
const tokens = [1, 1344, 512];

const x = (shape: readonly number[]) => ({ x: shape });
const of = (
  layer: string,
  inputs: ParityCase['inputs'],
  options: Readonly<Record<string, unknown>> = {},
): ParityCase => ({ layer, inputs, options });
const trained = (one: ParityCase): ParityCase => ({ ...one, training: true });
const both = (one: ParityCase): ParityCase[] => [one, trained(one)];

const convolutions: readonly ParityCase[] = [
  of('conv1d', x([4, 48, 2048]), { outChannels: 96, kernelSize: 8, stride: 4, padding: 2 }),
  of('conv1d', x([4, 256, 2000]), { outChannels: 256, kernelSize: 3, dilation: 2, padding: 2, groups: 256 }),
  of('conv1d', x([4, 128, 2000]), { outChannels: 128, kernelSize: 3, dilation: 4, padding: 'same' }),
  of('conv1d', x([4, 1, 32000]), { outChannels: 256, kernelSize: 16, stride: 8, bias: false }),
  of('conv1d', x([4, 64, 2001]), {
    outChannels: 96,
    kernelSize: 5,
    stride: 2,
    padding: 'same-tf',
    groups: 4,
  }),
  of('conv2d', x(image), { outChannels: 128, kernelSize: 5, stride: 2, padding: 2 }),
  of('conv2d', x(image), { outChannels: 64, kernelSize: 3, padding: 'same' }),
  of('conv2d', x(image), { outChannels: 128, kernelSize: 1 }),
  of('conv2d', x(image), { outChannels: 64, kernelSize: 3, padding: 1, groups: 64 }),
  of('conv2d', x(image), {
    outChannels: 32,
    kernelSize: [3, 5],
    dilation: [1, 2],
    groups: 4,
    padding: 'same',
  }),
  of('conv2d', x([4, 1, 512, 128]), { outChannels: 16, kernelSize: 3, padding: 1 }),
  of('conv2d', x(large), { outChannels: 32, kernelSize: 5, stride: 2, padding: 'same-tf' }),
  of('conv2d', x([4, 256, 32, 11]), { outChannels: 512, kernelSize: 5, stride: 2, padding: 2 }),
];

const transposed: readonly ParityCase[] = [
  of('convTranspose1d', x([4, 96, 512]), { outChannels: 48, kernelSize: 8, stride: 4, padding: 2 }),
  of('convTranspose1d', x([4, 64, 512]), {
    outChannels: 64,
    kernelSize: 3,
    stride: 2,
    padding: 1,
    outputPadding: 1,
    groups: 2,
    bias: false,
  }),
  of('convTranspose1d', x([4, 256, 4000]), { outChannels: 1, kernelSize: 16, stride: 8 }),
  of('convTranspose2d', x([4, 128, 64, 22]), {
    outChannels: 64,
    kernelSize: 5,
    stride: 2,
    padding: 2,
    outputPadding: 1,
  }),
  of('convTranspose2d', x([4, 128, 64, 16]), { outChannels: 64, kernelSize: 2, stride: 2 }),
  of('convTranspose2d', x([4, 32, 64, 43]), { outChannels: 16, kernelSize: [3, 2], dilation: [2, 1] }),
];

const products: readonly ParityCase[] = [
  of('linear', x([8, 172, 512]), { outFeatures: 2048 }),
  of('linear', x([8, 4096]), { outFeatures: 512, bias: false }),
  of(
    'embedding',
    { indices: { shape: [8, 172], as: { below: 1000 } } },
    { count: 1000, size: 512, paddingIndex: 3 },
  ),
  of('weightNormConv1d', x([4, 128, 2000]), { outChannels: 256, kernelSize: 3, padding: 1 }),
  of('weightNormConvTranspose1d', x([4, 96, 512]), { outChannels: 48, kernelSize: 8, stride: 4 }),
  of('weightNormLinear', x([8, 172, 512]), { outFeatures: 512 }),
  of('prelu', x(image)),
  of('prelu', x(image), { perChannel: true }),
  of('einsum', { a: [4, 64, 128, 43], b: [64, 96, 128] }, { equation: 'bcft,cdf->bdft' }),
  of('einsum', { a: [2, 8, 344, 64], b: [2, 8, 172, 64] }, { equation: 'bhqd,bhkd->bhqk' }),
  of('complexMatMul', { ar: [8, 172, 257], ai: [8, 172, 257], br: [257, 128], bi: [257, 128] }),
  of('mseLoss', { estimate: large, target: large }),
  of('l1Loss', { estimate: large, target: large }),
  of('globalAveragePool', x(image)),
  of('softmax', x([8, 344, 1344]), { axis: -1 }),
  of('logSoftmax', x([8, 344, 1344]), { axis: -1 }),
];

const normalizations: readonly ParityCase[] = [
  ...both(of('batchNorm', x(large))),
  ...both(of('batchNorm', x([8, 128, 1600]), { momentum: 0.01, eps: 1e-3 })),
  ...both(of('batchNorm', x([64, 512]), { momentum: null })),
  ...both(of('batchNorm', x(image), { affine: false, trackRunningStats: false })),
  of('layerNorm', x([8, 172, 512])),
  of('layerNorm', x(image), { axes: 2, bias: false }),
  of('groupNorm', x(image), { groups: 8 }),
  of('groupNorm', x([2, 512, 1600]), { groups: 1, eps: 1e-8 }),
  of('instanceNorm', x(image), { affine: true }),
  of('instanceNorm', x([4, 64, 8192])),
  of('rmsNorm', x(tokens)),
  of('globalLayerNorm', x([2, 512, 1600])),
];

const deep = { hiddenSize: 512, numLayers: 3, bidirectional: true };
const wide = { hiddenSize: 256, numLayers: 2, bidirectional: true };
const state = [4, 8, 256];
const recurrent: readonly ParityCase[] = [
  ...both(of('lstm', x(sequence), deep)),
  ...both(of('lstm', { x: sequence, h: state, c: state }, wide)),
  ...both(of('gru', x([8, 172, 512]), { ...deep, batchFirst: true })),
  ...both(of('gru', { x: sequence, h: state }, wide)),
];

const attention: readonly ParityCase[] = [
  of('attention', x(tokens), { heads: 8, batchFirst: true }),
  of('attention', x([2, 344, 512]), { heads: 8, batchFirst: true, causal: true }),
  of('attention', { x: [344, 2, 512], key: [172, 2, 384], value: [172, 2, 256] }, { heads: 8, bias: false }),
  of('attention', { x: [2, 344, 512], mask: [344, 344] }, { heads: 4, batchFirst: true }),
  of('scaledDotProduct', { q: [2, 8, 344, 64], k: [2, 8, 172, 64], v: [2, 8, 172, 64] }),
];

const activations: readonly ParityCase[] = [
  ...[
    'elu',
    'gelu',
    'hardSigmoid',
    'hardSwish',
    'hardtanh',
    'identity',
    'leakyRelu',
    'mish',
    'relu',
    'relu6',
    'selu',
    'sigmoid',
    'silu',
    'softplus',
    'tanh',
  ].map((layer) => of(layer, x(image))),
  of('leakyRelu', x(image), { slope: 0.2 }),
  of('glu', x(image), { axis: 1 }),
  of('softmax', x(image), { axis: 1 }),
  of('logSoftmax', x(image), { axis: -1 }),
];

const [part, other] = [
  [8, 513, 172],
  [8, 513, 172],
];
const one = { ar: part, ai: part };
const two = { ...one, br: other, bi: other };
const elementwise: readonly ParityCase[] = [
  ...['complexAdd', 'complexSub', 'complexMul', 'complexDiv'].map((layer) => of(layer, two)),
  ...['complexConj', 'complexAbs', 'complexPhase'].map((layer) => of(layer, one)),
  of('complexScale', { ...one, s: part }),
  of('fromPolar', { m: part, p: part }),
  of('rotary', x([2, 8, 1344, 64]), { layout: 'interleaved' }),
  of('rotary', x([2, 8, 1344, 64]), { layout: 'half' }),
];

const resampling: readonly ParityCase[] = [
  of('maxPool1d', x([4, 64, 8192]), { kernelSize: 2 }),
  of('maxPool2d', x([4, 16, 512, 172]), { kernelSize: 2 }),
  of('maxPool2d', x(image), { kernelSize: 3, stride: 2, padding: 1 }),
  of('averagePool1d', x([4, 64, 8192]), { kernelSize: 4 }),
  of('averagePool2d', x(image), { kernelSize: [2, 3] }),
  of('averagePool2d', x(image), { kernelSize: 3, stride: 2, padding: 1 }),
  of('upsampleNearest', x([4, 64, 2048]), { scale: 2 }),
  of('upsampleNearest', x(image), { scale: [2, 3] }),
  of('upsampleLinear', x([4, 64, 2048]), { scale: 2 }),
  of('upsampleLinear', x(image), { scale: [2, 4] }),
  of('upsampleLinear', x(image), { scale: [2, 2], alignCorners: true }),
  of('pixelShuffle', x(image), { factor: 2 }),
  of('pixelUnshuffle', x([4, 16, 128, 44]), { factor: 2 }),
  of('zeroPad', x(image), {
    pads: [
      [1, 2],
      [3, -1],
    ],
  }),
  of('reflectPad', x(image), {
    pads: [
      [3, 2],
      [10, 20],
    ],
  }),
  of('replicatePad', x([4, 64, 2048]), { pads: [[20, 30]] }),
];

const magnitudes = (shape: readonly number[]): Drawn => ({ shape, as: 'magnitudes' });
const fine = { fftSize: 1024, hopSize: 256 };
const signal: readonly ParityCase[] = [
  of('stft', x([8, 44100]), { fftSize: 4096, hopSize: 1024 }),
  of('stft', x([8, 22050]), { fftSize: 512, hopSize: 128, padMode: 'zeros' }),
  of('stft', x([8, 22050]), { fftSize: 1200, hopSize: 250, windowSize: 1000, normalized: true }),
  of('stft', x([8, 22050]), { ...fine, center: false }),
  of(
    'istft',
    { ar: [8, 2049, 44], ai: [8, 2049, 44] },
    { fftSize: 4096, hopSize: 1024, lengthSamples: 44100 },
  ),
  of('istft', { ar: [8, 257, 172], ai: [8, 257, 172] }, { fftSize: 512, hopSize: 128 }),
  of('mel', { spectra: magnitudes([8, 1025, 172]) }, { sampleRate: 44100, fftSize: 2048 }),
];

const song = [2, 22050];
const iterated: readonly ParityCase[] = [
  of('griffinLim', { x: song, y: song }, { ...fine, iterations: 4, momentum: 0, lengthSamples: 22050 }),
  of('griffinLim', { x: song, y: song }, { ...fine, iterations: 4, lengthSamples: 22050 }),
  of('misi', { x: [2, 1, 22050], y: [2, 3, 22050] }, { ...fine, iterations: 3 }),
];

/** All families. */
export const parityFamilies: readonly ParityFamily[] = [
  { what: 'activations', shortSums: true, cases: activations },
  { what: 'complex arithmetic and rotary positions', shortSums: true, cases: elementwise },
  { what: 'pools, upsampling, pixel shuffle, padding', shortSums: true, cases: resampling },
  { what: 'convolutions', shortSums: false, cases: convolutions },
  { what: 'transposed convolutions', shortSums: false, cases: transposed },
  {
    what: 'linear, embedding, weight norm, PReLU, einsum, softmax, losses',
    shortSums: false,
    cases: products,
  },
  { what: 'normalizations', shortSums: false, cases: normalizations },
  { what: 'LSTM and GRU', shortSums: false, cases: recurrent },
  { what: 'attention', shortSums: false, cases: attention },
  { what: 'STFT, iSTFT, mel', shortSums: false, cases: signal },
  {
    what: 'Griffin-Lim and MISI, unrolled',
    shortSums: false,
    amplifiesRounding: true,
    cases: iterated,
  },
];
