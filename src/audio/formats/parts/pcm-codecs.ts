/**
 * The sample encodings of WAVE files: how a stored number becomes a float and back. Integers of b bits are divided by
 * 2^(b−1), so full scale is [−1, 1) and every 16- and 24-bit value has an exact float; unsigned 8 bit is centred on 128.
 * A-law and µ-law are ITU-T G.711.
 */

/** How the samples of a WAVE file are stored. The names are those of {@link AudioInfo.codec}. */
export type WavCodec =
  | 'pcm-u8'
  | 'pcm-s16'
  | 'pcm-s24'
  | 'pcm-s32'
  | 'pcm-f32'
  | 'pcm-f64'
  | 'pcm-alaw'
  | 'pcm-mulaw';

/** Bytes that one sample of one channel takes. */
export const bytesPerSample: Readonly<Record<WavCodec, number>> = {
  'pcm-u8': 1,
  'pcm-s16': 2,
  'pcm-s24': 3,
  'pcm-s32': 4,
  'pcm-f32': 4,
  'pcm-f64': 8,
  'pcm-alaw': 1,
  'pcm-mulaw': 1,
};

/** Where one channel's samples lie: `offset` of the first, `step` bytes from one to the next. */
interface Lane {
  readonly offset: number;
  readonly step: number;
}

type LaneReader = (channel: Float32Array, view: DataView, lane: Lane) => void;

/** One loop per encoding, each with its own read inside: a shared loop that calls one of eight is three times slower. */
const laneReaders: Readonly<Record<WavCodec, LaneReader>> = {
  'pcm-u8': (channel, view, { offset, step }) => {
    for (let n = 0; n < channel.length; n++) channel[n] = (view.getUint8(offset + n * step) - 128) / 128;
  },
  'pcm-s16': (channel, view, { offset, step }) => {
    for (let n = 0; n < channel.length; n++) channel[n] = view.getInt16(offset + n * step, true) / 32768;
  },
  'pcm-s24': (channel, view, { offset, step }) => {
    for (let n = 0, at = offset; n < channel.length; n++, at += step) {
      channel[n] = (view.getUint8(at) | (view.getInt16(at + 1, true) << 8)) / 8388608;
    }
  },
  'pcm-s32': (channel, view, { offset, step }) => {
    for (let n = 0; n < channel.length; n++) channel[n] = view.getInt32(offset + n * step, true) / 2147483648;
  },
  'pcm-f32': (channel, view, { offset, step }) => {
    for (let n = 0; n < channel.length; n++) channel[n] = view.getFloat32(offset + n * step, true);
  },
  'pcm-f64': (channel, view, { offset, step }) => {
    for (let n = 0; n < channel.length; n++) channel[n] = view.getFloat64(offset + n * step, true);
  },
  'pcm-alaw': (channel, view, { offset, step }) => {
    for (let n = 0; n < channel.length; n++) {
      channel[n] = expandALaw(view.getUint8(offset + n * step)) / 32768;
    }
  },
  'pcm-mulaw': (channel, view, { offset, step }) => {
    for (let n = 0; n < channel.length; n++) {
      channel[n] = expandMuLaw(view.getUint8(offset + n * step)) / 32768;
    }
  },
};

/** Splits interleaved samples into channels, as many samples each as there are whole frames in `bytes`. */
export function decodeSamples(bytes: Uint8Array, codec: WavCodec, channelCount: number): Float32Array[] {
  const sampleBytes = bytesPerSample[codec];
  const step = sampleBytes * channelCount;
  const frames = Math.floor(bytes.length / step);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: channelCount }, (_, c) => {
    const channel = new Float32Array(frames);
    laneReaders[codec](channel, view, { offset: c * sampleBytes, step });
    return channel;
  });
}

/**
 * Interleaves samples `start` to `end` of the channels into `view`. Integers are x·2^(b−1) rounded to the nearest and
 * clamped to what b bits hold, without dither: sound that came from b-bit integers gets exactly its old values back,
 * and the same sound always gives the same bytes. NaN is written as 0 by the integer encodings.
 */
export function encodeSamples(
  view: DataView,
  channels: readonly Float32Array[],
  { codec, start, end }: { codec: 'pcm-s16' | 'pcm-s24' | 'pcm-f32'; start: number; end: number },
): void {
  const sampleBytes = bytesPerSample[codec];
  const frameBytes = sampleBytes * channels.length;
  for (const [c, channel] of channels.entries()) {
    let offset = c * sampleBytes;
    if (codec === 'pcm-s16') {
      for (let n = start; n < end; n++, offset += frameBytes) {
        view.setInt16(offset, quantize(channel[n]!, 32768), true);
      }
    } else if (codec === 'pcm-s24') {
      for (let n = start; n < end; n++, offset += frameBytes) {
        const value = quantize(channel[n]!, 8388608);
        view.setUint8(offset, value & 0xff);
        view.setInt16(offset + 1, value >> 8, true);
      }
    } else {
      for (let n = start; n < end; n++, offset += frameBytes) view.setFloat32(offset, channel[n]!, true);
    }
  }
}

/** x·scale rounded to the nearest integer within [−scale, scale − 1]; NaN gives 0. */
export function quantize(x: number, scale: number): number {
  const value = Math.round(x * scale);
  if (value >= scale) return scale - 1;
  if (value >= -scale) return value;
  return value < -scale ? -scale : 0;
}

/** G.711 A-law to a 16-bit value: even bits inverted, then sign, 3 bits of exponent, 4 of mantissa. */
function expandALaw(byte: number): number {
  const code = byte ^ 0x55;
  const exponent = (code >> 4) & 7;
  const mantissa = ((code & 15) << 4) | 8;
  const magnitude = exponent === 0 ? mantissa : (mantissa + 0x100) << (exponent - 1);
  return code & 0x80 ? magnitude : -magnitude;
}

/** G.711 µ-law to a 16-bit value: all bits inverted; 132 is the bias of the 14-bit code scaled to 16 bits. */
function expandMuLaw(byte: number): number {
  const code = ~byte & 0xff;
  const magnitude = ((((code & 15) << 3) + 132) << ((code >> 4) & 7)) - 132;
  return code & 0x80 ? -magnitude : magnitude;
}
