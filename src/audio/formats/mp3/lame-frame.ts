/**
 * The first frame of an MP3 file: silence to a plain decoder, and to all others the Xing/Info header with LAME's extension,
 * which says how many samples the encoder put before and after the sound. Players and decoders cut exactly those off, so
 * the file is as long as the sound and starts with it. Layout: "Mp3 Info Tag rev 1" (LAME), ISO 11172-3 frame header.
 */

/** Samples that LAME puts before the sound. Decoders add their own 529 and know it. */
export const lameEncoderDelay = 576;

/** What the frame tells. */
export interface LameFrameOptions {
  /** A frame of the sound: the header is modelled on it. At least 4 bytes. */
  readonly modelFrame: Uint8Array;
  /** Frames of sound, this one not counted. */
  readonly frameCount: number;
  /** Bytes of those frames. */
  readonly musicBytes: number;
  /** CRC-16 of those bytes: see {@link updateCrc16}. */
  readonly musicCrc: number;
  /** Samples per channel of the sound itself. */
  readonly lengthSamples: number;
}

/** Kilobits per second by the 4-bit index, MPEG-1 and MPEG-2/2.5, Layer III. */
const bitrates1: readonly number[] = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const bitrates2: readonly number[] = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
/** Hertz by the 2-bit index; halved for MPEG-2, quartered for MPEG-2.5. */
const rates1: readonly number[] = [44100, 48000, 32000];

/** Bytes from "Xing" to the end of LAME's extension. */
const tagBytes = 120 + 36;

/** The frame's bytes. Their number depends on `modelFrame` alone, so the frame can be written over at the end. */
export function buildLameFrame(options: LameFrameOptions): Uint8Array<ArrayBuffer> {
  const { modelFrame, frameCount, musicBytes, lengthSamples } = options;
  const { samplesPerFrame, sideInfoBytes, sizeOf, bitrateIndex } = readFrameHeader(modelFrame);
  let index = bitrateIndex;
  // A constant bitrate stays so, unless its frames are too small for the tag.
  while (sizeOf(index) < 4 + sideInfoBytes + tagBytes) index++;
  const frame = new Uint8Array(sizeOf(index));
  const view = new DataView(frame.buffer);
  frame.set(modelFrame.subarray(0, 4));
  // No CRC follows the header; the bitrate; no padding slot.
  frame[1]! |= 1;
  frame[2] = (index << 4) | (frame[2]! & 0x0c);

  let at = 4 + sideInfoBytes;
  const ascii = (text: string): void => {
    for (const letter of text) frame[at++] = letter.charCodeAt(0);
  };
  ascii('Info');
  const hasFramesBytesTocQuality = 15;
  view.setUint32(at, hasFramesBytesTocQuality);
  view.setUint32(at + 4, frameCount);
  view.setUint32(at + 8, Math.min(0xffffffff, frame.length + musicBytes));
  at += 12;
  // Where each hundredth of the time begins, in 256ths of the bytes: proportional, as the bitrate is constant.
  for (let i = 0; i < 100; i++) frame[at++] = Math.floor((i * 256) / 100);
  at += 4; // quality: not told

  ascii('LAME3.100');
  frame[at++] = 0x01; // tag revision 0, constant bitrate
  frame[at++] = 0; // lowpass: not told
  at += 8; // peak and replay gain: not told
  frame[at++] = 0; // encoding flags, ATH type
  frame[at++] = Math.min(255, bitrateKbps(modelFrame));
  const padding = Math.min(4095, frameCount * samplesPerFrame - lameEncoderDelay - lengthSamples);
  frame[at++] = lameEncoderDelay >> 4;
  frame[at++] = ((lameEncoderDelay & 15) << 4) | (padding >> 8);
  frame[at++] = padding & 255;
  at += 4; // misc, gain, preset and surround: not told
  view.setUint32(at, Math.min(0xffffffff, frame.length + musicBytes));
  view.setUint16(at + 4, options.musicCrc);
  view.setUint16(at + 6, updateCrc16(0, frame.subarray(0, at + 6)));
  return frame;
}

function readFrameHeader(frame: Uint8Array): {
  samplesPerFrame: number;
  sideInfoBytes: number;
  bitrateIndex: number;
  sizeOf(bitrateIndex: number): number;
} {
  const version = (frame[1]! >> 3) & 3; // 3: MPEG-1, 2: MPEG-2, 0: MPEG-2.5
  const mono = frame[3]! >> 6 === 3;
  const mpeg1 = version === 3;
  const sampleRate = rates1[(frame[2]! >> 2) & 3]! / (mpeg1 ? 1 : version === 2 ? 2 : 4);
  const samplesPerFrame = mpeg1 ? 1152 : 576;
  return {
    samplesPerFrame,
    sideInfoBytes: mpeg1 ? (mono ? 17 : 32) : mono ? 9 : 17,
    bitrateIndex: frame[2]! >> 4,
    sizeOf: (index) =>
      Math.floor(((samplesPerFrame / 8) * (mpeg1 ? bitrates1 : bitrates2)[index]! * 1000) / sampleRate),
  };
}

function bitrateKbps(frame: Uint8Array): number {
  return ((frame[1]! >> 3) & 3) === 3 ? bitrates1[frame[2]! >> 4]! : bitrates2[frame[2]! >> 4]!;
}

const crcTable: Uint16Array = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  // The reversed polynomial x¹⁶ + x¹⁵ + x² + 1, as LAME has it.
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  return crc;
});

/** CRC-16 (ARC) over more bytes; begin with 0. */
export function updateCrc16(crc: number, bytes: Uint8Array): number {
  let value = crc;
  for (const byte of bytes) value = (value >> 8) ^ crcTable[(value ^ byte) & 255]!;
  return value;
}
