/**
 * ONNX Runtime's convolution on blocked channels, which its processor build uses inside (`com.microsoft.nchwc`). Its unit
 * kernels multiply a few rows with a matrix that is read where it lies. MatMul packs a matrix that is no constant at every
 * call, which for few rows takes as long as the product: of [8, 512] · [512, 2048] it makes 59 GFLOP/s, this 101.
 *
 * A channel axis lies as [channel / block, row, channel within the block]; how long a block is depends on the processor,
 * which is why it is tried and not known.
 */

import { apply1, createGraph, input, type OpDefinition, type Value } from '../graph/index.ts';
import { encodeModel } from '../onnx/index.ts';
import { floatTensor } from '../tensor/index.ts';
import type { OrtModule } from './ort.ts';
import { fromOrt, toOrt } from './ort-tensor.ts';

/** X [1, channels, 1, rows] and W [channels out, channels, 1, 1] in blocks; not in the list of ops: no file may have it. */
const BlockedConv: OpDefinition = {
  name: 'Conv',
  domain: 'com.microsoft.nchwc',
  attributes: { kernel_shape: 'sizes' },
  infer: ({ inputs: [x, w] }) => [{ dtype: x!.dtype, shape: x!.shape.with(1, w!.shape[0]!) }],
  examples: [],
};

/** Rows times a matrix, both in blocks. */
export function blockedProduct(rows: Value, matrix: Value): Value {
  return apply1(BlockedConv, [rows, matrix], { kernel_shape: [1, 1] });
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
