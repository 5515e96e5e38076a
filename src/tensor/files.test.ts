/** What holds for any tensors: files give back what was put in, bit for bit. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tensorBytes, tensorFromBytes } from './bytes.ts';
import { decodeNpy, encodeNpy } from './npy.ts';
import { decodeSafetensors, encodeSafetensors } from './safetensors.ts';
import { type DType, dtypeBytes, elementCount, type Tensor } from './tensor.ts';

const shapes = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 });
const dtypes = fc.constantFrom(...(Object.keys(dtypeBytes) as DType[]));

/** Any bits at all, NaNs of every kind included; booleans are 0 and 1. */
const tensors: fc.Arbitrary<Tensor> = fc.tuple(dtypes, shapes).chain(([dtype, shape]) => {
  const length = elementCount(shape) * dtypeBytes[dtype];
  const max = dtype === 'bool' ? 1 : 255;
  return fc
    .uint8Array({ minLength: length, maxLength: length, max })
    .map((bytes) => tensorFromBytes(dtype, shape, bytes));
});
const names = fc.string({ unit: 'binary' }).filter((name) => name !== '__metadata__');

/** Tensors by their bits: NaNs differ in theirs. */
const bitsOf = (tensor: Tensor): unknown => [tensor.dtype, tensor.shape, [...tensorBytes(tensor)]];

describe('files of tensors', () => {
  it('npy gives back any tensor', () => {
    fc.assert(
      fc.property(tensors, (tensor) => {
        expect(bitsOf(decodeNpy(encodeNpy(tensor)))).toEqual(bitsOf(tensor));
      }),
    );
  });

  it('safetensors gives back any tensors under any names', () => {
    const entries = fc.uniqueArray(fc.tuple(names, tensors), { selector: ([name]) => name, maxLength: 6 });
    const metadata = fc.dictionary(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(entries, metadata, (list, texts) => {
        const bytes = encodeSafetensors(new Map(list), { metadata: texts });
        const read = decodeSafetensors(bytes);
        expect(read.metadata).toEqual({ ...texts });
        const got = Object.entries(read.tensors).map(([name, tensor]) => [name, bitsOf(tensor)]);
        const expected = list.map(([name, tensor]) => [name, bitsOf(tensor)]);
        expect(new Map(got as [string, unknown][])).toEqual(new Map(expected as [string, unknown][]));
        expect(encodeSafetensors(read.tensors, { metadata: read.metadata })).toEqual(bytes);
      }),
    );
  });

  it('bytes become tensors at any place in memory', () => {
    fc.assert(
      fc.property(tensors, fc.nat(9), (tensor, offset) => {
        const bytes = tensorBytes(tensor);
        const moved = new Uint8Array(bytes.length + offset);
        moved.set(bytes, offset);
        expect(bitsOf(tensorFromBytes(tensor.dtype, tensor.shape, moved.subarray(offset)))).toEqual(
          bitsOf(tensor),
        );
      }),
    );
  });
});
