/** Raw PCM, as it comes through pipes: bytes with no header to and from sound. */

import type { AudioBlock, AudioStream } from '../audio/index.ts';
import { ArgumentError, checkChoice, checkInteger, checkNumber, FormatError } from '../util/index.ts';

/** How one sample lies in raw PCM; channels are interleaved, bytes little-endian, named as ffmpeg names them. */
export type PcmFormat = 'u8' | 's16le' | 's24le' | 's32le' | 'f32le' | 'f64le';

/** All that raw PCM does not say of itself. */
export interface PcmShape {
  readonly format: PcmFormat;
  /** Hertz. */
  readonly sampleRate: number;
  readonly channelCount: number;
}

interface Coding {
  readonly bytes: number;
  read(view: DataView, offset: number): number;
  write(view: DataView, offset: number, value: number): void;
}

const codings: Readonly<Record<PcmFormat, Coding>> = {
  u8: {
    bytes: 1,
    read: (view, offset) => (view.getUint8(offset) - 128) / 128,
    write: (view, offset, value) => view.setUint8(offset, quantise(value, 128) + 128),
  },
  s16le: {
    bytes: 2,
    read: (view, offset) => view.getInt16(offset, true) / 32768,
    write: (view, offset, value) => view.setInt16(offset, quantise(value, 32768), true),
  },
  s24le: {
    bytes: 3,
    read: (view, offset) => (view.getInt8(offset + 2) * 65536 + view.getUint16(offset, true)) / 8388608,
    write(view, offset, value) {
      const integer = quantise(value, 8388608);
      view.setUint16(offset, integer & 0xffff, true);
      view.setInt8(offset + 2, integer >> 16);
    },
  },
  s32le: {
    bytes: 4,
    read: (view, offset) => view.getInt32(offset, true) / 2147483648,
    write: (view, offset, value) => view.setInt32(offset, quantise(value, 2147483648), true),
  },
  f32le: {
    bytes: 4,
    read: (view, offset) => view.getFloat32(offset, true),
    write: (view, offset, value) => view.setFloat32(offset, value, true),
  },
  f64le: {
    bytes: 8,
    read: (view, offset) => view.getFloat64(offset, true),
    write: (view, offset, value) => view.setFloat64(offset, value, true),
  },
};

/** The names of {@link PcmFormat}. */
export const pcmFormats = Object.keys(codings) as readonly PcmFormat[];

/** Returns `shape` if raw PCM can have it. Throws ArgumentError. */
export function checkPcmShape(place: string, shape: PcmShape): PcmShape {
  checkChoice(`${place} format`, shape.format, pcmFormats);
  checkNumber(`${place} sample rate`, shape.sampleRate, { min: 1, max: 768_000 });
  checkInteger(`${place} channels`, shape.channelCount, { min: 1, max: 64 });
  return shape;
}

/**
 * Raw PCM that arrives in pieces, as a stream that can be read once. `name` is how errors call it. Reading throws
 * FormatError where the bytes end inside a sample.
 */
export function pcmStream(
  pieces: AsyncIterable<Uint8Array>,
  { name = 'standard input', ...shape }: PcmShape & { readonly name?: string },
): AudioStream {
  const { sampleRate, channelCount, format } = checkPcmShape(name, shape);
  const frameBytes = channelCount * codings[format].bytes;
  let used = false;
  return {
    sampleRate,
    channelCount,
    lengthSamples: undefined,
    async *blocks({ startSample = 0, signal } = {}) {
      if (used || startSample !== 0) throw readTwice(name);
      used = true;
      let rest: Uint8Array = new Uint8Array(0);
      for await (const piece of pieces) {
        signal?.throwIfAborted();
        const bytes = rest.length === 0 ? piece : joined(rest, piece);
        const whole = bytes.length - (bytes.length % frameBytes);
        if (whole > 0) yield decodePcm(bytes.subarray(0, whole), shape);
        rest = bytes.slice(whole);
      }
      if (rest.length > 0) throw cutSample(name, rest.length, frameBytes);
    },
  };
}

/** Whole interleaved samples of raw PCM to one array per channel. */
export function decodePcm(bytes: Uint8Array, { channelCount, format }: PcmShape): AudioBlock {
  const coding = codings[format];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length / (coding.bytes * channelCount);
  return Array.from({ length: channelCount }, (_, c) => {
    const channel = new Float32Array(length);
    for (let n = 0; n < length; n++) channel[n] = coding.read(view, (n * channelCount + c) * coding.bytes);
    return channel;
  });
}

/** A block as interleaved raw PCM; integer formats round to nearest and clamp at full scale. */
export function encodePcm(block: AudioBlock, format: PcmFormat): Uint8Array<ArrayBuffer> {
  const coding = codings[format];
  const length = block[0]!.length;
  const bytes = new Uint8Array(length * block.length * coding.bytes);
  const view = new DataView(bytes.buffer);
  block.forEach((channel, c) => {
    for (let n = 0; n < length; n++) coding.write(view, (n * block.length + c) * coding.bytes, channel[n]!);
  });
  return bytes;
}

/** Full scale ±1 to integers in [−scale, scale − 1]; NaN becomes silence. */
function quantise(value: number, scale: number): number {
  return Math.max(-scale, Math.min(scale - 1, Math.round(value * scale))) || 0;
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

function readTwice(name: string): ArgumentError {
  return new ArgumentError({
    place: name,
    expected: 'work that reads its input once, from the start',
    got: 'a second reading of a pipe',
    remedy: 'Save the input to a file first',
  });
}

function cutSample(name: string, restBytes: number, frameBytes: number): FormatError {
  return new FormatError({
    place: name,
    expected: `whole samples of ${frameBytes} bytes (all channels)`,
    got: `${restBytes} bytes left over at the end`,
    remedy: 'Check --pcm, --channels and --rate against what is piped in',
  });
}
