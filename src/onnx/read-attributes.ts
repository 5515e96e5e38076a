/** Attributes out of ONNX messages. */

import {
  type Attributes,
  type AttributeValue,
  hasFloats,
  type OpDefinition,
  type Subgraph,
} from '../graph/index.ts';
import {
  type AttributeProto,
  AttributeProto_AttributeType as AttributeType,
  type GraphProto,
  type NodeProto,
} from './generated/onnx_pb.ts';
import { type ExternalBytes, readTensor } from './read-tensor.ts';
import { refusal } from './refuse.ts';

const decoder = new TextDecoder('utf-8', { fatal: true });

/** What reading the attributes of a node needs. */
export interface AttributeContext {
  readonly place: string;
  readonly external: ExternalBytes;
  readonly op: OpDefinition;
  /** Reads a body in the names around the node. */
  readBody(message: GraphProto, place: string): Subgraph;
}

/** The attributes of a node, in their order. Throws FormatError where one is of another kind than the op's. */
export function readAttributes(node: NodeProto, context: AttributeContext): Attributes {
  const entries = new Map<string, AttributeValue>();
  for (const message of node.attribute) {
    const place = `${context.place}, attribute ${message.name}`;
    if (entries.has(message.name)) throw refusal(place, { expected: 'it once', got: 'it twice' });
    entries.set(message.name, readAttribute(message, { ...context, place }));
  }
  return Object.fromEntries(entries);
}

function readAttribute(message: AttributeProto, context: AttributeContext): AttributeValue {
  const { place, op, external } = context;
  const isFloat = hasFloats(op, message.name);
  const checkFloat = (got: boolean): void => {
    if (got === isFloat) return;
    throw refusal(place, { expected: isFloat ? 'floats' : 'integers', got: got ? 'floats' : 'integers' });
  };
  switch (message.type) {
    case AttributeType.FLOAT:
      checkFloat(true);
      return message.f;
    case AttributeType.FLOATS:
      if (message.floats.length > 0) checkFloat(true);
      return message.floats;
    case AttributeType.INT:
      checkFloat(false);
      return safeInteger(message.i, place);
    case AttributeType.INTS:
      if (message.ints.length > 0) checkFloat(false);
      return message.ints.map((value) => safeInteger(value, place));
    case AttributeType.STRING:
      return text(message.s, place);
    case AttributeType.STRINGS:
      return message.strings.map((bytes) => text(bytes, place));
    case AttributeType.TENSOR:
      if (message.t === undefined) throw refusal(place, { expected: 'a tensor', got: 'nothing' });
      return readTensor(message.t, place, external);
    case AttributeType.GRAPH:
      if (message.g === undefined) throw refusal(place, { expected: 'a graph', got: 'nothing' });
      return context.readBody(message.g, place);
    default:
      throw refusal(place, {
        expected: 'a number, a string, a tensor, a graph or a list of numbers or strings',
        got: message.refAttrName === '' ? `attribute type ${message.type}` : 'a reference of a function',
      });
  }
}

function safeInteger(value: bigint, place: string): number {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  // The largest numbers stand for "to the end": Slice and its kin read them from tensors, not from attributes.
  throw refusal(place, { expected: 'integers within ±2⁵³', got: String(value) });
}

function text(bytes: Uint8Array, place: string): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw refusal(place, { expected: 'text in UTF-8', got: 'other bytes', cause });
  }
}
