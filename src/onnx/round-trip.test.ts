import { describe, expect, it } from 'vitest';
import {
  add,
  apply,
  constant,
  createGraph,
  type Graph,
  input,
  inScope,
  matMul,
  mul,
  type OpDefinition,
  type OpExample,
  ops,
  parameter,
  relu,
  type Value,
} from '../graph/index.ts';
import { floatTensor, scalar, tensorFromBytes } from '../tensor/index.ts';
import { decodeModel } from './decode.ts';
import { encodeModel } from './encode.ts';

const frame = { dtype: 'float32', shape: ['batch', 2] } as const;

/** The graph of an example: inputs are fed, except those that must be constants. */
function graphOf(op: OpDefinition, { inputs, attributes, constants = [] }: OpExample): Graph {
  const values = inputs.map((tensor, index) => {
    if (tensor === undefined) return undefined;
    return constants.includes(index) ? constant(tensor) : input(`x${index}`, tensor);
  });
  const outputs = apply(op, values, attributes);
  return createGraph(Object.fromEntries(outputs.map((value, index) => [`y${index}`, value])));
}

const tensorOf = ({ node }: Value): unknown => (node.kind === 'constant' ? node.tensor : undefined);

/** A small model with all that the writer does: scopes, weights, buffers, copies, constants of several types. */
function model(): {
  outputs: Record<string, Value>;
  parameters: Record<string, ReturnType<typeof floatTensor>>;
} {
  const x = input('x', frame);
  const weight = parameter('fc.weight', { dtype: 'float32', shape: [2, 2] });
  const mean = parameter('fc.mean', { dtype: 'float32', shape: [2] }, { trainable: false });
  const y = inScope('fc', () => relu(add(matMul(x, weight), mean)));
  const scaled = inScope('head', () => mul(y, constant(scalar(2))));
  return {
    outputs: { y: scaled, hidden: y, 'y again': scaled, x2: x, fixed: constant(floatTensor([1], [3])) },
    parameters: { 'fc.weight': floatTensor([2, 2], [1, 2, 3, 4]), 'fc.mean': floatTensor([2], [0, 1]) },
  };
}

describe('a graph written and read', () => {
  for (const op of ops) {
    it(`is the same: ${op.name}`, () => {
      for (const example of op.examples) {
        const bytes = encodeModel(graphOf(op, example));
        const { graph } = decodeModel(bytes);
        expect(graph.nodes.at(-1)!.op).toBe(op);
        expect(encodeModel(graph)).toEqual(bytes);
      }
    });
  }

  it('keeps weights, buffers, names, scopes, symbolic axes and metadata', () => {
    const { outputs, parameters } = model();
    const options = { parameters, name: 'net', metadata: { stems: 'vocals' } };
    const bytes = encodeModel(createGraph(outputs), options);
    const read = decodeModel(bytes);
    expect(read).toMatchObject({ name: 'net', metadata: { stems: 'vocals' } });
    expect(read.graph.inputs.get('x')!.type).toEqual(frame);
    expect(Object.fromEntries(read.parameters)).toEqual(parameters);
    expect(read.graph.parameters.get('fc.mean')!.node).toMatchObject({ trainable: false });
    expect(read.graph.nodes.map(({ scope }) => scope)).toEqual(['fc', 'fc', 'fc', 'head']);
    expect(encodeModel(read.graph, { ...options, parameters: read.parameters })).toEqual(bytes);
  });

  it('keeps parameters that are fed', () => {
    const graph = createGraph(model().outputs);
    const bytes = encodeModel(graph);
    const read = decodeModel(bytes);
    expect([...read.graph.parameters.keys()]).toEqual([...graph.parameters.keys()]);
    expect(read.parameters.size).toBe(0);
    expect(encodeModel(read.graph)).toEqual(bytes);
  });

  it('keeps every element type, wherever its bytes lie', () => {
    const bits = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => i % 2);
    const outputs = {
      float64: constant(tensorFromBytes('float64', [2, 1], bits(16))),
      float16: constant(tensorFromBytes('float16', [3], bits(6))),
      int64: constant(tensorFromBytes('int64', [1], bits(8))),
      int32: constant(tensorFromBytes('int32', [2], bits(8))),
      uint8: constant(tensorFromBytes('uint8', [0, 3], bits(0))),
      int8: constant(tensorFromBytes('int8', [5], bits(5))),
      bool: constant(tensorFromBytes('bool', [], bits(1))),
    };
    const bytes = encodeModel(createGraph(outputs));
    for (let offset = 0; offset < 8; offset++) {
      const moved = new Uint8Array(bytes.length + offset);
      moved.set(bytes, offset);
      const { graph } = decodeModel(moved.subarray(offset));
      for (const [name, value] of Object.entries(outputs)) {
        expect(graph.outputs.get(name)!.node).toMatchObject({ kind: 'constant', tensor: tensorOf(value) });
      }
      expect(encodeModel(graph)).toEqual(bytes);
    }
  });
});
