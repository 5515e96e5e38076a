/** Col2Im (ONNX operators, Col2Im-18): windows of an image, laid out as columns, added up where they overlap. */

import { intTensor } from '../../tensor/index.ts';
import { apply1 } from '../apply.ts';
import type { GradientContext, InferContext, OpDefinition, Value } from '../node.ts';
import { constant } from '../value.ts';
import { constantIntegers, misfit, rankedInput } from './axes.ts';
import { numbersOf } from './compute.ts';
import { conv } from './conv.ts';
import { placesOf, type WindowOptions, windowAttributes, windowOf, windowRules } from './conv-shape.ts';
import { quotientOf } from './dims.ts';
import { im2Col } from './im2col.ts';
import { at, example, indicesOf, tabulate } from './naive.ts';

/** y[n, c, p·stride − before + k·dilation] = Σ x[n, c·taps + k, p]; input 1 holds the image's sizes, input 2 the window's. */
export const Col2Im: OpDefinition = {
  name: 'Col2Im',
  domain: '',
  inputs: ['any', 'sizes', 'sizes'],
  attributes: { dilations: windowRules.dilations!, pads: windowRules.pads!, strides: windowRules.strides! },
  infer: (context) => {
    const { dtype, shape } = rankedInput(context, 0, 3);
    const { image, kernel } = sizesOf(context);
    const windows = windowOf(context.attributes, { kernel, sizes: image });
    const places = image.reduce((product, size, axis) => product * Number(placesOf(size, windows[axis]!)), 1);
    if (shape[2] !== places) {
      throw misfit(`${places} places of the window`, String(shape[2]), 'Give one column per place');
    }
    const taps = kernel.reduce((product, size) => product * size, 1);
    const channels = quotientOf([shape[1]!], [taps]);
    if (channels === undefined) {
      throw misfit(`rows that ${taps} taps divide`, String(shape[1]), 'Give one row per channel and tap');
    }
    return [{ dtype, shape: [shape[0]!, channels, ...image] }];
  },
  gradient: columnsOfGradient,
  examples: [
    columnsExample('overlapping', { image: [5, 4], kernel: [3, 2], strides: [2, 1], pads: [1, 0, 1, 1] }),
    columnsExample('dilated', { image: [5, 5], kernel: [2, 2], dilations: [2, 3] }),
  ],
};

/** What columns were made of. */
export interface ColumnsOptions extends WindowOptions {
  /** Sizes of the image, without batch and channels. */
  readonly image: readonly number[];
  /** Sizes of the window. */
  readonly kernel: readonly number[];
}

/** Adds columns `[batch, channel · tap, place]` up to the image `[batch, channel, …image]` that their windows lie in. */
export function col2Im(x: Value, { image, kernel, ...options }: ColumnsOptions): Value {
  const sizes = (list: readonly number[]): Value => constant(intTensor([list.length], list));
  return apply1(Col2Im, [x, sizes(image), sizes(kernel)], windowAttributes(options, kernel.length));
}

function sizesOf(context: InferContext): { readonly image: number[]; readonly kernel: number[] } {
  const [image, kernel] = [constantIntegers(context, 1) ?? [], constantIntegers(context, 2) ?? []];
  if (image.length === kernel.length && [1, 2].includes(image.length)) return { image, kernel };
  throw misfit(
    'one or two sizes of the image, and as many of the window',
    `[${image.join(', ')}] and [${kernel.join(', ')}]`,
    'Give both',
  );
}

function columnsOfGradient({ node, gradients }: GradientContext): readonly (Value | undefined)[] {
  const [image, kernel] = [1, 2].map((index) => {
    const source = node.inputs[index]!.node;
    return source.kind === 'constant' ? numbersOf(source.tensor) : [];
  }) as [number[], number[]];
  const windows = windowOf(node.attributes, { kernel, sizes: image });
  return [im2Col({ conv }, gradients[0]!, windows), undefined, undefined];
}

function columnsExample(name: string, options: ColumnsOptions): OpDefinition['examples'][number] {
  const { image, kernel } = options;
  const attributes = windowAttributes(options, kernel.length);
  const windows = windowOf(attributes, { kernel, sizes: image });
  const places = image.map((size, axis) => Number(placesOf(size, windows[axis]!)));
  const [taps, count] = [kernel, places].map((sizes) => sizes.reduce((product, size) => product * size, 1));
  return {
    name,
    inputs: [
      example([2, 3 * taps!, count!]),
      intTensor([image.length], image),
      intTensor([kernel.length], kernel),
    ],
    constants: [1, 2],
    attributes,
    reference: ([x]) => {
      const sums = tabulate([2, 3, ...image], () => 0);
      for (const [n, c, ...rest] of indicesOf([2, 3, ...places, ...kernel])) {
        const [place, tap] = [rest.slice(0, places.length), rest.slice(places.length)];
        const position = windows.map(
          ({ stride, before, dilation }, axis) => place[axis]! * stride - before + tap[axis]! * dilation,
        );
        if (position.some((p, axis) => p < 0 || p >= image[axis]!)) continue;
        const flat = [n!, c!, ...position].reduce((sum, p, axis) => sum * sums.shape[axis]! + p, 0);
        sums.data[flat]! += at(x!, [n!, c! * taps! + flatten(tap, kernel), flatten(place, places)]);
      }
      return [sums];
    },
  };
}

function flatten(index: readonly number[], sizes: readonly number[]): number {
  return index.reduce((flat, position, axis) => flat * sizes[axis]! + position, 0);
}
