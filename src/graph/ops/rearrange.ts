/** Moving elements between axes and repeating them: DepthToSpace, SpaceToDepth, Tile. */

import { intTensor } from '../../tensor/index.ts';
import { apply1 } from '../apply.ts';
import type { OpDefinition, Value } from '../node.ts';
import type { Dim } from '../type.ts';
import { constant } from '../value.ts';
import { constantIntegers, inputType, integerAttribute, misfit, rankedInput, textAttribute } from './axes.ts';
import { reduceSum } from './broadcast.ts';
import { numbersOf } from './compute.ts';
import { productOf, quotientOf } from './dims.ts';
import { at, example, tabulate } from './naive.ts';
import { reshape, transpose } from './shape.ts';

/** Channels become blocks of rows and columns. Mode `DCR`: blocks outermost; `CRD`, PyTorch's PixelShuffle: innermost. */
export const DepthToSpace: OpDefinition = {
  name: 'DepthToSpace',
  domain: '',
  inputs: ['any'],
  attributes: { blocksize: 'size', mode: ['DCR', 'CRD'] },
  infer: (context) => {
    const { dtype, shape } = rankedInput(context, 0, 4);
    const size = integerAttribute(context.attributes, 'blocksize', 1);
    const channels = divided(shape[1]!, size * size);
    return [
      { dtype, shape: [shape[0]!, channels, productOf([shape[2]!, size]), productOf([shape[3]!, size])] },
    ];
  },
  gradient: ({ node, inputs, gradients }) => {
    const size = integerAttribute(node.attributes, 'blocksize', 1);
    const crd = textAttribute(node.attributes, 'mode', 'DCR') === 'CRD';
    if (!crd) return [spaceToDepth(gradients[0]!, size)];
    const [batch, channels, height, width] = inputs[0]!.type.shape as readonly [Dim, Dim, Dim, Dim];
    const inner = divided(channels, size ** 2);
    const split = reshape(gradients[0]!, [batch, inner, height, size, width, size]);
    return [reshape(transpose(split, [0, 1, 3, 5, 2, 4]), inputs[0]!.type.shape)];
  },
  examples: [
    {
      inputs: [example([2, 8, 2, 3])],
      attributes: { blocksize: 2 },
      reference: ([x]) => [
        tabulate([2, 2, 4, 6], ([n, c, h, w]) =>
          at(x!, [n!, ((h! % 2) * 2 + (w! % 2)) * 2 + c!, Math.floor(h! / 2), Math.floor(w! / 2)]),
        ),
      ],
    },
    {
      name: 'as PixelShuffle',
      inputs: [example([1, 8, 2, 1])],
      attributes: { blocksize: 2, mode: 'CRD' },
      reference: ([x]) => [
        tabulate([1, 2, 4, 2], ([n, c, h, w]) =>
          at(x!, [n!, c! * 4 + (h! % 2) * 2 + (w! % 2), Math.floor(h! / 2), Math.floor(w! / 2)]),
        ),
      ],
    },
  ],
};

/** Channels to blocks of `size` rows and columns. `order` as ONNX names it; default `CRD`, PyTorch's PixelShuffle. */
export function depthToSpace(
  x: Value,
  size: number,
  options: { readonly order?: 'CRD' | 'DCR' } = {},
): Value {
  return apply1(DepthToSpace, [x], { blocksize: size, mode: options.order ?? 'CRD' });
}

/** Blocks of rows and columns become channels, the blocks outermost: the inverse of DepthToSpace in `DCR` order. */
export const SpaceToDepth: OpDefinition = {
  name: 'SpaceToDepth',
  domain: '',
  inputs: ['any'],
  attributes: { blocksize: 'size' },
  infer: (context) => {
    const { dtype, shape } = rankedInput(context, 0, 4);
    const size = integerAttribute(context.attributes, 'blocksize', 1);
    const channels = productOf([shape[1]!, size * size]);
    return [{ dtype, shape: [shape[0]!, channels, divided(shape[2]!, size), divided(shape[3]!, size)] }];
  },
  gradient: ({ node, gradients }) => {
    const size = integerAttribute(node.attributes, 'blocksize', 1);
    return [depthToSpace(gradients[0]!, size, { order: 'DCR' })];
  },
  examples: [
    {
      inputs: [example([2, 2, 4, 6])],
      attributes: { blocksize: 2 },
      reference: ([x]) => [
        tabulate([2, 8, 2, 3], ([n, c, h, w]) =>
          at(x!, [n!, c! % 2, h! * 2 + Math.floor(c! / 4), w! * 2 + (Math.floor(c! / 2) % 2)]),
        ),
      ],
    },
  ],
};

/** Blocks of `size` rows and columns to channels, the blocks outermost. */
export function spaceToDepth(x: Value, size: number): Value {
  return apply1(SpaceToDepth, [x], { blocksize: size });
}

/** Repeats the whole along each axis, as often as input 1 says. */
export const Tile: OpDefinition = {
  name: 'Tile',
  domain: '',
  inputs: ['any', 'sizes'],
  infer: (context) => {
    const { dtype, shape } = inputType(context, 0);
    const repeats = constantIntegers(context, 1) ?? [];
    if (repeats.length !== shape.length) {
      throw misfit(`${shape.length} repeats`, String(repeats.length), 'Give one per axis');
    }
    return [{ dtype, shape: shape.map((dim, axis) => productOf([dim, repeats[axis]!])) }];
  },
  gradient: ({ node, inputs, gradients }) => {
    const source = node.inputs[1]!.node;
    const repeats = source.kind === 'constant' ? numbersOf(source.tensor) : [];
    const { shape } = inputs[0]!.type;
    const split = shape.flatMap((dim, axis) => (repeats[axis] === 1 ? [dim] : [repeats[axis]!, dim]));
    const axes: number[] = [];
    let place = 0;
    for (const repeat of repeats) {
      if (repeat !== 1) axes.push(place++);
      place++;
    }
    return [reduceSum(reshape(gradients[0]!, split), axes), undefined];
  },
  examples: [
    {
      inputs: [example([2, 1, 3]), intTensor([3], [2, 1, 2])],
      constants: [1],
      reference: ([x]) => [tabulate([4, 1, 6], ([a, , c]) => at(x!, [a! % 2, 0, c! % 3]))],
    },
  ],
};

/** `x` repeated as a whole, so often along each axis. */
export function tile(x: Value, repeats: readonly number[]): Value {
  return apply1(Tile, [x, constant(intTensor([repeats.length], repeats))]);
}

function divided(dim: Dim, by: number): Dim {
  const result = quotientOf([dim], [by]);
  if (result !== undefined) return result;
  throw misfit(`an axis that ${by} divides`, String(dim), 'Pad first, or take another block size');
}
