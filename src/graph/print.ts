/**
 * A graph as text, for people: leaves, then one line per node with its value, type, op, inputs, attributes and scope, then
 * the outputs.
 *
 *     input x: float32[batch, 4]
 *     parameter fc.weight: float32[4, 2]
 *     %0: float32[batch, 2] = MatMul(x, fc.weight)  # fc
 *     output y = %0
 */

import type { Tensor } from '../tensor/index.ts';
import { bodyOf, type Graph, isSubgraph } from './graph.ts';
import type { AttributeValue, OpNode, Subgraph, Value } from './node.ts';
import { formatType } from './type.ts';

/** The text of a graph, lines in the order of computation. */
export function printGraph(graph: Graph): string {
  const names = new Map<Value, string>();
  return [
    ...[...graph.inputs].map(([name, value]) => `input ${name}: ${formatType(value.type)}`),
    ...[...graph.parameters].map(([name, value]) => parameterLine(name, value)),
    ...graph.nodes.flatMap((node) => nodeLines(node, names)),
    ...[...graph.outputs].map(([name, value]) => `output ${name} = ${nameOf(value, names)}`),
  ].join('\n');
}

function parameterLine(name: string, value: Value): string {
  const frozen = value.node.kind === 'parameter' && !value.node.trainable;
  return `${frozen ? 'buffer' : 'parameter'} ${name}: ${formatType(value.type)}`;
}

function nodeLines(node: OpNode, names: Map<Value, string>): string[] {
  const inputs = node.inputs.map((value) => (value === undefined ? '–' : nameOf(value, names)));
  const words: string[] = [];
  const bodies: string[] = [];
  for (const [name, value] of Object.entries(node.attributes)) {
    if (isSubgraph(value)) bodies.push(...bodyLines(name, value, names));
    else words.push(`${name}=${attributeText(value)}`);
  }
  const results = node.outputs.map((output) => {
    names.set(output, `%${names.size}`);
    return `${nameOf(output, names)}: ${formatType(output.type)}`;
  });
  const call = `${node.op.name}(${[...inputs, ...words].join(', ')})`;
  const scope = node.scope === '' ? '' : `  # ${node.scope}`;
  return [`${results.join(', ')} = ${call}${scope}`, ...bodies];
}

function bodyLines(name: string, body: Subgraph, names: Map<Value, string>): string[] {
  const inputs = body.inputs.map((value) => {
    names.set(value, `%${names.size}`);
    return `${nameOf(value, names)}: ${formatType(value.type)}`;
  });
  return [
    `${name}(${inputs.join(', ')})`,
    ...bodyOf(body).nodes.flatMap((node) => nodeLines(node, names)),
    `return ${body.outputs.map((value) => nameOf(value, names)).join(', ')}`,
  ].map((line) => `  ${line}`);
}

function nameOf(value: Value, names: ReadonlyMap<Value, string>): string {
  const known = names.get(value);
  if (known !== undefined) return known;
  const { node } = value;
  if (node.kind === 'constant') return tensorText(node.tensor);
  return node.kind === 'op' ? '?' : node.name;
}

function attributeText(value: Exclude<AttributeValue, Subgraph>): string {
  if (typeof value === 'object' && 'dtype' in value) return tensorText(value);
  return typeof value === 'object' ? `[${value.join(', ')}]` : String(value);
}

/** Elements where they fit on the line; more than eight say nothing to a reader. */
function tensorText({ dtype, shape, data }: Tensor): string {
  if (dtype === 'float16' || data.length > 8) return formatType({ dtype, shape });
  const numbers = Array.from(data as ArrayLike<number | bigint>, (x) => String(Number(x)));
  return shape.length === 0 ? numbers[0]! : `[${numbers.join(', ')}]`;
}
