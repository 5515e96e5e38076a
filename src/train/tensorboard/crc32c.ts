/** CRC-32C (Castagnoli, RFC 3720 appendix B.4), and the masked form in which TensorFlow's records store it. */

/** The Castagnoli polynomial, reversed: the lowest bit is the highest power. */
const polynomial = 0x82f63b78;

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1;
  return value >>> 0;
});

/** The checksum of `bytes`, as an unsigned integer. */
export function crc32c(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (let n = 0; n < bytes.length; n++) value = table[(value ^ bytes[n]!) & 0xff]! ^ (value >>> 8);
  return ~value >>> 0;
}

/**
 * The checksum as records store it, turned right by 15 bits plus a constant: the checksum of bytes that hold their own checksum would be
 * weak (TensorFlow, `core/lib/hash/crc32c.h`).
 */
export function maskedCrc32c(bytes: Uint8Array): number {
  const value = crc32c(bytes);
  return (((value >>> 15) | (value << 17)) + 0xa282ead8) >>> 0;
}
