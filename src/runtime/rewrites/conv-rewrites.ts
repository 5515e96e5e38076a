/** Convolutions that ONNX Runtime's processor provider computes slowly, as products that it computes well. */

import {
  add,
  type ColumnsOptions,
  col2Im,
  matMul,
  type OpNode,
  type RewriteRule,
  reshape,
  staticCount,
  transpose,
  type Value,
} from '../../graph/index.ts';

/** Up to so many places per item, and from so many weights on, {@link addColumns} pays. */
const fewPlaces = 128;
const manyWeights = 2 ** 18;

/**
 * Transposed convolutions of few places, as deep in a network: ONNX Runtime packs all weights once per item of the batch for a
 * product that is a few columns wide. One product for the whole batch, and its columns added up where windows overlap, take
 * half the time for 512 to 256 channels on 8 × 3.
 */
function addColumns(node: OpNode): readonly Value[] | undefined {
  const [x, w, b] = node.inputs as readonly [Value, Value, Value?];
  const [weights, [batch, inputs, ...places]] = [staticCount(w.type.shape), x.type.shape] as const;
  const count = staticCount(places);
  const image = node.outputs[0]!.type.shape.slice(2);
  const { strides, pads, dilations, group = 1 } = node.attributes;
  if (
    group !== 1 ||
    weights === undefined ||
    count === undefined ||
    weights < manyWeights ||
    count > fewPlaces
  ) {
    return undefined;
  }
  const [, outputs, ...kernel] = w.type.shape as readonly number[];
  const rows = reshape(transpose(x, [0, ...places.map((_, axis) => axis + 2), 1]), [-1, inputs!]);
  const product = matMul(rows, reshape(w, [inputs!, weights / Number(inputs)]));
  const columns = transpose(reshape(product, [batch!, count, weights / Number(inputs)]), [0, 2, 1]);
  const options = { image: image as readonly number[], kernel, strides, pads, dilations } as ColumnsOptions;
  const y = col2Im(columns, options);
  return [b === undefined ? y : add(y, reshape(b, [outputs!, ...kernel.map(() => 1)]))];
}

/** Rules by op. */
export const convRules: Readonly<Record<string, RewriteRule>> = { ConvTranspose: addColumns };
