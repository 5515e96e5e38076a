/**
 * Sound at 48 kHz into Opus packets: by WebCodecs where the host has it (browsers), else by libopus in libav.js. Both take
 * frames of 20 ms and need some samples of run-up, which their OpusHead record states (RFC 7845).
 */

import type { LibAV } from '@libav.js/variant-default';
import { HostError } from '../../../util/index.ts';
import type { AudioBlock } from '../../audio.ts';
import { createPacketEncoder, type EncodedFrame, type PacketEncoder } from '../parts/packet-encoder.ts';

/** An encoder that also knows what comes first in the file. */
export interface OpusEncoder extends PacketEncoder {
  /** The OpusHead record, the input rate not yet filled in. */
  readonly head: Uint8Array;
}

/** What {@link createOpusEncoder} is to do. */
export interface OpusEncoderOptions {
  readonly channelCount: number;
  readonly bitrate: number;
}

/** The only rate that Opus is coded at here. */
export const opusRate = 48000;
/** 20 ms at 48 kHz, the encoders' default and the best trade of size against delay. */
export const opusFrameSamples = 960;
/** libopus' look-ahead for music at 48 kHz: 6.5 ms. */
const lookAheadSamples = 312;

/** Starts an encoder. Blocks must be whole frames: multiples of {@link opusFrameSamples}. */
export async function createOpusEncoder(options: OpusEncoderOptions): Promise<OpusEncoder> {
  const { channelCount, bitrate } = options;
  const { canEncodeAudio } = await import('mediabunny');
  const config = { numberOfChannels: channelCount, sampleRate: opusRate, bitrate };
  // Beyond stereo the browsers' channel orders are not to be relied on.
  if (channelCount <= 2 && (await canEncodeAudio('opus', config))) {
    const encoder = await createPacketEncoder({
      codec: 'opus',
      sampleRate: opusRate,
      channelCount,
      bitrate,
      sampleFormat: 'f32',
    });
    return { ...encoder, head: buildOpusHead(channelCount) };
  }
  return createLibavEncoder(options);
}

/** OpusHead for mono or stereo. */
function buildOpusHead(channelCount: number): Uint8Array {
  const head = new Uint8Array(19);
  const view = new DataView(head.buffer);
  head.set(new TextEncoder().encode('OpusHead'));
  head.set([1, channelCount], 8);
  view.setUint16(10, lookAheadSamples, true);
  view.setUint32(12, opusRate, true);
  return head;
}

/** Speakers of libopus' layouts by channel count, as ffmpeg numbers them; its order is that of wav files. */
const channelMasks: readonly number[] = [0, 0x4, 0x3, 0x7, 0x33, 0x37, 0x3f, 0x70f, 0x63f];

/** On the calling thread, where a failure to load is thrown; its own worker would print it. */
async function loadLibav(): Promise<LibAV> {
  try {
    const { default: wrapper } = await import('@libav.js/variant-default');
    const libav = await wrapper.LibAV({ noworker: true });
    await libav.av_log_set_level(libav.AV_LOG_ERROR);
    return libav;
  } catch (cause) {
    throw new HostError({
      place: 'opus encoder',
      expected: 'WebCodecs for Opus, or libav.js and its WebAssembly file beside it',
      got: 'neither on this host',
      remedy: 'Let the bundler copy the files of @libav.js/variant-default, or write flac',
      cause,
    });
  }
}

async function createLibavEncoder({ channelCount, bitrate }: OpusEncoderOptions): Promise<OpusEncoder> {
  const libav = await loadLibav();
  const layout = {
    channels: channelCount,
    channel_layout: channelMasks[channelCount]!,
    sample_rate: opusRate,
  };
  const [, context, frame, packet] = await libav.ff_init_encoder('libopus', {
    ctx: { ...layout, bit_rate: bitrate, sample_fmt: libav.AV_SAMPLE_FMT_FLT },
    time_base: [1, opusRate],
  });
  const head = await libav.copyout_u8(
    await libav.AVCodecContext_extradata(context),
    await libav.AVCodecContext_extradata_size(context),
  );
  let samplesIn = 0;
  let isOpen = true;

  function frameAt(block: AudioBlock, start: number): Parameters<typeof libav.ff_encode_multi>[3][number] {
    const data = new Float32Array(opusFrameSamples * channelCount);
    for (const [c, channel] of block.entries()) {
      for (let n = 0; n < opusFrameSamples; n++) data[n * channelCount + c] = channel[start + n]!;
    }
    const pts = samplesIn + start;
    return {
      ...layout,
      data,
      format: libav.AV_SAMPLE_FMT_FLT,
      nb_samples: opusFrameSamples,
      pts: pts | 0,
      ptshi: Math.floor(pts / 2 ** 32),
    };
  }

  async function encode(block: AudioBlock | undefined): Promise<EncodedFrame[]> {
    const length = block?.[0]?.length ?? 0;
    const frames = Array.from({ length: length / opusFrameSamples }, (_, i) =>
      frameAt(block!, i * opusFrameSamples),
    );
    samplesIn += length;
    const packets = await libav.ff_encode_multi(context, frame, packet, frames, block === undefined);
    return packets.map(({ data }) => ({ data, samples: opusFrameSamples }));
  }

  return {
    head,
    encode,
    finish: () => encode(undefined),
    async close() {
      if (!isOpen) return;
      isOpen = false;
      await libav.ff_free_encoder(context, frame, packet);
      libav.terminate();
    },
  };
}
