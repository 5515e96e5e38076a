/**
 * What the browser adds to the codecs of the core: its own AAC decoder, by WebCodecs, for the kinds of AAC that the core does
 * not decode (HE-AAC, more than two channels).
 */

import type { AudioBlock, CodecHost, PacketDecoder } from '../audio/index.ts';

const remedy = 'Convert the file to wav, flac, mp3, ogg or m4a (AAC-LC)';

/** The codecs of this host. */
export function browserCodecHost(): CodecHost {
  return { aacDecoder: createAacDecoder, remedy };
}

type AacConfig = Parameters<NonNullable<CodecHost['aacDecoder']>>[0];

async function createAacDecoder({
  sampleRate,
  channelCount,
  description,
}: AacConfig): Promise<PacketDecoder | undefined> {
  if (typeof AudioDecoder === 'undefined') return undefined;
  // The record's first five bits: 2 AAC-LC, 5 and 29 HE-AAC.
  const config: AudioDecoderConfig = {
    codec: `mp4a.40.${(description[0] ?? 0) >> 3}`,
    sampleRate,
    numberOfChannels: channelCount,
    description: new Uint8Array(description),
  };
  const { supported } = await AudioDecoder.isConfigSupported(config).catch(() => ({ supported: false }));
  if (!supported) return undefined;

  let decoded: AudioBlock[] = [];
  let failure: unknown;
  const decoder = new AudioDecoder({
    output: (data) => {
      decoded.push(copyOut(data));
      data.close();
    },
    error: (error) => {
      failure = error;
    },
  });
  decoder.configure(config);

  function take(): AudioBlock[] {
    if (failure !== undefined) throw failure;
    const blocks = decoded;
    decoded = [];
    return blocks;
  }

  let timestamp = 0;
  return {
    async decode(packet) {
      // Microseconds; only their order matters.
      decoder.decode(
        new EncodedAudioChunk({ type: 'key', timestamp: timestamp++, data: new Uint8Array(packet) }),
      );
      // A full queue means memory: wait until the decoder has caught up a little.
      while (decoder.decodeQueueSize > 16 && failure === undefined) await nextTask();
      return take();
    },
    async flush() {
      await decoder.flush();
      return take();
    },
    close: () => {
      if (decoder.state !== 'closed') decoder.close();
    },
  };
}

function copyOut(data: AudioData): AudioBlock {
  return Array.from({ length: data.numberOfChannels }, (_, planeIndex) => {
    const channel = new Float32Array(data.numberOfFrames);
    data.copyTo(channel, { planeIndex, format: 'f32-planar' });
    return channel;
  });
}

function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
