/**
 * The compressing half of the lossy and FLAC writers: sound in, codec packets out. Mediabunny runs the encoders (libFLAC, LAME
 * and libavcodec's AAC as WebAssembly in a worker, WebCodecs where the host has it); the containers around the packets are
 * ours, because the exact length of the sound is written there.
 */

import type { AudioCodec, AudioSample, OutputFormat } from 'mediabunny';
import type { AudioBlock } from '../../audio.ts';
import { quantize } from './pcm-codecs.ts';

/** One packet of a codec: an MP3 or FLAC frame, an AAC access unit, an Opus packet. */
export interface EncodedFrame {
  readonly data: Uint8Array;
  /** Samples per channel that it stands for. */
  readonly samples: number;
}

/** An encoder at work. Packets come out some time after their sound went in; each call hands over those that are ready. */
export interface PacketEncoder {
  encode(block: AudioBlock): Promise<EncodedFrame[]>;
  /** Ends the sound and gives the remaining packets. */
  finish(): Promise<EncodedFrame[]>;
  /** Ends the worker. Needed once, also after `finish`. */
  close(): Promise<void>;
}

/** What {@link createPacketEncoder} is to do. */
export interface PacketEncoderOptions {
  readonly codec: 'flac' | 'mp3' | 'aac' | 'opus';
  readonly sampleRate: number;
  readonly channelCount: number;
  /** Bits per second; lossless codecs have none. */
  readonly bitrate?: number;
  /** How the encoder is fed: `'s24'` as 32-bit integers whose low byte is 0. */
  readonly sampleFormat: 's16' | 's24' | 'f32';
}

/** Samples per channel sent to the encoder at a time. */
const pieceSamples = 16384;

/** Starts an encoder. The packages are loaded here and not before, because they are large. */
export async function createPacketEncoder(options: PacketEncoderOptions): Promise<PacketEncoder> {
  const { codec, sampleRate, channelCount, bitrate, sampleFormat } = options;
  const { AudioSample, AudioSampleSource, NullTarget, Output } = await import('mediabunny');
  const format = await loadCodec(codec);
  let ready: EncodedFrame[] = [];
  const source = new AudioSampleSource({
    codec: codec satisfies AudioCodec,
    ...(bitrate === undefined ? {} : { bitrate }),
    onEncodedPacket: ({ data, duration }) => {
      ready.push({ data, samples: Math.round(duration * sampleRate) });
    },
  });
  const output = new Output({ format, target: new NullTarget() });
  output.addAudioTrack(source);
  await output.start();
  let samplesIn = 0;

  function takeReady(): EncodedFrame[] {
    const frames = ready;
    ready = [];
    return frames;
  }

  function sampleOf(block: AudioBlock): AudioSample {
    const sample = new AudioSample({
      ...interleave(block, sampleFormat),
      sampleRate,
      numberOfChannels: channelCount,
      timestamp: samplesIn / sampleRate,
    });
    samplesIn += block[0]!.length;
    return sample;
  }

  return {
    async encode(block) {
      for (let start = 0; start < block[0]!.length; start += pieceSamples) {
        const sample = sampleOf(block.map((channel) => channel.subarray(start, start + pieceSamples)));
        try {
          await source.add(sample);
        } finally {
          sample.close();
        }
      }
      return takeReady();
    },
    async finish() {
      await output.finalize();
      return takeReady();
    },
    async close() {
      if (output.state !== 'finalized') await output.cancel();
    },
  };
}

/** Registers the encoder of a codec and gives a container that only passes packets on: it must keep no list of them. */
async function loadCodec(codec: PacketEncoderOptions['codec']): Promise<OutputFormat> {
  const { AdtsOutputFormat, FlacOutputFormat, MkvOutputFormat, Mp3OutputFormat } = await import('mediabunny');
  switch (codec) {
    case 'flac': {
      (await import('@mediabunny/flac-encoder')).registerFlacEncoder();
      return new FlacOutputFormat({ appendOnly: true });
    }
    case 'mp3': {
      (await import('@mediabunny/mp3-encoder')).registerMp3Encoder();
      return new Mp3OutputFormat({ xingHeader: false });
    }
    case 'aac': {
      (await import('@mediabunny/aac-encoder')).registerAacEncoder();
      return new AdtsOutputFormat();
    }
    case 'opus':
      return new MkvOutputFormat({ appendOnly: true });
  }
}

/** Channels as the one interleaved array that encoders take; integers as wav files have them. */
function interleave(
  block: AudioBlock,
  sampleFormat: PacketEncoderOptions['sampleFormat'],
): { data: Int16Array | Int32Array | Float32Array; format: 's16' | 's32' | 'f32' } {
  const total = block.length * block[0]!.length;
  const step = block.length;
  if (sampleFormat === 'f32') {
    const data = new Float32Array(total);
    for (const [c, channel] of block.entries()) {
      for (let n = 0, at = c; at < total; n++, at += step) data[at] = channel[n]!;
    }
    return { data, format: 'f32' };
  }
  const data = sampleFormat === 's16' ? new Int16Array(total) : new Int32Array(total);
  const scale = sampleFormat === 's16' ? 32768 : 8388608;
  const lift = sampleFormat === 's16' ? 1 : 256;
  for (const [c, channel] of block.entries()) {
    for (let n = 0, at = c; at < total; n++, at += step) data[at] = quantize(channel[n]!, scale) * lift;
  }
  return { data, format: sampleFormat === 's16' ? 's16' : 's32' };
}
