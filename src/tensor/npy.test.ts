import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { mutate } from '../../test/support/mutate.ts';
import { FormatError } from '../util/index.ts';
import { decodeNpy, encodeNpy } from './npy.ts';
import { type Tensor, tensor } from './tensor.ts';

const golden = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../../test/golden/${name}`, import.meta.url)));
const values = ({ data }: Tensor): number[] => Array.from(data as Iterable<number | bigint>, Number);

/** A version 1 file with the given header and data. */
function fileOf(header: string, data: readonly number[] = []): Uint8Array {
  const text = new TextEncoder().encode(header);
  return Uint8Array.of(0x93, ...new TextEncoder().encode('NUMPY'), 1, 0, text.length, 0, ...text, ...data);
}

describe('decodeNpy', () => {
  it('reads what NumPy writes, in all versions of the format', () => {
    for (const version of [1, 2, 3]) {
      const read = decodeNpy(golden(`float32-v${version}.npy`));
      expect(read).toMatchObject({ dtype: 'float32', shape: [2, 3] });
      expect(values(read)).toEqual([-0.75, -0.5, -0.25, 0, 0.25, 0.5]);
    }
  });

  it('reads every element type that tensors have, and big-endian files', () => {
    const half = decodeNpy(golden('float16.npy'));
    expect(half.dtype).toBe('float16');
    expect(values(half)).toEqual([0xb600, 0xb400, 0xb000, 0, 0x3000]);
    expect(values(decodeNpy(golden('int8.npy')))).toEqual([-3, -2, -1]);
    expect(decodeNpy(golden('bool.npy'))).toEqual(tensor('bool', [3], Uint8Array.of(1, 0, 1)));
    expect(values(decodeNpy(golden('int64.npy')))).toEqual([-3, -2, -1, 0].map((x) => x * 2 ** 40));
    expect(decodeNpy(golden('big-endian.npy'))).toEqual(decodeNpy(golden('float32-v1.npy')));
    expect(decodeNpy(golden('scalar.npy'))).toEqual(tensor('float32', [], Float32Array.of(0.5)));
  });

  it('turns Fortran order into row-major order', () => {
    const read = decodeNpy(golden('fortran.npy'));
    expect(read.shape).toEqual([2, 3, 2]);
    expect(values(read)).toEqual([-3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('refuses other element types, other headers and data of another size', () => {
    expect(() => decodeNpy(golden('int16.npy'))).toThrow(/<i2/);
    const whole = "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }";
    expect(values(decodeNpy(fileOf(whole, [0, 0, 128, 63])))).toEqual([1]);
    for (const [from, to] of [
      ["'<f4'", "'|O'"],
      ['(1,)', '(1, 99999999999999)'],
      ['(1,)', '(99999999999999999999,)'],
      ['(1,)', '(1,,)'],
      ['False', 'False, "extra": 1'],
      ['False', 'None'],
      ["'shape'", "'size'"],
      ['{', ''],
    ] as const) {
      expect(() => decodeNpy(fileOf(whole.replace(from, to), [0, 0, 128, 63])), to).toThrow(FormatError);
    }
    expect(() => decodeNpy(fileOf(whole, [0, 0, 128]))).toThrow(/4 bytes of data, got 3/);
  });

  it('answers every damage with tensors or a FormatError', () => {
    for (let seed = 0; seed < 300; seed++) {
      const { bytes, kind } = mutate(golden('fortran.npy'), seed);
      try {
        decodeNpy(bytes);
      } catch (error) {
        expect(error, `${kind}, seed ${seed}`).toBeInstanceOf(FormatError);
      }
    }
  });
});

describe('encodeNpy', () => {
  it("writes NumPy's own bytes", () => {
    for (const name of ['float32-v1', 'float16', 'int8', 'bool', 'int64', 'scalar']) {
      const file = golden(`${name}.npy`);
      expect(encodeNpy(decodeNpy(file)), name).toEqual(file);
    }
  });
});
