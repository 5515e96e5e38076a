/**
 * Convolutions over one or two axes: Conv and ConvTranspose, each the other's gradient. Values are `[batch, channel, …]`,
 * weights `[output, input of its group, …]`, and for the transposed one `[input, output of its group, …]`, as in PyTorch.
 */

import { apply1 } from '../apply.ts';
import type { Attributes, GradientContext, OpDefinition, Value } from '../node.ts';
import { formatType, type TensorType } from '../type.ts';
import { inputType, integersAttribute, misfit, textAttribute } from './axes.ts';
import { reduceSum } from './broadcast.ts';
import { type ConvOps, inputGradient } from './conv-gradient.ts';
import { naiveConv, naiveConvTranspose } from './conv-naive.ts';
import type { ConvOptions, ConvTransposeOptions } from './conv-options.ts';
import {
  type AxisWindow,
  attributesOf,
  fixedSizes,
  groupOf,
  placesOf,
  spannedBy,
  windowAttributes,
  windowOf,
  windowRules,
} from './conv-shape.ts';
import { weightGradient } from './conv-weight-gradient.ts';
import { example } from './naive.ts';
import { squeeze, unsqueeze } from './shape.ts';

/** y[n, o, p] = b[o] + Σ x[n, i, p·stride − pad + k·dilation] · w[o, i, k]. */
export const Conv: OpDefinition = {
  name: 'Conv',
  domain: '',
  inputs: ['float', 'float', 'float?'],
  attributes: { ...windowRules, group: 'size' },
  infer: (context) => {
    const [x, w] = [inputType(context, 0), inputType(context, 1)];
    const group = groupOf(context.attributes);
    const windows = windowsOf(context.attributes, { x, w });
    const [outputs, inputs] = w.shape as readonly [number, number];
    checkChannels(x, inputs * group);
    if (outputs % group !== 0) {
      throw misfit(`outputs that ${group} groups share`, String(outputs), 'Take another number of groups');
    }
    checkBias(context.inputs[2], outputs);
    const places = windows.map((window, axis) => placesOf(x.shape[axis + 2]!, window));
    return [{ dtype: x.dtype, shape: [x.shape[0]!, outputs, ...places] }];
  },
  gradient: ({ node, inputs, gradients, wanted }) => {
    const [x, w] = inputs as readonly [Value, Value];
    const dy = gradients[0]!;
    const group = groupOf(node.attributes);
    const windows = windowsOf(node.attributes, { x: x.type, w: w.type });
    return [
      wanted[0] ? inputGradient(convOps, { dy, w, like: x.type, windows, group }) : undefined,
      wanted[1] ? weightGradient(convOps, { x, dy, windows, group }) : undefined,
      biasGradient(dy, wanted[2]),
    ];
  },
  examples: [
    {
      inputs: [example([2, 2, 5, 4], 1), example([3, 2, 3, 2], 2), example([3], 3)],
      attributes: { strides: [1, 1], pads: [1, 0, 1, 1] },
      reference: (inputs) => naiveConv(inputs, { strides: [1, 1], pads: [1, 0, 1, 1] }),
    },
    convExample('strides', [1, 2, 7, 6], [2, 2, 3, 3], { strides: [2, 2], pads: [1, 1, 1, 1] }),
    convExample('same size, the odd zero behind', [1, 2, 5, 4], [2, 2, 2, 3], {
      auto_pad: 'SAME_UPPER',
      strides: [2, 1],
    }),
    convExample('same size, the odd zero in front', [1, 2, 5], [2, 2, 4], { auto_pad: 'SAME_LOWER' }),
    convExample('dilations', [1, 2, 6, 5], [2, 2, 2, 2], { dilations: [2, 1] }),
    convExample('groups', [1, 4, 4, 3], [2, 2, 2, 2], { group: 2 }),
    convExample('depthwise', [2, 3, 5], [3, 1, 3], { group: 3, pads: [1, 1] }),
    convExample('depthwise with strides', [1, 2, 6], [4, 1, 3], { group: 2, strides: [2] }),
    convExample('one axis with strides', [2, 2, 9], [3, 2, 4], { strides: [2], pads: [1, 2] }),
    convExample('one element per kernel', [2, 3, 2, 2], [2, 3, 1, 1], {}),
    convExample('one axis, dilated and strided', [1, 2, 12], [2, 2, 3], { strides: [3], dilations: [2] }),
  ],
};

