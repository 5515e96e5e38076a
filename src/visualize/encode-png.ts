/** Pixels as the bytes of a PNG file (W3C Portable Network Graphics, third edition): 8 bits of red, green and blue, or a palette. */

import { zlibSync } from 'fflate';

/** Pixels of which each is three bytes, or one place in a palette of 256 colours. */
export interface PngImage {
  readonly width: number;
  readonly height: number;
  /** `[y, x, part]`, or `[y, x]` with a palette. */
  readonly pixels: Uint8Array;
  /** Red, green, blue of each place. */
  readonly palette?: Uint8Array;
}

const signature = [137, 80, 78, 71, 13, 10, 26, 10] as const;
const colourTypes = { rgb: 2, palette: 3 } as const;
/** Fixed, so that the same picture has the same bytes everywhere. */
const compression = { level: 6 } as const;

/** The bytes of the file. */
export function encodePng({ width, height, pixels, palette }: PngImage): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header[8] = 8;
  header[9] = palette === undefined ? colourTypes.rgb : colourTypes.palette;
  const rows = { pixels, rowBytes: width * (palette === undefined ? 3 : 1), height };
  const filtered = palette === undefined ? filterRows(rows) : withoutFilter(rows);
  const chunks = [
    makeChunk('IHDR', header),
    ...(palette === undefined ? [] : [makeChunk('PLTE', palette)]),
    makeChunk('IDAT', zlibSync(filtered, compression)),
    makeChunk('IEND', new Uint8Array(0)),
  ];
  const bytes = new Uint8Array(chunks.reduce<number>((sum, chunk) => sum + chunk.length, signature.length));
  bytes.set(signature);
  let position = signature.length;
  for (const chunk of chunks) {
    bytes.set(chunk, position);
    position += chunk.length;
  }
  return bytes;
}

interface Rows {
  readonly pixels: Uint8Array;
  readonly rowBytes: number;
  readonly height: number;
}

/** Neighbouring places of a palette say nothing about each other's bytes: filters make such files larger. */
function withoutFilter({ pixels, rowBytes, height }: Rows): Uint8Array {
  const output = new Uint8Array((rowBytes + 1) * height);
  for (let y = 0; y < height; y++) {
    output.set(pixels.subarray(y * rowBytes, (y + 1) * rowBytes), y * (rowBytes + 1) + 1);
  }
  return output;
}

/** Per row the filter with the smallest sum of differences, as the specification advises; `x − a`, `x − b` or `x` itself. */
function filterRows({ pixels, rowBytes, height }: Rows): Uint8Array {
  const output = new Uint8Array((rowBytes + 1) * height);
  const candidates = [0, 1, 2].map((type) => ({ type, row: new Uint8Array(rowBytes) }));
  for (let y = 0; y < height; y++) {
    const start = y * rowBytes;
    let best = candidates[0]!;
    let leastCost = Number.POSITIVE_INFINITY;
    for (const candidate of candidates) {
      const { type, row } = candidate;
      let cost = 0;
      for (let i = 0; i < rowBytes; i++) {
        const left = i >= 3 ? pixels[start + i - 3]! : 0;
        const above = y > 0 ? pixels[start + i - rowBytes]! : 0;
        const value = (pixels[start + i]! - (type === 0 ? 0 : type === 1 ? left : above)) & 255;
        row[i] = value;
        cost += value < 128 ? value : 256 - value;
      }
      if (cost >= leastCost) continue;
      leastCost = cost;
      best = candidate;
    }
    output[y * (rowBytes + 1)] = best.type;
    output.set(best.row, y * (rowBytes + 1) + 1);
  }
  return output;
}

/** Length, name, data, checksum of name and data. */
function makeChunk(name: string, data: Uint8Array): Uint8Array {
  const chunk = new Uint8Array(data.length + 12);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, data.length);
  for (let i = 0; i < 4; i++) chunk[4 + i] = name.charCodeAt(i);
  chunk.set(data, 8);
  view.setUint32(data.length + 8, crc32(chunk.subarray(4, data.length + 8)));
  return chunk;
}

/** The polynomial of ISO 3309, bits reversed, one table entry per byte. */
const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

function crc32(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) value = crcTable[(value ^ bytes[i]!) & 255]! ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}
