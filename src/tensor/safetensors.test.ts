import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { mutate } from '../../test/support/mutate.ts';
import { ArgumentError, FormatError } from '../util/index.ts';
import { dataSource } from './bytes.ts';
import { decodeSafetensors, encodeSafetensors, openSafetensors, writeSafetensors } from './safetensors.ts';
import { floatTensor, type Tensor, tensor } from './tensor.ts';

const golden = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../../test/golden/${name}`, import.meta.url)));
const reference = golden('tensors.safetensors');
const values = ({ data }: Tensor): number[] => Array.from(data as Iterable<number | bigint>, Number);

/** A file with a header of these words, and as many bytes of data. */
function fileOf(header: string, dataBytes = 0): Uint8Array {
  const text = new TextEncoder().encode(header);
  const file = new Uint8Array(8 + text.length + dataBytes);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(text, 8);
  return file;
}

describe('decodeSafetensors', () => {
  it('reads what the reference writes', () => {
    const { tensors, metadata } = decodeSafetensors(reference);
    expect(metadata).toEqual({ 'made by': 'safetensors' });
    expect(tensors['layer.weight']).toMatchObject({ dtype: 'float32', shape: [2, 3] });
    expect(values(tensors['layer.weight']!)).toEqual([-0.75, -0.5, -0.25, 0, 0.25, 0.5]);
    expect(values(tensors.long!)).toEqual([-3, -2, -1, 0].map((x) => x * 2 ** 40));
    expect(tensors.double).toMatchObject({ dtype: 'float64' });
    expect(values(tensors.int!)).toEqual([-3, -2, -1]);
    expect(values(tensors.half!)).toEqual([0xb600, 0xb400, 0xb000, 0, 0x3000]);
    expect(values(tensors.signed!)).toEqual([-3, -2, -1]);
    expect(values(tensors.flags!)).toEqual([1, 0, 1]);
    expect(tensors.scalar).toEqual(tensor('float32', [], Float32Array.of(0.5)));
    expect(tensors.empty!.shape).toEqual([0, 4]);
    expect(values(tensors.größe!)).toEqual([1]);
  });

  it('reads bfloat16 as float32', () => {
    const { tensors } = decodeSafetensors(golden('bfloat16.safetensors'));
    expect(tensors.w).toEqual(floatTensor([3], [1, -2.5, 0.15625]));
  });

  it('reads from any place in memory', () => {
    for (let offset = 1; offset < 8; offset++) {
      const moved = new Uint8Array(reference.length + offset);
      moved.set(reference, offset);
      expect(decodeSafetensors(moved.subarray(offset))).toEqual(decodeSafetensors(reference));
      // As files are read in Node: a Buffer's slice() is no copy.
      const buffer = Buffer.from(moved.buffer, offset);
      expect(decodeSafetensors(buffer)).toEqual(decodeSafetensors(reference));
    }
  });

  it('refuses what does not fit', () => {
    const f32 = (shape: string, offsets: string): string =>
      `{"dtype":"F32","shape":${shape},"data_offsets":${offsets}}`;
    const cases: readonly (readonly [string, number, RegExp])[] = [
      [`{"a":${f32('[1]', '[0,4]')},"a":${f32('[1]', '[4,8]')}}`, 8, /"a" twice/],
      [`{"a":${f32('[2]', '[0,8]')},"b":${f32('[1]', '[4,8]')}}`, 8, /its data at 8, got at 4/],
      [`{"a":${f32('[1]', '[4,8]')}}`, 8, /its data at 0/],
      [`{"a":${f32('[1]', '[0,4]')}}`, 8, /4 bytes of data behind/],
      [`{"a":${f32('[4]', '[0,16]')}}`, 8, /16 bytes of data behind/],
      [`{"a":${f32('[3]', '[0,8]')}}`, 8, /12 bytes/],
      [`{"a":${f32('[-1]', '[0,4]')}}`, 4, /sizes/],
      [`{"a":${f32('[4294967296,4294967296,4294967296]', '[0,4]')}}`, 4, /bytes/],
      [`{"a":${f32('[1]', '[4,0]')}}`, 4, /4 bytes/],
      [`{"a":${f32('[1]', '[0]')}}`, 4, /two data_offsets/],
      [`{"a":${f32('[1]', '[0,4]').replace('F32', 'F8_E4M3')}}`, 4, /F8_E4M3/],
      [`{"a":${f32('[1]', '[0,4]').replace('F32', 'constructor')}}`, 4, /constructor/],
      ['{"__metadata__":{"epoch":3}}', 0, /texts by key/],
      ['{"a":null}', 0, /object/],
      ['[]', 0, /JSON object/],
      ['{', 0, /JSON/],
    ];
    for (const [header, dataBytes, message] of cases) {
      const decode = (): unknown => decodeSafetensors(fileOf(header, dataBytes), 'weights');
      expect(decode, header).toThrow(FormatError);
      expect(decode, header).toThrow(message);
    }
    const endless = new Uint8Array(16).fill(0xff);
    expect(() => decodeSafetensors(endless)).toThrow(/at most 8 bytes/);
  });

  it('keeps a tensor called __proto__ to itself', () => {
    const bytes = encodeSafetensors(new Map([['__proto__', floatTensor([1], [1])]]));
    const { tensors } = decodeSafetensors(bytes);
    expect(Object.keys(tensors)).toEqual(['__proto__']);
  });

  it('answers every damage with tensors or a FormatError', () => {
    for (let seed = 0; seed < 400; seed++) {
      const { bytes, kind } = mutate(reference, seed);
      try {
        decodeSafetensors(bytes);
      } catch (error) {
        expect(error, `${kind}, seed ${seed}`).toBeInstanceOf(FormatError);
      }
    }
  });
});

describe('encodeSafetensors', () => {
  it("writes the reference's own bytes, whatever the order", () => {
    const { tensors, metadata } = decodeSafetensors(reference);
    expect(encodeSafetensors(tensors, { metadata })).toEqual(reference);
    const reversed = new Map(Object.entries(tensors).reverse());
    expect(encodeSafetensors(reversed, { metadata })).toEqual(reference);
  });

  it('refuses a tensor with the name of the metadata', () => {
    expect(() => encodeSafetensors({ __metadata__: floatTensor([1], [1]) })).toThrow(ArgumentError);
  });
});

describe('files larger than the memory', () => {
  it('are read tensor by tensor', async () => {
    const reads: [number, number][] = [];
    const source = dataSource(reference, 'weights.safetensors');
    const file = await openSafetensors({
      ...source,
      read: (position, length) => {
        reads.push([position, length]);
        return source.read(position, length);
      },
    });
    expect(file.entries.get('layer.weight')).toMatchObject({ shape: [2, 3], byteLength: 24 });
    reads.length = 0;
    expect(await file.read('layer.weight')).toEqual(decodeSafetensors(reference).tensors['layer.weight']);
    expect(reads.map(([, length]) => length)).toEqual([24]);
    await expect(file.read('nobody')).rejects.toThrow(ArgumentError);
  });

  it('are refused where a source gives less than it promised', async () => {
    const source = dataSource(reference, 'weights.safetensors');
    const short = {
      ...source,
      read: async (at: number, n: number) => (await source.read(at, n)).subarray(0, n - 1),
    };
    await expect(openSafetensors(short)).rejects.toThrow(FormatError);
  });

  it('are written tensor by tensor', async () => {
    const { tensors, metadata } = decodeSafetensors(reference);
    const written = new Uint8Array(reference.length);
    const sink = { write: async (at: number, bytes: Uint8Array) => written.set(bytes, at) };
    expect(await writeSafetensors(sink, tensors, { metadata })).toBe(reference.length);
    expect(written).toEqual(reference);
  });
});
