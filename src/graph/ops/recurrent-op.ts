/** What the ONNX ops LSTM and GRU share: the layout of their inputs, and their gradients by way of the loops. */

import { floatTensor } from '../../tensor/index.ts';
import { partialGradients, type Upstream } from '../autodiff.ts';
import type { Attributes, GradientContext, InferContext, OpDefinition, Value } from '../node.ts';
import { type Dim, formatType, type TensorType } from '../type.ts';
import { constant } from '../value.ts';
import { add, mul } from './arithmetic.ts';
import { inputType, integerAttribute, misfit, rankedInput, textAttribute } from './axes.ts';
import { expand } from './broadcast.ts';
import { stack } from './concat.ts';
import { gemm, matMul } from './matmul.ts';
import { reshape, transpose } from './shape.ts';
import { slice } from './slice.ts';

/** What both ops may be told. */
export const recurrentRules: NonNullable<OpDefinition['attributes']> = {
  activation_alpha: 'floats',
  activation_beta: 'floats',
  activations: 'texts',
  clip: 'float',
  direction: ['forward', 'reverse', 'bidirectional'],
  hidden_size: 'size',
  layout: 'flag',
};

/** Which way a layer reads its sequence. */
export type Direction = 'forward' | 'reverse' | 'bidirectional';

/** For each direction, whether it runs from the end. */
export function reversedOf(direction: Direction): readonly boolean[] {
  return { forward: [false], reverse: [true], bidirectional: [false, true] }[direction];
}

/** The direction that an op was given. */
export function directionOf(attributes: Attributes): Direction {
  return textAttribute(attributes, 'direction', 'forward') as Direction;
}

/** Types of Y [time, direction, batch, hidden] and of `states` last states [direction, batch, hidden]. */
export function inferRecurrent(
  context: InferContext,
  { gates, states }: { readonly gates: number; readonly states: number },
): readonly TensorType[] {
  const { dtype, shape } = rankedInput(context, 0, 3);
  if (integerAttribute(context.attributes, 'layout', 0) !== 0) {
    throw misfit('time before batch', 'layout 1', 'Transpose the input');
  }
  const directions = reversedOf(directionOf(context.attributes)).length;
  const stored = Number(rankedInput(context, 2, 3).shape[2]);
  const hidden = integerAttribute(context.attributes, 'hidden_size', stored);
  const [time, batch, features] = shape as [Dim, Dim, Dim];
  const wanted: readonly (readonly [number, readonly Dim[]])[] = [
    [1, [directions, gates * hidden, features]],
    [2, [directions, gates * hidden, hidden]],
    [3, [directions, 2 * gates * hidden]],
    [5, [directions, batch, hidden]],
    ...(states === 2
      ? ([
          [6, [directions, batch, hidden]],
          [7, [directions, 3 * hidden]],
        ] as const)
      : []),
  ];
  for (const [index, sizes] of wanted) {
    if (index > 2 && context.inputs[index] === undefined) continue;
    const type = inputType(context, index);
    const fits = sizes.every((size, axis) => size === type.shape[axis] || typeof size === 'string');
    if (fits && type.shape.length === sizes.length) continue;
    throw misfit(
      `${dtype}[${sizes.join(', ')}] in input ${index}`,
      `[${type.shape.join(', ')}]`,
      'Give weights of the op’s layout: [direction, gates·hidden, features]',
    );
  }
  const lengths = context.inputs[4];
  if (lengths && (lengths.dtype !== 'int32' || lengths.shape.length !== 1 || lengths.shape[0] !== batch)) {
    throw misfit(
      `int32[${batch}] as lengths in input 4`,
      formatType(lengths),
      'Give one length per sequence',
    );
  }
  const { clip = 1 } = context.attributes;
  if (!(Number(clip) > 0)) throw misfit('a clip above 0', String(clip), 'Leave it out to clip nothing');
  const last: TensorType = { dtype, shape: [directions, batch, hidden] };
  return [{ dtype, shape: [time, directions, batch, hidden] }, ...Array.from({ length: states }, () => last)];
}

/** One direction's part of [direction, …]. */
export function directionSlice(value: Value, direction: number): Value {
  const own = slice(value, { axis: 0, start: direction, end: direction + 1 });
  return reshape(own, value.type.shape.slice(1));
}

/** x·Wᵀ + b for all steps at once: [time, batch, feature] to [time, batch, unit]. */
export function project(x: Value, weight: Value, bias?: Value): Value {
  const [time, batch, features] = x.type.shape as [Dim, Dim, number];
  // With both axes symbolic no reshape could name the result.
  if (typeof time === 'string' && typeof batch === 'string') {
    const product = matMul(x, transpose(weight, [1, 0]));
    return bias === undefined ? product : add(product, bias);
  }
  const flat = reshape(x, [-1, features]);
  const z = gemm(flat, weight, { transB: true, ...(bias === undefined ? {} : { c: bias }) });
  return reshape(z, [time, batch, weight.type.shape[0]!]);
}

/** Zeros [batch, hidden] for a sequence [time, batch, feature]. */
export function zeroState(x: Value, hidden: number): Value {
  const batch = x.type.shape[1]!;
  const zero = constant(floatTensor([1, 1], [0]));
  if (typeof batch === 'number') return expand(zero, [batch, hidden]);
  const row = slice(x, [
    { axis: 0, end: 1 },
    { axis: 2, end: 1 },
  ]);
  return expand(mul(reshape(row, [batch, 1]), zero), [batch, hidden]);
}

/** Outputs of a loop as the op has them: [time, direction, batch, hidden]. */
export function stackDirections(outputs: readonly Value[]): Value {
  return stack(outputs, 1);
}

/** Gradients of the op by way of `rebuilt`, the same outputs computed by a loop. */
export function gradientsThrough(
  { inputs, gradients: upstream, wanted }: GradientContext,
  rebuilt: readonly Value[],
): readonly (Value | undefined)[] {
  const flowing = rebuilt.flatMap((output, i): Upstream[] =>
    upstream[i] === undefined ? [] : [[output, upstream[i]]],
  );
  const indices = inputs.flatMap((_, i) => (wanted[i] ? [i] : []));
  const found = partialGradients(
    flowing,
    indices.map((i) => inputs[i]!),
  );
  return inputs.map((_, i) => (wanted[i] ? found[indices.indexOf(i)] : undefined));
}

/** Throws where an op uses what its gradient does not know. */
export function refuseUnusual(context: GradientContext, attributes: readonly string[]): void {
  const unusual = attributes.find((name) => context.node.attributes[name] !== undefined);
  if (unusual !== undefined) throw misfit('the usual gates', unusual, 'Train the layer without it');
  if (context.inputs[4] !== undefined) {
    throw misfit('sequences of one length', 'sequence_lens', 'Train with sequences of one length');
  }
  if (context.inputs[7] !== undefined) {
    throw misfit('gates that do not see the cell', 'peepholes in input 7', 'Train the layer without them');
  }
}

/** Both biases of a direction, W's and R's, as [gates·hidden] each; `undefined` where the op has none. */
export function biasesOf(bias: Value | undefined, direction: number): readonly [Value, Value] | undefined {
  if (bias === undefined) return undefined;
  const own = directionSlice(bias, direction);
  const width = Number(own.type.shape[0]) / 2;
  return [slice(own, { axis: 0, end: width }), slice(own, { axis: 0, start: width })];
}
