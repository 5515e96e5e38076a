/** Models that are well-formed on the wire and absurd in what they say: each must be refused, or make a graph that can be written. */

import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { apply, constant, createGraph, input, ops } from '../graph/index.ts';
import { createRandom, FormatError, type Random } from '../util/index.ts';
import { decodeModel } from './decode.ts';
import { encodeModel } from './encode.ts';
import { ModelProtoSchema } from './generated/onnx_pb.ts';

const attempts = 8;
const absurd = [
  0n,
  1n,
  -1n,
  3n,
  255n,
  65536n,
  2n ** 31n - 1n,
  -(2n ** 31n),
  2n ** 40n,
  2n ** 63n - 1n,
  -(2n ** 63n),
];

/** A number, text, list or raw bytes somewhere in a message. */
interface Slot {
  readonly holder: Record<string, unknown>;
  readonly key: string;
}

function slotsOf(value: unknown): Slot[] {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder)
    .filter((key) => !key.startsWith('$') && key !== 'case')
    .flatMap((key) => [{ holder, key }, ...slotsOf(holder[key])]);
}

function spoil({ holder, key }: Slot, { integer }: Random): void {
  const pick = <T>(list: readonly T[]): T => list[integer(0, list.length - 1)]!;
  const value = holder[key];
  if (typeof value === 'bigint') holder[key] = pick(absurd);
  else if (typeof value === 'number') holder[key] = Number(BigInt.asIntN(32, pick(absurd)));
  else if (typeof value === 'string') holder[key] = pick(['', 'x0', 'y0', '__proto__', value]);
  else if (Array.isArray(value) && value.length > 0) {
    if (integer(0, 1) === 0) value.pop();
    else value.push(pick(value));
  } else if (value instanceof Uint8Array && value.length >= 8) {
    const copy = value.slice();
    new DataView(copy.buffer).setBigInt64(integer(0, (copy.length >> 3) - 1) * 8, pick(absurd), true);
    holder[key] = copy;
  }
}

/** The bytes of an op's examples as models. */
const models = ops.flatMap((op) =>
  op.examples.map(({ inputs, attributes, constants = [] }, number) => {
    const values = inputs.map((tensor, index) => {
      if (tensor === undefined) return undefined;
      return constants.includes(index) ? constant(tensor) : input(`x${index}`, tensor);
    });
    const outputs = apply(op, values, attributes).map((value, index) => [`y${index}`, value]);
    return { name: `${op.name} ${number}`, bytes: encodeModel(createGraph(Object.fromEntries(outputs))) };
  }),
);

/** What may become of an absurd model: nothing, or a graph. */
function decodeOrRefuse(bytes: Uint8Array): ReturnType<typeof decodeModel> | FormatError {
  try {
    return decodeModel(bytes);
  } catch (error) {
    if (error instanceof FormatError) return error;
    throw error;
  }
}

describe('absurd models', () => {
  it('are refused, or read as graphs that can be written', () => {
    let refused = 0;
    for (const { name, bytes } of models) {
      for (let seed = 0; seed < attempts; seed++) {
        const random = createRandom(seed);
        const message = fromBinary(ModelProtoSchema, bytes);
        const slots = slotsOf(message.graph);
        spoil(slots[random.integer(0, slots.length - 1)]!, random);
        const result = decodeOrRefuse(toBinary(ModelProtoSchema, message));
        if (result instanceof FormatError) refused += 1;
        else expect(() => encodeModel(result.graph), `${name}, seed ${seed}`).not.toThrow();
      }
    }
    expect(refused).toBeGreaterThan(models.length);
  });
});
