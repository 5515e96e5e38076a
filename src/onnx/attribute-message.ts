/** Attributes as ONNX messages. Numbers are INTs unless the op declares them FLOATs; subgraphs are the caller's work. */

import { create } from '@bufbuild/protobuf';
import { type AttributeValue, hasFloats, type OpNode, type Subgraph } from '../graph/index.ts';
import { ArgumentError } from '../util/index.ts';
import {
  type AttributeProto,
  AttributeProtoSchema,
  AttributeProto_AttributeType as AttributeType,
  type GraphProto,
} from './generated/onnx_pb.ts';
import { tensorMessage } from './tensor-message.ts';

const encoder = new TextEncoder();

/** All attributes of a node, in the order in which they were given. */
export function attributeMessages(
  node: OpNode,
  subgraphMessage: (name: string, body: Subgraph) => GraphProto,
): AttributeProto[] {
  return Object.entries(node.attributes)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => {
      if (typeof value === 'object' && 'kind' in value) {
        const g = subgraphMessage(name, value);
        return create(AttributeProtoSchema, { name, type: AttributeType.GRAPH, g });
      }
      const place = `${node.op.name}.${name}`;
      return create(AttributeProtoSchema, { name, ...plainFields(place, value, hasFloats(node.op, name)) });
    });
}

type Fields = Partial<Pick<AttributeProto, 'type' | 'f' | 'i' | 's' | 't' | 'floats' | 'ints' | 'strings'>>;

function plainFields(place: string, value: Exclude<AttributeValue, Subgraph>, isFloat: boolean): Fields {
  if (typeof value === 'string') return { type: AttributeType.STRING, s: encoder.encode(value) };
  if (typeof value === 'number') {
    return isFloat
      ? { type: AttributeType.FLOAT, f: Math.fround(value) }
      : { type: AttributeType.INT, i: integer(place, value) };
  }
  if ('dtype' in value) return { type: AttributeType.TENSOR, t: tensorMessage('', value) };
  if (isStrings(value)) {
    return { type: AttributeType.STRINGS, strings: value.map((text) => encoder.encode(text)) };
  }
  return isFloat
    ? { type: AttributeType.FLOATS, floats: value.map(Math.fround) }
    : { type: AttributeType.INTS, ints: value.map((x) => integer(place, x)) };
}

function isStrings(list: readonly number[] | readonly string[]): list is readonly string[] {
  return typeof list[0] === 'string';
}

function integer(place: string, value: number): bigint {
  if (Number.isSafeInteger(value)) return BigInt(value);
  throw new ArgumentError({
    place,
    expected: 'an integer, for the op does not declare this attribute a float',
    got: String(value),
    remedy: 'Declare it a float in the attributes of the op, or give an integer',
  });
}
