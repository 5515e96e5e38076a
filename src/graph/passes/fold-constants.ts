/** What is computed from constants alone becomes one. */

import { intTensor } from '../../tensor/index.ts';
import type { OpNode, Value } from '../node.ts';
import { staticCount } from '../type.ts';
import { constant } from '../value.ts';

/** Larger results would make the model file grow for nothing. Shapes, scales and small tables are what matters. */
const largestCount = 1024;

/** Rule: small results of constants, and shapes that are known. */
export function foldConstants(node: OpNode): readonly Value[] | undefined {
  if (node.op.name === 'Shape' && node.op.domain === '') return foldShape(node);
  if (node.op.compute === undefined) return undefined;
  const inputs = node.inputs.map((value) => value?.node);
  if (inputs.some((input) => input !== undefined && input.kind !== 'constant')) return undefined;
  const types = node.outputs.map((output) => output.type);
  const small = types.every(({ shape }) => (staticCount(shape) ?? Number.POSITIVE_INFINITY) <= largestCount);
  const tensors = inputs.map((input) => (input?.kind === 'constant' ? input.tensor : undefined));
  // Plain JavaScript has no half floats.
  const half = [...types, ...tensors].some((each) => each?.dtype === 'float16');
  if (!small || half) return undefined;
  return node.op.compute(tensors, node.attributes, types).map(constant);
}

function foldShape(node: OpNode): readonly Value[] | undefined {
  const { start = 0, end } = node.attributes as { readonly start?: number; readonly end?: number };
  const sizes = node.inputs[0]!.type.shape.slice(start, end);
  if (staticCount(sizes) === undefined) return undefined;
  return [constant(intTensor([sizes.length], sizes as readonly number[]))];
}
