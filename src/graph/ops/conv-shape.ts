/** How a window moves over an axis: attributes of convolutions and pools, and the sizes that follow from them. */

import type { Attributes, OpDefinition } from '../node.ts';
import type { Dim, Shape } from '../type.ts';
import { integerAttribute, integersAttribute, misfit, textAttribute } from './axes.ts';
import { floorDim, offsetDim } from './dims.ts';

/** What tells a window how to move. */
export const windowRules: NonNullable<OpDefinition['attributes']> = {
  auto_pad: ['NOTSET', 'SAME_UPPER', 'SAME_LOWER', 'VALID'],
  dilations: 'sizes',
  kernel_shape: 'sizes',
  pads: 'counts',
  strides: 'sizes',
};

/** The window along one axis. */
export interface AxisWindow {
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  /** Zeros in front and behind. */
  readonly before: number;
  readonly after: number;
}

/** Options of convolutions and pools: one number for all axes, or one per axis; pads as ONNX has them, all fronts first. */
export interface WindowOptions {
  /** Default 1. */
  readonly strides?: number | readonly number[];
  /** Zeros around: one number for all sides, or all fronts and then all backs. Default 0. */
  readonly pads?: number | readonly number[];
  /** Distance of the kernel's taps. Default 1. */
  readonly dilations?: number | readonly number[];
}

/** The attributes that options stand for, over `rank` axes. */
export function windowAttributes(options: WindowOptions, rank: number): Record<string, readonly number[]> {
  const list = (value: number | readonly number[] | undefined, length: number, fallback: number) =>
    value === undefined || typeof value === 'number'
      ? new Array<number>(length).fill(value ?? fallback)
      : [...value];
  return {
    strides: list(options.strides, rank, 1),
    pads: list(options.pads, 2 * rank, 0),
    dilations: list(options.dilations, rank, 1),
  };
}

/** What a window moves over. */
export interface WindowedSizes {
  readonly kernel: readonly number[];
  /** The axes behind the first two. */
  readonly sizes: Shape;
}

/**
 * The windows that attributes describe, `auto_pad` written out as pads. Throws ArgumentError for lists of a wrong length, and
 * where pads would depend on a size that is symbolic.
 */
export function windowOf(attributes: Attributes, { kernel, sizes }: WindowedSizes): AxisWindow[] {
  const rank = kernel.length;
  const autoPad = textAttribute(attributes, 'auto_pad', 'NOTSET');
  const list = (name: string, length: number, fallback: number) => {
    const values = integersAttribute(attributes, name, new Array<number>(length).fill(fallback));
    if (values.length !== length) {
      throw misfit(`${length} ${name}`, `[${values.join(', ')}]`, 'Give one number per axis, and pads two');
    }
    return values;
  };
  const [strides, dilations] = [list('strides', rank, 1), list('dilations', rank, 1)];
  const pads = list('pads', 2 * rank, 0);
  return kernel.map((size, axis) => {
    const window = {
      kernel: size,
      stride: strides[axis]!,
      dilation: dilations[axis]!,
      before: pads[axis]!,
      after: pads[axis + rank]!,
    };
    if (autoPad !== 'NOTSET' && attributes.pads !== undefined) {
      throw misfit('pads or auto_pad', 'both', 'Leave auto_pad out');
    }
    if (autoPad === 'VALID') return { ...window, before: 0, after: 0 };
    return autoPad === 'NOTSET' ? window : samePads(window, { size: sizes[axis]!, autoPad });
  });
}

/** Pads with which the window has ⌈size / stride⌉ places; the odd one stands behind (UPPER) or in front (LOWER). */
function samePads(
  window: AxisWindow,
  { size, autoPad }: { readonly size: Dim; readonly autoPad: string },
): AxisWindow {
  const { stride } = window;
  if (window.dilation !== 1) {
    throw misfit('taps side by side', `auto_pad ${autoPad} and a dilation`, 'Write the pads out');
  }
  if (typeof size === 'string' && stride !== 1) {
    throw misfit(
      'an axis of known size',
      `auto_pad ${autoPad} of ${size}`,
      'Fix the size, or write the pads out',
    );
  }
  const beyond = typeof size === 'string' ? 0 : (Math.ceil(size / stride) - 1) * stride + 1 - size;
  const total = Math.max(0, beyond + reach(window));
  const less = Math.floor(total / 2);
  const before = autoPad === 'SAME_LOWER' ? total - less : less;
  return { ...window, before, after: total - before };
}

/** Windows back as attributes. */
export function attributesOf(windows: readonly AxisWindow[]): Record<string, readonly number[]> {
  return {
    strides: windows.map(({ stride }) => stride),
    pads: [...windows.map(({ before }) => before), ...windows.map(({ after }) => after)],
    dilations: windows.map(({ dilation }) => dilation),
  };
}

/** How far the last tap is from the first. */
export function reach({ kernel, dilation }: AxisWindow): number {
  return dilation * (kernel - 1);
}

/** How many places the window has: ⌊(size + pads − reach − 1) / stride⌋ + 1, or rounded up for pools in ceil mode. */
export function placesOf(size: Dim, window: AxisWindow, ceil = false): Dim {
  const room = offsetDim(size, window.before + window.after - reach(window) - 1);
  if (typeof room === 'string') {
    return window.stride === 1 ? offsetDim(room, 1) : offsetDim(floorDim(room, window.stride), 1);
  }
  if (room < 0) {
    const fits = reach(window) + 1 - window.before - window.after;
    throw misfit(`an axis of at least ${fits}`, String(size), 'Give more, pad, or take a smaller kernel');
  }
  const places = Math.floor(room / window.stride) + 1;
  if (!ceil || room % window.stride === 0) return places;
  // A last, partial window counts only when it begins inside the input or the padding in front.
  return places * window.stride < Number(size) + window.before ? places + 1 : places;
}

/** The size that a transposed convolution makes: (size − 1)·stride + reach + 1 − pads + extra. */
export function spannedBy(size: Dim, window: AxisWindow, extra: number): Dim {
  const offset = reach(window) + 1 - window.before - window.after + extra - window.stride;
  if (typeof size === 'number') return size * window.stride + offset;
  return offsetDim(window.stride === 1 ? size : `${window.stride}*${size}`, offset);
}

/** Sizes as numbers. Throws ArgumentError where one is symbolic. */
export function fixedSizes(shape: Shape, place: string): number[] {
  return shape.map((dim) => {
    if (typeof dim === 'string') {
      throw misfit('sizes known when the graph is built', dim, 'Fix the size to train', place);
    }
    return dim;
  });
}

/** The number of groups. */
export function groupOf(attributes: Attributes): number {
  return integerAttribute(attributes, 'group', 1);
}
