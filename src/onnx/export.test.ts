import { fromBinary } from '@bufbuild/protobuf';
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { mutate } from '../../test/support/mutate.ts';
import { add, createGraph, type Graph, input, matMul, parameter, relu } from '../graph/index.ts';
import { dataSource, floatTensor, type Tensor } from '../tensor/index.ts';
import { ArgumentError, FormatError } from '../util/index.ts';
import { decodeModelFrom } from './decode.ts';
import { exportModel, exportModelTo } from './export.ts';
import { ModelProtoSchema } from './generated/onnx_pb.ts';

const size = 80; // 80 × 80 × 4 bytes: enough to leave the model
const location = 'model.onnx.data';

function model(): { graph: Graph; parameters: Record<string, Tensor<'float32'>> } {
  const x = input('x', { dtype: 'float32', shape: ['batch', 'time', size] });
  const square = { dtype: 'float32', shape: [size, size] } as const;
  const [a, b] = [parameter('a.weight', square), parameter('b.weight', square)];
  const bias = parameter('b.bias', { dtype: 'float32', shape: [size] });
  const graph = createGraph({ y: add(matMul(relu(matMul(x, a)), b), bias) });
  const weight = (scale: number): Tensor<'float32'> =>
    floatTensor(
      [size, size],
      Float32Array.from({ length: size ** 2 }, (_, i) => Math.sin(i) * scale),
    );
  const parameters = {
    'a.weight': weight(1),
    'b.weight': weight(0.5),
    'b.bias': floatTensor([size], new Float32Array(size).fill(0.25)),
  };
  return { graph, parameters };
}

/** A sink for what comes from front to back. */
function memory(): { bytes: Uint8Array; write(position: number, bytes: Uint8Array): Promise<void> } {
  return {
    bytes: new Uint8Array(0),
    async write(position, bytes) {
      expect(position).toBe(this.bytes.length);
      const grown = new Uint8Array(position + bytes.length);
      grown.set(this.bytes);
      grown.set(bytes, position);
      this.bytes = grown;
    },
  };
}

const x = new OrtTensor(
  'float32',
  Float32Array.from({ length: 2 * 3 * size }, (_, i) => Math.cos(i)),
  [2, 3, size],
);

async function run(session: InferenceSession): Promise<number[]> {
  const { y } = await session.run({ x });
  expect(y!.dims).toEqual([2, 3, size]);
  return [...(y!.data as Float32Array)];
}

describe('exportModel', () => {
  it('writes a file that runs by itself, at any batch and time', async () => {
    const { graph, parameters } = model();
    const bytes = exportModel(graph, parameters);
    const session = await InferenceSession.create(bytes);
    expect(session.inputNames).toEqual(['x']);
    expect((await run(session)).every(Number.isFinite)).toBe(true);
    const dims = fromBinary(ModelProtoSchema, bytes).graph!.input[0]!.type!.value;
    expect(dims).toMatchObject({
      value: { shape: { dim: [{ value: { value: 'batch' } }, { value: { value: 'time' } }, {}] } },
    });
  });

  it('refuses weights that are missing or too large for one file', () => {
    const { graph, parameters } = model();
    const { 'a.weight': _, ...rest } = parameters;
    expect(() => exportModel(graph, rest)).toThrow(/none of a\.weight/);
    // 2.2 GB that nobody touches: the host only promises them.
    const type = { dtype: 'float32', shape: [22_000, 25_000] } as const;
    const large = createGraph({ y: add(input('x', type), parameter('w', type)) });
    const w = floatTensor(type.shape, new Float32Array(22_000 * 25_000));
    expect(() => exportModel(large, { w })).toThrow(/exportModelTo/);
  });
});

describe('exportModelTo', () => {
  it('moves large weights into a side file that ONNX Runtime reads', async () => {
    const { graph, parameters } = model();
    const sink = memory();
    const bytes = await exportModelTo(graph, parameters, { location, sink });
    expect(bytes.length).toBeLessThan(3000);
    const session = await InferenceSession.create(bytes, {
      externalData: [{ path: location, data: sink.bytes }],
    });
    expect(await run(session)).toEqual(
      await run(await InferenceSession.create(exportModel(graph, parameters))),
    );
  });

  it('is read again, and stores weights that share their memory once', async () => {
    const { graph, parameters } = model();
    const tied = { ...parameters, 'b.weight': parameters['a.weight']! };
    const sink = memory();
    const bytes = await exportModelTo(graph, tied, { location, sink });
    expect(sink.bytes.length).toBe(size * size * 4);
    const again = await decodeModelFrom(bytes, { open: () => dataSource(sink.bytes) });
    expect(Object.fromEntries(again.parameters)).toEqual(tied);
    expect(again.parameters.get('a.weight')!.data.buffer).toBe(again.parameters.get('b.weight')!.data.buffer);
    const second = memory();
    expect(await exportModelTo(again.graph, again.parameters, { location, sink: second })).toEqual(bytes);
    expect(second.bytes).toEqual(sink.bytes);
  });

  it('refuses places outside of the folder', async () => {
    const { graph, parameters } = model();
    for (const place of ['', '../data', '/data', 'a/../b', 'C:data', '..\\data', 'a//b']) {
      await expect(exportModelTo(graph, parameters, { location: place, sink: memory() })).rejects.toThrow(
        ArgumentError,
      );
    }
  });
});

describe('decodeModelFrom', () => {
  it('refuses side files that are missing, short or outside of the folder, and damage', async () => {
    const { graph, parameters } = model();
    const sink = memory();
    const bytes = await exportModelTo(graph, parameters, { location, sink });
    const attempt = (
      open: () => ReturnType<typeof dataSource> | undefined,
      model = bytes,
    ): Promise<unknown> => decodeModelFrom(model, { open });
    await expect(attempt(() => undefined)).rejects.toThrow(/side file model\.onnx\.data/);
    await expect(attempt(() => dataSource(sink.bytes.subarray(0, 30_000)))).rejects.toThrow(FormatError);
    const outside = Uint8Array.from(bytes, (byte, i) => (isAt(bytes, i, location) ? 0x2f : byte));
    await expect(attempt(() => dataSource(sink.bytes), outside)).rejects.toThrow(/folder of the model/);
    for (let seed = 0; seed < 300; seed++) {
      const damaged = mutate(bytes, seed);
      const result = await attempt(() => dataSource(sink.bytes), damaged.bytes as never).catch(
        (error: unknown) => error,
      );
      if (result instanceof Error)
        expect(result, `${damaged.kind}, seed ${seed}`).toBeInstanceOf(FormatError);
    }
  });
});

/** Whether `text` begins at a place. */
function isAt(bytes: Uint8Array, at: number, text: string): boolean {
  return [...text].every((letter, i) => bytes[at + i] === letter.charCodeAt(0));
}
