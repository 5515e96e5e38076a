/** Records of a TensorFlow file: length, its checksum, the bytes, their checksum; little-endian (TensorFlow, `core/lib/io/record_writer.h`). */

import { maskedCrc32c } from './crc32c.ts';

/** `length` (8 bytes), its checksum (4) before the bytes; their checksum (4) behind. */
const headBytes = 12;
const tailBytes = 4;

/** `bytes` as a record, ready to be appended to a file. */
export function frameRecord(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const record = new Uint8Array(headBytes + bytes.length + tailBytes);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(bytes.length), true);
  view.setUint32(8, maskedCrc32c(record.subarray(0, 8)), true);
  record.set(bytes, headBytes);
  view.setUint32(headBytes + bytes.length, maskedCrc32c(bytes), true);
  return record;
}