/** The convolution (cross-correlation, as networks mean it) of `x` with `w`, plus `b` per output channel. */
export function conv(x: Value, w: Value, b?: Value, options: ConvOptions = {}): Value {
  const rank = w.type.shape.length - 2;
  const attributes = { ...windowAttributes(options, rank), group: options.group ?? 1 };
  return apply1(Conv, b ? [x, w, b] : [x, w], attributes);
}

/** The transpose of a convolution: every input element spreads the kernel, scaled, over the output. */
export const ConvTranspose: OpDefinition = {
  name: 'ConvTranspose',
  domain: '',
  inputs: ['float', 'float', 'float?'],
  attributes: { ...windowRules, group: 'size', output_padding: 'counts', output_shape: 'sizes' },
  infer: (context) => {
    const [x, w] = [inputType(context, 0), inputType(context, 1)];
    const group = groupOf(context.attributes);
    const windows = windowsOf(context.attributes, { x, w });
    refuseDerivedPads(context.attributes);
    const extra = integersAttribute(
      context.attributes,
      'output_padding',
      windows.map(() => 0),
    );
    checkOutputPadding(extra, windows);
    const [inputs, outputs] = w.shape as readonly [number, number];
    checkChannels(x, inputs);
    if (inputs % group !== 0) {
      throw misfit(`inputs that ${group} groups share`, String(inputs), 'Take another number of groups');
    }
    checkBias(context.inputs[2], outputs * group);
    const sizes = windows.map((window, axis) => spannedBy(x.shape[axis + 2]!, window, extra[axis]!));
    return [{ dtype: x.dtype, shape: [x.shape[0]!, outputs * group, ...sizes] }];
  },
  gradient: transposeGradient,
  examples: [
    transposeExample('strides', [1, 2, 3, 2], [2, 3, 2, 2], { strides: [2, 2] }),
    transposeExample('pads and output padding', [1, 2, 3, 3], [2, 2, 3, 3], {
      strides: [2, 2],
      pads: [1, 0, 1, 1],
      output_padding: [1, 0],
    }),
    transposeExample('groups, one axis', [2, 4, 4], [4, 1, 3], { group: 2 }),
    transposeExample('dilations', [1, 2, 5], [2, 2, 3], { dilations: [2] }),
    transposeExample('overlapping, one axis', [1, 2, 4], [2, 3, 8], { strides: [4], pads: [2, 2] }),
  ],
};

/** The transposed convolution of `x` with `w` `[input, output of its group, …]`, plus `b` per output channel. */
export function convTranspose(x: Value, w: Value, b?: Value, options: ConvTransposeOptions = {}): Value {
  const rank = w.type.shape.length - 2;
  const { outputPadding = 0 } = options;
  const extra = typeof outputPadding === 'number' ? new Array(rank).fill(outputPadding) : outputPadding;
  const attributes = {
    ...windowAttributes(options, rank),
    group: options.group ?? 1,
    ...(extra.some((size: number) => size !== 0) ? { output_padding: extra } : {}),
  };
  if (rank === 1 && x.type.shape.length === 3) return overTwoAxes([x, w, b], attributes);
  return apply1(ConvTranspose, b ? [x, w, b] : [x, w], attributes);
}

/** One axis as two of which the first has size 1: ONNX Runtime takes half the time, for 96 to 48 channels and 8 taps. */
function overTwoAxes(
  [x, w, b]: readonly [Value, Value, Value | undefined],
  attributes: Readonly<Record<string, number | readonly number[]>>,
): Value {
  const flat = (name: string, fallback: number) => [fallback, ...((attributes[name] ?? []) as number[])];
  const [before, after] = attributes.pads as readonly number[];
  const wide = {
    strides: flat('strides', 1),
    pads: [0, before!, 0, after!],
    dilations: flat('dilations', 1),
    group: attributes.group!,
    ...(attributes.output_padding ? { output_padding: flat('output_padding', 0) } : {}),
  };
  const [x2, w2] = [unsqueeze(x, [2]), unsqueeze(w, [2])];
  return squeeze(apply1(ConvTranspose, b ? [x2, w2, b] : [x2, w2], wide), [2]);
}

const convOps: ConvOps = { conv, convTranspose };

/**
 * A transposed convolution is a convolution's gradient by its input; so its gradients are that convolution, and its
 * weight gradient with the two sides exchanged.
 */
