import { readFileSync } from 'node:fs';
import { create, toBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { testEngine } from '../../test/support/engine.ts';
import { mutate } from '../../test/support/mutate.ts';
import { floatTensor } from '../tensor/index.ts';
import { FormatError } from '../util/index.ts';
import { decodeModel } from './decode.ts';
import { ModelProtoSchema } from './generated/onnx_pb.ts';

const read = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../../test/golden/${name}`, import.meta.url)));
interface Case {
  readonly shape: readonly number[];
  readonly x: readonly number[];
  readonly outputs: Readonly<Record<string, readonly number[]>>;
}
const golden = JSON.parse(new TextDecoder().decode(read('onnx-models.json'))) as Record<string, Case>;

type ModelInit = Parameters<typeof create<typeof ModelProtoSchema>>[1];
type GraphInit = NonNullable<NonNullable<ModelInit>['graph']>;
const opset = { opsetImport: [{ domain: '', version: 21n }] };
const bytesOf = (model: ModelInit): Uint8Array => toBinary(ModelProtoSchema, create(ModelProtoSchema, model));
const graphBytes = (graph: GraphInit): Uint8Array => bytesOf({ ...opset, graph } as ModelInit);
const valueInfo = (name: string, sizes: readonly bigint[] = [2n]): { name: string; type: never } => {
  const dim = sizes.map((value) => ({ value: { case: 'dimValue', value } }));
  return { name, type: { value: { case: 'tensorType', value: { elemType: 1, shape: { dim } } } } as never };
};

describe('models of other exporters', () => {
  for (const [name, { shape, x, outputs }] of Object.entries(golden)) {
    it(`are read and run as they run elsewhere: ${name}`, async () => {
      const { graph } = decodeModel(read(`${name}.onnx`));
      const program = await (await testEngine()).compile(graph);
      const got = await program.run({ x: floatTensor(shape, x) });
      for (const [output, expected] of Object.entries(outputs)) {
        // The same kernels of two versions of one runtime: a few units in the last place of float32.
        for (const [i, value] of expected.entries()) expect(got[output]!.data[i]).toBeCloseTo(value, 6);
      }
      await program.dispose();
    });
  }

  it('keep their scopes and symbolic axes, and give up weights on request', () => {
    const bytes = read('from-torch.onnx');
    const { graph, parameters } = decodeModel(bytes, { isParameter: (name) => name.startsWith('conv.') });
    expect(graph.inputs.get('x')!.type.shape).toEqual(['batch', 1, 'time']);
    expect([...parameters.keys()]).toEqual(['conv.weight', 'conv.bias']);
    expect(graph.parameters.get('conv.weight')!.type.shape).toEqual([2, 1, 3]);
    expect(graph.nodes[0]!.scope).toBe('conv');
  });
});

describe('decodeModel refuses', () => {
  const relu = { opType: 'Relu', name: 'act', input: ['x'], output: ['y'] };
  const io = { input: [valueInfo('x')], output: [{ name: 'y' }] };
  const tensor = (fields: object): Uint8Array =>
    graphBytes({ output: [{ name: 'c' }], initializer: [{ name: 'c', dataType: 1, dims: [2n], ...fields }] });
  const cases: Record<string, readonly [Uint8Array, RegExp]> = {
    'an op that is not here, by node and name': [
      graphBytes({ ...io, node: [{ ...relu, opType: 'Reluu' }] }),
      /node act \(Reluu\): .*Relu\b/,
    ],
    'an op of another domain': [
      graphBytes({ ...io, node: [{ ...relu, domain: 'ai.other' }] }),
      /ai\.other\.Relu/,
    ],
    'shapes that do not fit, by node': [
      graphBytes({
        ...io,
        node: [{ ...relu, opType: 'MatMul', input: ['x', 'z'] }],
        initializer: [zeroTensor('z', 3)],
      }),
      /node act \(MatMul\)/,
    ],
    'values that nobody computes': [graphBytes({ ...io, node: [{ ...relu, input: ['z'] }] }), /"z"/],
    'nodes that need themselves': [graphBytes({ ...io, node: [{ ...relu, input: ['y'] }] }), /"y"/],
    'a name twice': [graphBytes({ ...io, node: [relu, relu] }), /"y" twice/],
    'more outputs than an op has': [
      graphBytes({ ...io, node: [{ ...relu, output: ['y', 'z'] }] }),
      /at most 1 outputs/,
    ],
    'missing inputs': [graphBytes({ ...io, node: [{ ...relu, input: [] }] }), /node act/],
    'absurd numbers of outputs': [
      graphBytes({
        ...io,
        node: [{ ...relu, opType: 'Split', attribute: [{ name: 'num_outputs', type: 2, i: 1n << 40n }] }],
      }),
      /num_outputs of at most 1/,
    ],
    'integers for floats': [
      graphBytes({
        ...io,
        node: [{ ...relu, opType: 'LeakyRelu', attribute: [{ name: 'alpha', type: 2, i: 1n }] }],
      }),
      /attribute alpha: expected floats/,
    ],
    'data shorter than its shape': [tensor({ rawData: new Uint8Array(7) }), /8 bytes of data.*got 7/],
    'shapes beyond all memory': [tensor({ dims: [1n << 40n, 1n << 40n] }), /fits into memory/],
    'shapes without data': [tensor({ dims: [1n << 40n] }), /elements of data/],
    'negative sizes': [tensor({ dims: [-1n] }), /at least 0/],
    'element types that are not here': [tensor({ dataType: 16 }), /bfloat16/],
    'data in a side file': [tensor({ dataLocation: 1 }), /decodeModelFrom/],
    'inputs of any rank': [
      graphBytes({
        input: [{ name: 'x', type: { value: { case: 'tensorType', value: { elemType: 1 } } } as never }],
      }),
      /any rank/,
    ],
    'opsets of other times': [
      bytesOf({ opsetImport: [{ domain: '', version: 9n }], graph: {} }),
      /opset 18 to 26, got 9/,
    ],
    'no graph': [bytesOf(opset), /a graph/],
    'no model': [new TextEncoder().encode('<!doctype html>'), /ONNX model/],
    nothing: [new Uint8Array(0), /opset/],
  };
  for (const [what, [bytes, message]] of Object.entries(cases)) {
    it(what, () => {
      expect(() => decodeModel(bytes)).toThrow(FormatError);
      expect(() => decodeModel(bytes)).toThrow(message);
    });
  }

  it('small files that would become large memories', () => {
    const millions = new Uint8Array(10_000_000);
    // A graph of five million empty nodes: field 7, then field 1 of no length again and again.
    for (let i = 0; i < millions.length; i += 2) millions[i] = 0x0a;
    expect(() => decodeModel(wrap(7, millions))).toThrow(/items/);
    // A tensor of ten million zeros in varints.
    expect(() => decodeModel(wrap(7, wrap(5, wrap(7, new Uint8Array(10_000_000)))))).toThrow(/bigints/);
    // Bodies within bodies.
    let nested: Uint8Array = new Uint8Array(0);
    for (let i = 0; i < 100; i++) nested = wrap(1, wrap(5, wrap(6, nested)));
    expect(() => decodeModel(wrap(7, nested))).toThrow(/deep/);
  });

  it('every damage with a FormatError, or reads a graph', () => {
    for (const name of Object.keys(golden)) {
      const whole = read(`${name}.onnx`);
      for (let seed = 0; seed < 300; seed++) {
        const { bytes, kind } = mutate(whole, seed);
        try {
          decodeModel(bytes);
        } catch (error) {
          expect(error, `${name}, ${kind}, seed ${seed}`).toBeInstanceOf(FormatError);
        }
      }
    }
  });
});

function zeroTensor(
  name: string,
  length: number,
): { name: string; dataType: number; dims: bigint[]; rawData: Uint8Array<ArrayBuffer> } {
  return { name, dataType: 1, dims: [BigInt(length)], rawData: new Uint8Array(length * 4) };
}

/** `bytes` as a field on the wire. */
function wrap(field: number, bytes: Uint8Array): Uint8Array {
  const head = [field * 8 + 2];
  let length = bytes.length;
  for (; length > 127; length >>>= 7) head.push((length & 127) | 128);
  const out = new Uint8Array(head.length + 1 + bytes.length);
  out.set([...head, length]);
  out.set(bytes, head.length + 1);
  return out;
}
