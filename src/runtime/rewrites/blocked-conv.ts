/**
 * ONNX Runtime's convolution on blocked channels, which its processor build uses inside (`com.microsoft.nchwc`). Its unit
 * kernels multiply a few rows with a matrix that is read where it lies. MatMul packs a matrix that is no constant at every
 * call, which for few rows takes as long as the product: of [8, 512] · [512, 2048] it makes 59 GFLOP/s, this 101.
 *
 * A channel axis lies as [channel / block, row, channel within the block]; how long a block is depends on the processor,
 * which is why it is tried and not known.
 */

import {
  apply1,
  createGraph,
  type Dim,
  input,
  type OpDefinition,
  reshape,
  type Value,
} from '../../graph/index.ts';
import { encodeModel } from '../../onnx/index.ts';
import { floatTensor } from '../../tensor/index.ts';
import type { OrtModule } from '../ort.ts';
import { fromOrt, toOrt } from '../ort-tensor.ts';

/** X, W, bias and what is added; not in the list of ops: no file may have it. */
const BlockedConv: OpDefinition = {
  name: 'Conv',
  domain: 'com.microsoft.nchwc',
  attributes: { kernel_shape: 'sizes' },
  infer: ({ inputs: [x, w] }) => [{ dtype: x!.dtype, shape: x!.shape.with(1, w!.shape[0]!) }],
  examples: [],
};

/** [n, channels, height, width], or with `channels_last` [n, height, width, channels], into blocks: threads, and no strides. */
const ReorderInput: OpDefinition = {
  name: 'ReorderInput',
  domain: 'com.microsoft.nchwc',
  attributes: { channels_last: 'flag' },
  infer: ({ inputs: [x], attributes }) => {
    const [n, a, b, c] = x!.shape as readonly [Dim, Dim, Dim, Dim];
    return [{ dtype: x!.dtype, shape: attributes.channels_last === 1 ? [n, c, a, b] : [n, a, b, c] }];
  },
  examples: [],
};

/** And out of them. */
const ReorderOutput: OpDefinition = {
  name: 'ReorderOutput',
  domain: 'com.microsoft.nchwc',
  attributes: { channels: 'size', channels_last: 'flag' },
  infer: ({ inputs: [x], attributes }) => {
    const [n, channels, height, width] = x!.shape as readonly [Dim, Dim, Dim, Dim];
    const last = attributes.channels_last === 1;
    return [{ dtype: x!.dtype, shape: last ? [n, height, width, channels] : [n, channels, height, width] }];
  },
  examples: [],
};

/** What {@link blockedProduct} adds. */
export interface BlockedSum {
  /** [channels out]. */
  readonly bias?: Value | undefined;
  /** Of the result's type, in blocks. */
  readonly sum?: Value | undefined;
}

/** Rows [step, channels, 1, rows] times a matrix [channels out, channels, 1, 1], both in blocks. */
export function blockedProduct(rows: Value, matrix: Value, { bias, sum }: BlockedSum = {}): Value {
  const inputs = [rows, matrix, bias, sum];
  while (inputs.at(-1) === undefined) inputs.pop();
  return apply1(BlockedConv, inputs, { kernel_shape: [1, 1] });
}

/** Rows [step, row, channels] in blocks, [step, channels, 1, row], as products take them. */
export function rowsInBlocks(rows: Value): Value {
  const [steps, count, width] = rows.type.shape as readonly [Dim, Dim, number];
  return apply1(ReorderInput, [reshape(rows, [steps, 1, count, width])], { channels_last: 1 });
}

/** Rows [step, row, channels] out of blocks. */
export function rowsOfBlocks(blocks: Value): Value {
  const [steps, width, , count] = blocks.type.shape as readonly [Dim, number, Dim, Dim];
  const rows = apply1(ReorderOutput, [blocks], { channels: width, channels_last: 1 });
  return reshape(rows, [steps, count, width]);
}

/** The blocks that rows [step, row, channels] were made of by {@link rowsOfBlocks}, through reshapes that give them back; or none. */
export function blocksBehind(rows: Value): Value | undefined {
  let value = rows;
  while (value.node.kind === 'op' && value.node.op.name === 'Reshape') value = value.node.inputs[0]!;
  if (value.node.kind !== 'op' || value.node.op !== ReorderOutput) return undefined;
  const [steps, , count, width] = value.type.shape;
  return [steps, count, width].join() === rows.type.shape.join() ? value.node.inputs[0]! : undefined;
}

/** Rows that lie as the columns of a matrix [channels, row], in blocks, [1, channels, 1, row]. */
export function linesInBlocks(matrix: Value): Value {
  const [width, count] = matrix.type.shape as readonly number[];
  return apply1(ReorderInput, [reshape(matrix, [1, width!, 1, count!])]);
}

/** A matrix [in, out] in blocks, [out / block, in, out within the block], in the shape that the product wants. */
export function blocksOf(matrix: Value): Value {
  const { node } = matrix;
  if (node.kind === 'op' && node.op.name === 'Transpose') return blocksOfTransposed(node.inputs[0]!);
  const [rows, columns] = matrix.type.shape as readonly number[];
  return reshape(rowsInBlocks(reshape(matrix, [1, rows!, columns!])), [columns!, rows!, 1, 1]);
}

/** A transposed matrix [out, in] in the same blocks. */
export function blocksOfTransposed(matrix: Value): Value {
  const [columns, rows] = matrix.type.shape as readonly number[];
  return reshape(linesInBlocks(matrix), [columns!, rows!, 1, 1]);
}

/** The block lengths that processors have. */
const lengths = [16, 8];

const channels = 16;

const known = new WeakMap<OrtModule, Promise<number | undefined>>();

/** How many channels a block has on this processor, or `undefined` where blocks are not computed with. */
export function blockLength(ort: OrtModule): Promise<number | undefined> {
  let length = known.get(ort);
  if (length === undefined) {
    length = tryBlocks(ort).catch(() => undefined);
    known.set(ort, length);
  }
  return length;
}

/** A row times a matrix with all elements different: what comes out says how the runtime read it. */
async function tryBlocks(ort: OrtModule): Promise<number | undefined> {
  const x = floatTensor(
    [1, channels, 1, 1],
    Float32Array.from({ length: channels }, (_, i) => i + 1),
  );
  const w = floatTensor(
    [channels, channels, 1, 1],
    Float32Array.from({ length: channels ** 2 }, (_, i) => i),
  );
  const leaves = [x, w].map(({ dtype, shape }, i) => input(`${i}`, { dtype, shape }));
  const model = encodeModel(createGraph({ y: blockedProduct(leaves[0]!, leaves[1]!) }));
  const session = await ort.InferenceSession.create(model, {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    logSeverityLevel: 4,
  });
  try {
    const feeds = { 0: toOrt(ort, x), 1: toOrt(ort, w) };
    const { y } = await session.run(feeds, { y: null }, { logSeverityLevel: 4 });
    const got = Array.from(fromOrt('y', y!).data, Number);
    return lengths.find((length) =>
      expected(x.data, w.data, length).every((value, place) => value === got[place]),
    );
  } finally {
    await session.release();
  }
}

/** The product, with the matrix read as [out / length, in, out within the block]; small integers, so exact. */
function expected(x: Float32Array, w: Float32Array, length: number): readonly number[] {
  return Array.from({ length: channels }, (_, out) => {
    const start = Math.floor(out / length) * channels * length + (out % length);
    return x.reduce((sum, value, i) => sum + value * w[start + i * length]!, 0);
  });
}
