/** The ops that there are, by domain and name. */

import { type OpDefinition, ops } from '../graph/index.ts';
import { nearestName } from '../util/index.ts';
import type { NodeProto } from './generated/onnx_pb.ts';
import { refusal } from './refuse.ts';

let byName: ReadonlyMap<string, OpDefinition> | undefined;

/** The op of a node. Throws FormatError, naming node and op, where there is none. */
export function findOp(
  { opType, domain }: Pick<NodeProto, 'opType' | 'domain'>,
  place: string,
): OpDefinition {
  byName ??= new Map(ops.map((op) => [`${op.domain}:${op.name}`, op]));
  const op = byName.get(`${domain === 'ai.onnx' ? '' : domain}:${opType}`);
  if (op !== undefined) return op;
  const near = nearestName(
    opType,
    ops.map(({ name }) => name),
  );
  throw refusal(place, {
    expected: 'an op that this engine has',
    got: domain === '' ? opType : `${domain}.${opType}`,
    remedy: `Export the model with other ops${near === undefined || near === opType ? '' : `, perhaps ${near}`}`,
  });
}
