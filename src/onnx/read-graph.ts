/** Graphs out of ONNX messages: names become values, nodes become applications of the ops that there are. */

import {
  type Attributes,
  apply,
  constant,
  createGraph,
  type Graph,
  input,
  inScope,
  type OpDefinition,
  parameter,
  type Subgraph,
  type Value,
} from '../graph/index.ts';
import { scalar, type Tensor } from '../tensor/index.ts';
import { ArgumentError, AuralflowError } from '../util/index.ts';
import type { GraphProto, NodeProto, ValueInfoProto } from './generated/onnx_pb.ts';
import { knownSizes, sizeVector, withKnownSizes } from './known-sizes.ts';
import { copyName } from './names.ts';
import { findOp } from './ops-by-name.ts';
import { readAttributes } from './read-attributes.ts';
import { constantNodeTensor } from './read-constant.ts';
import { type ExternalBytes, readTensor } from './read-tensor.ts';
import { readType } from './read-type.ts';
import { refusal } from './refuse.ts';
import { type Role, roleOf } from './roles.ts';

/** What reading a graph needs beside it. */
export interface GraphContext {
  readonly place: string;
  readonly external: ExternalBytes;
  /** Whether a stored tensor is a weight; the others are constants. */
  readonly isParameter: (name: string, tensor: Tensor) => boolean;
}

/** A graph, and the weights that were stored with it. */
export interface GraphWithParameters {
  readonly graph: Graph;
  readonly parameters: ReadonlyMap<string, Tensor>;
}

interface Frame extends GraphContext {
  readonly values: Map<string, Value>;
  readonly parameters: Map<string, Tensor>;
  readonly outer?: Frame;
}

/** The graph of a message. Throws FormatError, naming the node, where it has no meaning here. */
export function readGraph(message: GraphProto, context: GraphContext): GraphWithParameters {
  const frame: Frame = { ...context, values: new Map(), parameters: new Map() };
  readLeaves(frame, message);
  readNodes(frame, message);
  const outputs = new Map<string, Value>();
  for (const { name } of message.output) {
    const place = `${context.place}, output ${name}`;
    if (outputs.has(name)) throw refusal(place, { expected: 'it once', got: 'it twice' });
    outputs.set(name, lookUp(frame, name, place));
  }
  const graph = createGraph(Object.fromEntries(outputs));
  const kept = [...frame.parameters].filter(([name]) => graph.parameters.has(name));
  return { graph, parameters: new Map(kept) };
}

function readBody(outer: Frame, message: GraphProto, place: string): Subgraph {
  const frame: Frame = { ...outer, place, values: new Map(), outer };
  readLeaves(frame, message);
  readNodes(frame, message);
  return {
    kind: 'subgraph',
    inputs: message.input.map(({ name }) => frame.values.get(name)!),
    outputs: message.output.map(({ name }) => lookUp(frame, name, `${place}, output ${name}`)),
  };
}

function readLeaves(frame: Frame, message: GraphProto): void {
  if (message.sparseInitializer.length > 0) {
    throw refusal(frame.place, { expected: 'dense tensors', got: 'sparse ones' });
  }
  // Old models list stored tensors among the inputs too, as defaults.
  const stored = new Set(frame.outer === undefined ? message.initializer.map(({ name }) => name) : []);
  for (const info of message.input)
    if (!stored.has(info.name)) bind(frame, info.name, readInput(frame, info));
  for (const tensorMessage of message.initializer) {
    const { name } = tensorMessage;
    const tensor = readTensor(tensorMessage, `${frame.place}, tensor ${name}`, frame.external);
    const role = frame.outer === undefined ? roleOf(tensorMessage.metadataProps) : undefined;
    bind(frame, name, storedValue(frame, { name, tensor, role }));
  }
}

function readInput(frame: Frame, info: ValueInfoProto): Value {
  const type = readType(info, `${frame.place}, input ${info.name}`);
  const role = roleOf(info.metadataProps);
  if (role !== undefined) return parameter(info.name, type, { trainable: role === 'parameter' });
  const isBody = frame.outer !== undefined;
  return input(isBody ? info.name.slice(info.name.lastIndexOf('/') + 1) : info.name, type);
}

/** One number everywhere: repeated when the graph runs, so that no size takes memory here. */
function constantOfShape(frame: Frame, { attribute }: NodeProto, shape: Value | undefined): Value {
  const { place, external } = frame;
  const sizes = knownSizes(shape);
  const fill = attribute[0]?.t === undefined ? scalar(0) : readTensor(attribute[0].t, place, external);
  if (sizes === undefined || fill.data.length !== 1) {
    throw refusal(place, { expected: 'one number, and sizes that are known', got: 'others' });
  }
  return apply(findOp({ opType: 'Expand', domain: '' }, place), [
    constant({ ...fill, shape: [] }),
    sizeVector(sizes),
  ])[0]!;
}

