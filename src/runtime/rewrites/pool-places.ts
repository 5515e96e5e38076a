/**
 * Where the largest element of each window stands, without MaxPool's second output, which WebGPU does not compute: each tap of
 * the window is a slice of the input, and the first that equals the maximum is it.
 */

import {
  add,
  cast,
  constant,
  equal,
  max,
  maxPool,
  type OpNode,
  pad,
  slice,
  staticCount,
  type Value,
  where,
} from '../../graph/index.ts';
import { elementCount, floatTensor, intTensor } from '../../tensor/index.ts';

/** Less than anything that a network computes, and still a number: MaxPool never chooses padding. */
const lowest = -3.4028234663852886e38;

/**
 * Both outputs of a MaxPool that names places, counted through the whole input; `undefined` for one that does not, and where a
 * size is symbolic.
 */
export function namePlaces(node: OpNode): readonly Value[] | undefined {
  if (node.outputs.length < 2) return undefined;
  const x = node.inputs[0]!;
  const [y] = node.outputs;
  if (staticCount(x.type.shape) === undefined) return undefined;
  const axes = axesOf(node);
  const largest = maxPool(x, {
    kernel: axes.map(({ kernel }) => kernel),
    strides: axes.map(({ stride }) => stride),
    dilations: axes.map(({ dilation }) => dilation),
    pads: [...axes.map(({ before }) => before), ...axes.map(({ after }) => after)],
    ceil: node.attributes.ceil_mode === 1,
  });
  // A partial last window sees what is not there: as padding.
  const around = axes.map(({ axis, size, before, places, stride, reach }) => ({
    axis,
    before,
    after: Math.max(0, (places - 1) * stride + reach + 1 - size - before),
  }));
  const value = constant(floatTensor([], [lowest]));
  const padded = pad(x, around, { value });
  // From the last tap to the first, so that the first of equals is what remains.
  const taps = tapsOf(axes).reverse();
  const offset = taps.reduce<Value>(
    (found, { position, flat }) => {
      const seen = slice(
        padded,
        axes.map(({ axis, stride, places }, i) => ({
          axis,
          start: position[i]!,
          end: position[i]! + (places - 1) * stride + 1,
          step: stride,
        })),
      );
      return where(equal(seen, largest), flat, found);
    },
    constant(floatTensor([], [0])),
  );
  const places = add(cast(offset, 'int64'), firstPlaces(y!.type.shape as number[], { node, axes }));
  // What is not a number equals nothing: its place, the first tap, must not lie in the padding.
  return [largest, axes.some(({ before }) => before > 0) ? max(places, 0) : places];
}

interface Axis {
  readonly axis: number;
  readonly size: number;
  readonly places: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly before: number;
  readonly after: number;
  readonly reach: number;
  /** How far apart two neighbours along the axis lie. */
  readonly distance: number;
}

function axesOf(node: OpNode): Axis[] {
  const { shape } = node.inputs[0]!.type;
  const { kernel_shape, strides, dilations, pads } = node.attributes as Readonly<
    Record<string, readonly number[]>
  >;
  const rank = kernel_shape!.length;
  return kernel_shape!.map((kernel, i) => {
    const dilation = dilations?.[i] ?? 1;
    return {
      axis: i + 2,
      size: Number(shape[i + 2]),
      places: Number(node.outputs[0]!.type.shape[i + 2]),
      kernel,
      stride: strides?.[i] ?? 1,
      dilation,
      before: pads?.[i] ?? 0,
      after: pads?.[i + rank] ?? 0,
      reach: dilation * (kernel - 1),
      distance: elementCount(shape.slice(i + 3) as number[]),
    };
  });
}

/** Every tap: where in the padded axes it is for the first window, and how far behind the first tap in the flat input. */
function tapsOf(axes: readonly Axis[]): { readonly position: readonly number[]; readonly flat: number }[] {
  return axes.reduce<{ position: readonly number[]; flat: number }[]>(
    (taps, { kernel, dilation, distance }) =>
      taps.flatMap(({ position, flat }) =>
        Array.from({ length: kernel }, (_, k) => ({
          position: [...position, k * dilation],
          flat: flat + k * dilation * distance,
        })),
      ),
    [{ position: [], flat: 0 }],
  );
}

/** The flat place of the first tap of every window, which may lie in the padding: one list per axis, added up by broadcasting. */
function firstPlaces(
  shape: readonly number[],
  { node, axes }: { node: OpNode; axes: readonly Axis[] },
): Value {
  const whole = node.inputs[0]!.type.shape as readonly number[];
  const starts = shape.map((size, axis) => {
    const window = axes.find((each) => each.axis === axis);
    const distance = window?.distance ?? elementCount(whole.slice(axis + 1));
    return Array.from(
      { length: size },
      (_, i) => (i * (window?.stride ?? 1) - (window?.before ?? 0)) * distance,
    );
  });
  return starts
    .map((list, axis) =>
      constant(
        intTensor(
          shape.map((_, i) => (i === axis ? list.length : 1)),
          list,
        ),
      ),
    )
    .reduce((sum, list) => add(sum, list));
}
