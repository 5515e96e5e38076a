/**
 * FLAC frames at rates that the encoder does not offer. A frame's header names its rate by a code, and code 0 means "as
 * STREAMINFO says": frames encoded at 44.1 kHz become frames of any rate by changing that code and the two checksums over it
 * (RFC 9639, section 9.1). The samples are not touched.
 */

/** The rates that the encoder takes itself. */
export const flacEncoderRates: readonly number[] = [
  8000, 16000, 22050, 24000, 32000, 44100, 48000, 88200, 96000, 176400, 192000,
];

/** Returns the frame with its rate left to STREAMINFO. The frame must name its rate by a code alone, as 44.1 kHz is. */
export function withRateFromStreamInfo(frame: Uint8Array): Uint8Array {
  const changed = frame.slice();
  changed[2]! &= 0xf0;
  const crcAt = headerBytes(changed) - 1;
  changed[crcAt] = crc8(changed.subarray(0, crcAt));
  const end = changed.length - 2;
  const crc = crc16(changed.subarray(0, end));
  changed[end] = crc >> 8;
  changed[end + 1] = crc & 255;
  return changed;
}

/** Sync and codes (4), frame number in UTF-8 form (1 to 7), block size where it has no code (1 or 2), checksum (1). */
function headerBytes(frame: Uint8Array): number {
  let numberBytes = 0;
  while (frame[4]! & (0x80 >> numberBytes)) numberBytes++;
  const blockSizeCode = frame[2]! >> 4;
  const blockSizeBytes = blockSizeCode === 6 ? 1 : blockSizeCode === 7 ? 2 : 0;
  return 4 + Math.max(1, numberBytes) + blockSizeBytes + 1;
}

/** x⁸ + x² + x + 1, high bit first. */
const crc8Table: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x80 ? (crc << 1) ^ 0x07 : crc << 1;
  return crc;
});

function crc8(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) crc = crc8Table[crc ^ byte]!;
  return crc;
}

/** x¹⁶ + x¹⁵ + x² + 1, high bit first. */
const crc16Table: Uint16Array = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? (crc << 1) ^ 0x8005 : crc << 1;
  return crc;
});

function crc16(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) crc = ((crc << 8) & 0xffff) ^ crc16Table[(crc >> 8) ^ byte]!;
  return crc;
}
