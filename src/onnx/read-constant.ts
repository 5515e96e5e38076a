/** `Constant` nodes of other exporters: they become constants of the graph. */

import { floatTensor, type Tensor, tensor } from '../tensor/index.ts';
import type { NodeProto } from './generated/onnx_pb.ts';
import { type ExternalBytes, readTensor } from './read-tensor.ts';
import { refusal } from './refuse.ts';

/** The tensor of a `Constant` node, in any of its numeric spellings. */
export function constantNodeTensor(node: NodeProto, place: string, external: ExternalBytes): Tensor {
  const [attribute] = node.attribute;
  switch (attribute?.name) {
    case 'value':
      if (attribute.t !== undefined) return readTensor(attribute.t, place, external);
      break;
    case 'value_float':
      return floatTensor([], [attribute.f]);
    case 'value_floats':
      return floatTensor([attribute.floats.length], attribute.floats);
    case 'value_int':
      return tensor('int64', [], BigInt64Array.of(attribute.i));
    case 'value_ints':
      return tensor('int64', [attribute.ints.length], BigInt64Array.from(attribute.ints));
  }
  throw refusal(place, { expected: 'a tensor or numbers', got: attribute?.name ?? 'no attribute' });
}
