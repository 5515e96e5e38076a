/**
 * What a recurrent loop adds to its product at every step, x·Wᵀ + b of all steps, computed on blocked channels as well: a tenth
 * faster than Gemm, and it lies as the product in the loop adds it without a node of its own.
 */

import { type OpNode, reshape, type Value } from '../../graph/index.ts';
import { blockedProduct, blocksOfTransposed, rowsInBlocks } from './blocked-conv.ts';

/** Below this the change of layout costs what it saves. */
const smallestMatrix = 2 ** 18;

/**
 * `projected` [time, batch, column], where it is a Gemm of all steps with a transposed matrix, as blocks
 * [time, 1, column, 1, batch]; else `undefined`.
 */
export function projectionInBlocks(projected: Value, block: number): Value | undefined {
  const [time, batch, columns] = projected.type.shape as readonly number[];
  const product = opOf(projected)?.op.name === 'Reshape' ? opOf(opOf(projected)!.inputs[0]!) : undefined;
  if (product?.op.name !== 'Gemm' || !isTransposedProduct(product)) return undefined;
  const [flat, matrix, bias] = product.inputs as readonly [Value, Value, Value | undefined];
  const features = Number(matrix.type.shape[1]);
  const sizes = [time, batch, columns, features];
  const isKnown = sizes.every((size) => typeof size === 'number' && Number.isFinite(size));
  if (!isKnown || columns! * features < smallestMatrix) return undefined;
  if (columns! % block !== 0 || features % block !== 0 || (bias && bias.type.shape.length !== 1))
    return undefined;
  const lines = rowsInBlocks(reshape(flat, [time!, batch!, features]));
  const blocks = blockedProduct(lines, blocksOfTransposed(matrix), { bias });
  return reshape(blocks, [time!, 1, columns!, 1, batch!]);
}

function opOf(value: Value): OpNode | undefined {
  return value.node.kind === 'op' ? value.node : undefined;
}

function isTransposedProduct({ attributes: { transA, transB, alpha, beta } }: OpNode): boolean {
  return transA !== 1 && transB === 1 && (alpha ?? 1) === 1 && (beta ?? 1) === 1;
}