interface Stored {
  readonly name: string;
  readonly tensor: Tensor;
  readonly role: Role | undefined;
}

function storedValue(frame: Frame, { name, tensor, role }: Stored): Value {
  const isWeight = role !== undefined || (frame.outer === undefined && frame.isParameter(name, tensor));
  if (!isWeight) return constant(tensor);
  frame.parameters.set(name, tensor);
  const { dtype, shape } = tensor;
  return parameter(name, { dtype, shape }, { trainable: role !== 'buffer' });
}

function readNodes(frame: Frame, message: GraphProto): void {
  message.node.forEach((node, index) => {
    const place = `${frame.place}, node ${node.name || `#${index}`} (${node.opType})`;
    const results = readNode({ ...frame, place }, node);
    if (node.output.length > results.length) {
      throw refusal(place, {
        expected: `at most ${results.length} outputs`,
        got: String(node.output.length),
      });
    }
    node.output.forEach((name, at) => {
      if (name !== '') bind({ ...frame, place }, name, results[at]!);
    });
  });
}

function readNode(frame: Frame, node: NodeProto): readonly Value[] {
  const { place } = frame;
  if (node.opType === 'Constant' && isOnnxDomain(node.domain)) {
    return [constant(constantNodeTensor(node, place, frame.external))];
  }
  const inputs = node.input.map((name) => (name === '' ? undefined : lookUp(frame, name, place)));
  if (node.opType === 'ConstantOfShape' && isOnnxDomain(node.domain)) {
    return [constantOfShape(frame, node, inputs[0])];
  }
  if (isCopy(node) && inputs[0] !== undefined) return [inputs[0]];
  const op = findOp(node, place);
  const attributes = readAttributes(node, {
    place,
    op,
    external: frame.external,
    readBody: (body, bodyPlace) => readBody(frame, body, bodyPlace),
  });
  checkOutputCount(node, attributes.num_outputs, place);
  try {
    const results = inScopeOf(node.name, () => applyKnowing(op, inputs, attributes));
    for (const value of results) knownSizes(value);
    return results;
  } catch (cause) {
    // Shape rules refuse in words; anything else would be a mistake of theirs, and no reason to go on.
    const { expected, got } =
      cause instanceof AuralflowError
        ? cause
        : { expected: 'the inputs and attributes that the op needs', got: 'fewer, or of another kind' };
    throw refusal(place, { expected, got, cause });
  }
}

/** Whether a node is one of the writer's copies, for outputs that are leaves or outputs already: they are one value again. */
function isCopy({ opType, name, input, output }: NodeProto): boolean {
  return opType === 'Identity' && copyName.test(name) && input.length === 1 && output.length === 1;
}

/** Applies an op; where its shape rule wants constants and gets computed sizes, with those that are known. */
function applyKnowing(
  op: OpDefinition,
  inputs: readonly (Value | undefined)[],
  attributes: Attributes,
): readonly Value[] {
  try {
    return apply(op, inputs, attributes);
  } catch (error) {
    const better = error instanceof ArgumentError ? withKnownSizes(op, inputs) : undefined;
    if (better === undefined) throw error;
    return apply(op, better, attributes);
  }
}

/** An absurd number of outputs is refused before anybody makes a list of them. */
function checkOutputCount({ output }: NodeProto, declared: unknown, place: string): void {
  if (typeof declared !== 'number' || declared <= output.length) return;
  throw refusal(place, { expected: `num_outputs of at most ${output.length}`, got: String(declared) });
}

/** `encoder.0/Conv_3` was made in the scope `encoder.0`; other exporters write `/encoder/0/Conv`. */
function inScopeOf<T>(nodeName: string, build: () => T): T {
  const scope = nodeName.slice(0, Math.max(0, nodeName.lastIndexOf('/')));
  const dotted = scope.replace(/^\//, '').replaceAll('/', '.');
  return dotted === '' ? build() : inScope(dotted, build);
}

function lookUp(frame: Frame, name: string, place: string): Value {
  for (let around: Frame | undefined = frame; around !== undefined; around = around.outer) {
    const value = around.values.get(name);
    if (value !== undefined) return value;
  }
  throw refusal(place, { expected: 'values that are computed before', got: `${JSON.stringify(name)}` });
}

function bind(frame: Frame, name: string, value: Value): void {
  if (name !== '' && !frame.values.has(name)) {
    frame.values.set(name, value);
    return;
  }
  throw refusal(frame.place, {
    expected: 'values with names of their own',
    got: name === '' ? 'one without' : `${JSON.stringify(name)} twice`,
  });
}

function isOnnxDomain(domain: string): boolean {
  return domain === '' || domain === 'ai.onnx';
}
