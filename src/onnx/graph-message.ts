/** Graphs and the bodies inside them as ONNX messages, every value under a name of its own. */

import { create } from '@bufbuild/protobuf';
import {
  bodyOf,
  type ConstantNode,
  type Graph,
  type OpNode,
  type Subgraph,
  type Value,
} from '../graph/index.ts';
import type { Tensor } from '../tensor/index.ts';
import { ArgumentError } from '../util/index.ts';
import { attributeMessages } from './attribute-message.ts';
import { type GraphProto, GraphProtoSchema, type NodeProto, NodeProtoSchema } from './generated/onnx_pb.ts';
import { copySuffix, createNames, type Names } from './names.ts';
import { roleMetadata } from './roles.ts';
import { tensorMessage } from './tensor-message.ts';
import { valueMessage } from './value-message.ts';

/** Name of the graph, and the parameters that are stored in it. */
export interface GraphMessageOptions {
  readonly name: string;
  readonly parameters: ReadonlyMap<string, Tensor>;
}

/** What a (sub)graph knows of names: its own values', and those around it. */
interface Scope {
  readonly values: Map<Value, string>;
  readonly outer?: Scope;
  readonly names: Names;
  readonly nodeNames: Names;
}

/** The message of a whole graph. */
export function graphMessage(graph: Graph, { name, parameters }: GraphMessageOptions): GraphProto {
  const scope: Scope = { values: new Map(), names: createNames(), nodeNames: createNames() };
  for (const [leafName, value] of [...graph.inputs, ...graph.parameters]) bind(scope, value, leafName);
  for (const [outputName, value] of graph.outputs) {
    // An input may be an output under its own name.
    if (scope.values.get(value) !== outputName) reserve(scope, outputName);
  }
  const copies = bindOutputs(scope, graph.outputs);
  for (const value of graph.constants) scope.values.set(value, scope.names.unique('constant'));
  const fed = [...graph.parameters].filter(([parameterName]) => !parameters.has(parameterName));
  return create(GraphProtoSchema, {
    name,
    input: [
      ...[...graph.inputs].map(([inputName, { type }]) => valueMessage(inputName, type)),
      ...fed.map(([inputName, value]) => valueMessage(inputName, value.type, roleMetadata(value))),
    ],
    initializer: [
      ...[...graph.parameters]
        .filter(([parameterName]) => parameters.has(parameterName))
        .map(([parameterName, value]) =>
          tensorMessage(parameterName, parameters.get(parameterName)!, roleMetadata(value)),
        ),
      ...graph.constants.map((value) => tensorMessage(nameOf(scope, value), constantOf(value))),
    ],
    node: [...graph.nodes.map((node) => nodeMessage(scope, node)), ...copies()],
    output: [...graph.outputs].map(([outputName, { type }]) => valueMessage(outputName, type)),
  });
}

/** The message of a body; what does not depend on its inputs is computed in the graphs around it. */
function bodyMessage(outer: Scope, name: string, body: Subgraph): GraphProto {
  const scope: Scope = { ...outer, values: new Map(), outer };
  for (const value of body.inputs) {
    const wanted = value.node.kind === 'input' ? value.node.name : 'state';
    scope.values.set(value, scope.names.unique(`${name}/${wanted}`));
  }
  const outputs = new Map<string, Value>();
  for (const value of body.outputs) outputs.set(scope.names.unique(`${name}/output`), value);
  const copies = bindOutputs(scope, outputs);
  const { nodes } = bodyOf(body);
  return create(GraphProtoSchema, {
    name,
    input: body.inputs.map((value) => valueMessage(nameOf(scope, value), value.type)),
    node: [...nodes.map((node) => nodeMessage(scope, node)), ...copies()],
    output: [...outputs].map(([outputName, { type }]) => valueMessage(outputName, type)),
  });
}

/**
 * Gives computed outputs their names. A leaf, or a value that is an output already, keeps its name and is copied: the
 * returned function makes those Identity nodes.
 */
function bindOutputs(scope: Scope, outputs: ReadonlyMap<string, Value>): () => NodeProto[] {
  const copied: [string, Value][] = [];
  for (const [name, value] of outputs) {
    if (scope.values.get(value) === name) continue;
    if (value.node.kind !== 'op' || isNamed(scope, value)) copied.push([name, value]);
    else scope.values.set(value, name);
  }
  return () =>
    copied.map(([name, value]) =>
      create(NodeProtoSchema, {
        name: scope.nodeNames.unique(`${name}/${copySuffix}`),
        opType: 'Identity',
        input: [nameOf(scope, value)],
        output: [name],
      }),
    );
}

function isNamed(scope: Scope | undefined, value: Value): boolean {
  return scope !== undefined && (scope.values.has(value) || isNamed(scope.outer, value));
}

function nodeMessage(scope: Scope, node: OpNode): NodeProto {
  const wanted = node.scope === '' ? node.op.name : `${node.scope}/${node.op.name}`;
  const name = scope.nodeNames.unique(wanted);
  for (const value of node.outputs) {
    if (scope.values.has(value)) continue;
    scope.values.set(value, scope.names.unique(value.index === 0 ? wanted : `${wanted}:${value.index}`));
  }
  const input = node.inputs.map((value) => (value === undefined ? '' : nameOf(scope, value)));
  while (input.at(-1) === '') input.pop();
  return create(NodeProtoSchema, {
    name,
    opType: node.op.name,
    domain: node.op.domain,
    input,
    output: node.outputs.map((value) => nameOf(scope, value)),
    attribute: attributeMessages(node, (attribute, body) => bodyMessage(scope, `${name}/${attribute}`, body)),
  });
}

function nameOf(scope: Scope, value: Value): string {
  for (let around: Scope | undefined = scope; around !== undefined; around = around.outer) {
    const name = around.values.get(value);
    if (name !== undefined) return name;
  }
  throw new ArgumentError({
    place: value.node.kind === 'input' ? `input ${value.node.name}` : value.node.kind,
    expected: 'a value of this graph or of one around it',
    got: 'a value from elsewhere',
    remedy: 'Let a body use its own inputs, and leaves of the graph around it',
  });
}

function bind(scope: Scope, value: Value, name: string): void {
  reserve(scope, name);
  scope.values.set(value, name);
}

function reserve(scope: Scope, name: string): void {
  if (name !== '' && scope.names.reserve(name)) return;
  throw new ArgumentError({
    place: name === '' ? 'a name' : `name ${name}`,
    expected: 'names of inputs, parameters and outputs that are not empty and all different',
    got: name === '' ? 'an empty one' : 'it twice',
    remedy: 'Rename one of them',
  });
}

function constantOf(value: Value): Tensor {
  return (value.node as ConstantNode).tensor;
}