function transposeGradient({ node, inputs, gradients, wanted }: GradientContext): (Value | undefined)[] {
  const [x, w] = inputs as readonly [Value, Value];
  const dy = gradients[0]!;
  const group = groupOf(node.attributes);
  const windows = windowsOf(node.attributes, { x: x.type, w: w.type });
  const extra = integersAttribute(node.attributes, 'output_padding', []);
  if (extra.some((size, axis) => size >= windows[axis]!.stride)) {
    throw misfit(
      'output_padding below the stride',
      `[${extra.join(', ')}]`,
      'Pad the result instead, to train',
    );
  }
  return [
    wanted[0] ? conv(dy, w, undefined, { ...attributesOf(windows), group }) : undefined,
    wanted[1] ? weightGradient(convOps, { x: dy, dy: x, windows, group }) : undefined,
    biasGradient(dy, wanted[2]),
  ];
}

function biasGradient(dy: Value, wanted: boolean | undefined): Value | undefined {
  const axes = dy.type.shape.map((_, axis) => axis).filter((axis) => axis !== 1);
  return wanted ? reduceSum(dy, axes) : undefined;
}

function kernelOf(x: TensorType, w: TensorType): number[] {
  const rank = w.shape.length - 2;
  if (x.shape.length !== w.shape.length || rank < 1 || rank > 2) {
    throw misfit(
      'values and weights of three or four axes',
      `${formatType(x)} and ${formatType(w)}`,
      'Add or remove axes, so that both are [batch, channel, …] and [output, input, …]',
    );
  }
  return fixedSizes(w.shape, 'weights').slice(2);
}

function windowsOf(attributes: Attributes, { x, w }: Readonly<Record<'x' | 'w', TensorType>>): AxisWindow[] {
  const kernel = kernelOf(x, w);
  const declared = integersAttribute(attributes, 'kernel_shape', kernel);
  if (declared.join() !== kernel.join() || kernel.includes(0)) {
    throw misfit(
      'kernel_shape to be that of the weights',
      `[${declared.join(', ')}]`,
      'Leave kernel_shape out',
    );
  }
  return windowOf(attributes, { kernel, sizes: x.shape.slice(2) });
}

/** What a stride's rounding can lose, and no more; PyTorch's rule. */
function checkOutputPadding(extra: readonly number[], windows: readonly AxisWindow[]): void {
  const fits = windows.every(({ stride, dilation }, axis) => extra[axis]! < Math.max(stride, dilation));
  if (fits && extra.length === windows.length) return;
  throw misfit(
    'output_padding per axis, smaller than its stride or dilation',
    `[${extra.join(', ')}]`,
    'Pad the result instead',
  );
}

/** Pads that follow from a wanted size: runtimes of different versions place the odd one differently. */
function refuseDerivedPads(attributes: Attributes): void {
  const autoPad = textAttribute(attributes, 'auto_pad', 'NOTSET');
  const derived = autoPad.startsWith('SAME')
    ? `auto_pad ${autoPad}`
    : attributes.output_shape && 'output_shape';
  if (derived) throw misfit('explicit pads', derived, 'Write the pads out');
}

function checkChannels(x: TensorType, channels: number): void {
  if (x.shape[1] === channels) return;
  throw misfit(`${channels} channels`, formatType(x), 'Make values and weights fit, groups included');
}

function checkBias(bias: TensorType | undefined, channels: number): void {
  if (bias === undefined || (bias.shape.length === 1 && bias.shape[0] === channels)) return;
  throw misfit(`a bias of ${channels}`, formatType(bias), 'Give one number per output channel');
}

type ExampleAttributes = Readonly<Record<string, number | string | readonly number[]>>;

function convExample(
  name: string,
  x: readonly number[],
  w: readonly number[],
  attributes: ExampleAttributes,
): OpDefinition['examples'][number] {
  const inputs = [example(x, 1), example(w, 2)];
  return { name, inputs, attributes, reference: (tensors) => naiveConv(tensors, attributes) };
}

function transposeExample(
  name: string,
  x: readonly number[],
  w: readonly number[],
  attributes: ExampleAttributes,
): OpDefinition['examples'][number] {
  const group = Number(attributes.group ?? 1);
  const inputs = [example(x, 1), example(w, 2), example([w[1]! * group], 3)];
  return { name, inputs, attributes, reference: (tensors) => naiveConvTranspose(tensors, attributes) };
}
