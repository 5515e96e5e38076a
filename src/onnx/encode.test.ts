import { fromBinary } from '@bufbuild/protobuf';
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import {
  apply1,
  constant,
  createGraph,
  input,
  inScope,
  type OpDefinition,
  parameter,
  type Value,
} from '../graph/index.ts';
import { floatTensor, scalar } from '../tensor/index.ts';
import { ArgumentError } from '../util/index.ts';
import { encodeModel } from './encode.ts';
import { ModelProtoSchema } from './generated/onnx_pb.ts';

const sameAsFirst: OpDefinition['infer'] = ({ inputs }) => [inputs[0]!];
const Add: OpDefinition = { name: 'Add', domain: '', infer: sameAsFirst, examples: [] };
const LeakyRelu: OpDefinition = {
  name: 'LeakyRelu',
  domain: '',
  attributes: { alpha: 'float' },
  infer: sameAsFirst,
  examples: [],
};
const Scan: OpDefinition = {
  name: 'Scan',
  domain: '',
  infer: ({ inputs }) => [inputs[0]!, inputs[1]!],
  examples: [],
};
const frame = { dtype: 'float32', shape: ['time', 2] } as const;
const add = (a: Value, b: Value): Value => apply1(Add, [a, b]);

async function run(bytes: Uint8Array, feeds: Record<string, OrtTensor>): Promise<Record<string, number[]>> {
  const session = await InferenceSession.create(bytes);
  const results = await session.run(feeds);
  return Object.fromEntries(
    Object.entries(results).map(([name, { data }]) => [name, [...(data as Float32Array)]]),
  );
}
const feed = (shape: number[], values: number[]): OrtTensor =>
  new OrtTensor('float32', Float32Array.from(values), shape);

describe('encodeModel', () => {
  it('writes what ONNX Runtime computes, symbolic axes included', async () => {
    const x = input('x', frame);
    const w = parameter('layer.weight', { dtype: 'float32', shape: [2] });
    const y = inScope('layer', () => apply1(LeakyRelu, [add(x, w)], { alpha: 0.5 }));
    const bytes = encodeModel(createGraph({ y: add(y, constant(scalar(1))), same: x, again: x, x }));
    const got = await run(bytes, { x: feed([2, 2], [-1, -2, -3, 4]), 'layer.weight': feed([2], [-1, 1]) });
    expect(got.y).toEqual([0, 0.5, -1, 6]);
    expect(got.same).toEqual([-1, -2, -3, 4]);
    expect(got.again).toEqual(got.same);
    expect(got.x).toEqual(got.same);
  });

  it('stores the parameters it is given tensors for', async () => {
    const x = input('x', frame);
    const w = parameter('w', { dtype: 'float32', shape: [2] });
    const bytes = encodeModel(createGraph({ y: add(x, w) }), { parameters: { w: floatTensor([2], [1, 2]) } });
    expect(await run(bytes, { x: feed([1, 2], [10, 20]) })).toEqual({ y: [11, 22] });
  });

  it('writes bodies that use weights and constants of the graph around them', async () => {
    const row = { dtype: 'float32', shape: [2] } as const;
    const state = input('state', row);
    const step = input('step', row);
    const w = parameter('w', row);
    const next = add(add(state, step), add(w, constant(floatTensor([2], [0.5, 0.5]))));
    const body = { kind: 'subgraph', inputs: [state, step], outputs: [next, next] } as const;
    const scanned = apply1(Scan, [input('start', row), input('x', frame)], { num_scan_inputs: 1, body });
    const { outputs } = scanned.node;
    const bytes = encodeModel(createGraph({ last: outputs[0]!, all: outputs[1]! }));
    const got = await run(bytes, {
      start: feed([2], [0, 0]),
      x: feed([2, 2], [1, 2, 3, 4]),
      w: feed([2], [0.5, 1.5]),
    });
    expect(got).toEqual({ last: [6, 10], all: [2, 4, 6, 10] });
  });

  it('names nodes after their scope, and gives the same bytes every time', () => {
    const build = (): Uint8Array => {
      const x = input('x', frame);
      const y = inScope('encoder', () => inScope('0', () => add(add(x, x), x)));
      return encodeModel(createGraph({ y }), { metadata: { stems: 'vocals' } });
    };
    const { graph } = fromBinary(ModelProtoSchema, build());
    expect(graph!.node.map(({ name }) => name)).toEqual(['encoder.0/Add', 'encoder.0/Add_1']);
    expect(build()).toEqual(build());
  });

  it('refuses names that clash, tensors of other shapes and integers that are none', () => {
    const x = input('x', frame);
    const w = parameter('w', { dtype: 'float32', shape: [2] });
    expect(() => encodeModel(createGraph({ x: add(x, x) }))).toThrow(ArgumentError);
    const graph = createGraph({ y: add(x, w) });
    expect(() => encodeModel(graph, { parameters: { w: floatTensor([1], [1]) } })).toThrow(/float32\[2\]/);
    const half = createGraph({ y: apply1(Add, [x, x], { axis: 0.5 }) });
    expect(() => encodeModel(half)).toThrow(/does not declare this attribute a float/);
  });
});
