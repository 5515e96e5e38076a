/** A PNG reader for tests, by the specification and with the checks a strict one makes; knows what the toolkit writes. */

import { crc32, inflateSync } from 'node:zlib';

/** The pixels of a file. */
export interface PngPixels {
  readonly width: number;
  readonly height: number;
  /** `[y, x, part]`: red, green, blue. */
  readonly pixels: Uint8Array;
}

/** Reads 8-bit RGB and palette files. Throws for anything that is not as it should be. */
export function readPng(bytes: Uint8Array): PngPixels {
  const buffer = Buffer.from(bytes);
  if (buffer.subarray(0, 8).toString('hex') !== '89504e470d0a1a0a') throw new Error('no PNG signature');
  const chunks = new Map<string, Buffer>();
  for (let position = 8; position < buffer.length; ) {
    const length = buffer.readUInt32BE(position);
    const body = buffer.subarray(position + 4, position + 8 + length);
    if (crc32(body) !== buffer.readUInt32BE(position + 8 + length)) throw new Error('wrong checksum');
    chunks.set(body.subarray(0, 4).toString('latin1'), body.subarray(4));
    position += length + 12;
  }
  const header = chunks.get('IHDR')!;
  const [width, height, colourType] = [header.readUInt32BE(0), header.readUInt32BE(4), header[9]!];
  if (header[8] !== 8 || ![2, 3].includes(colourType) || !chunks.has('IEND'))
    throw new Error('not as written');
  const partCount = colourType === 2 ? 3 : 1;
  const rows = unfilter(inflateSync(chunks.get('IDAT')!), { rowBytes: width * partCount, height, partCount });
  if (colourType === 2) return { width, height, pixels: rows };
  const palette = chunks.get('PLTE')!;
  const pixels = new Uint8Array(width * height * 3);
  rows.forEach((place, i) => {
    pixels.set(palette.subarray(place * 3, place * 3 + 3), i * 3);
  });
  return { width, height, pixels };
}

/** The colour of a pixel as `#rrggbb`. */
export function colourAt({ width, pixels }: PngPixels, x: number, y: number): string {
  return `#${Buffer.from(pixels.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)).toString('hex')}`;
}

function unfilter(
  data: Uint8Array,
  { rowBytes, height, partCount }: { rowBytes: number; height: number; partCount: number },
): Uint8Array {
  if (data.length !== (rowBytes + 1) * height) throw new Error('wrong size of the pixels');
  const rows = new Uint8Array(rowBytes * height);
  for (let y = 0; y < height; y++) {
    const type = data[y * (rowBytes + 1)]!;
    for (let i = 0; i < rowBytes; i++) {
      const left = i >= partCount ? rows[y * rowBytes + i - partCount]! : 0;
      const above = y > 0 ? rows[(y - 1) * rowBytes + i]! : 0;
      const predicted = [0, left, above][type];
      if (predicted === undefined) throw new Error(`unknown filter ${type}`);
      rows[y * rowBytes + i] = data[y * (rowBytes + 1) + 1 + i]! + predicted;
    }
  }
  return rows;
}
