/** The common start of the MP3 and the M4A writer: what the codec cannot take is refused, and its encoder made ready. */

import { checkInteger } from '../../../util/index.ts';
import type { EncodeOptions } from '../../format.ts';
import { checkChannelCount, checkRate } from './check-encode.ts';
import { createPacketEncoder, type PacketEncoder } from './packet-encoder.ts';

/** A codec of mono or stereo at some rates. */
export interface LossyCodec {
  readonly codec: 'mp3' | 'aac';
  /** How errors call the format. */
  readonly format: string;
  /** Hertz. */
  readonly rates: readonly number[];
  /** Bits per second. */
  readonly defaultBitrate: number;
  readonly maxBitrate: number;
  /** How the encoder is fed. */
  readonly sampleFormat: 's16' | 'f32';
}

/** The least that MP3 has; AAC at less would not be music either. */
const minBitrate = 8000;

/** Starts the encoder. Throws ArgumentError for channels, a rate or a bitrate that the codec cannot have. */
export async function createLossyEncoder(
  { codec, format, rates, defaultBitrate, maxBitrate, sampleFormat }: LossyCodec,
  { sampleRate, channelCount, bitrate = defaultBitrate }: EncodeOptions,
): Promise<PacketEncoder> {
  checkChannelCount(format, channelCount, 2);
  checkRate(format, sampleRate, rates);
  checkInteger('bitrate', bitrate, { min: minBitrate, max: maxBitrate });
  return await createPacketEncoder({ codec, sampleRate, channelCount, bitrate, sampleFormat });
}
