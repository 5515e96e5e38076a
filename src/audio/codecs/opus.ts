/** Opus packets to samples at 48 kHz: libopus in WebAssembly (opus-decoder), set up by an OpusHead record (RFC 7845, 5.1). */

import type { AudioBlock } from '../audio.ts';
import { vorbisToWaveOrder } from './channel-order.ts';
import { quietly } from './quietly.ts';

/** What OpusHead says. */
export interface OpusHead {
  readonly channelCount: number;
  /** Samples at 48 kHz to drop at the start: the decoder's run-up. */
  readonly preSkipSamples: number;
  /** To be applied to every sample. */
  readonly gain: number;
  readonly streamCount: number;
  readonly coupledStreamCount: number;
  readonly channelMapping: readonly number[];
  readonly mappingFamily: number;
}

/** OpusHead from its packet. Throws an Error where it is not one. */
export function parseOpusHead(packet: Uint8Array): OpusHead {
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
  const isHead = packet.length >= 19 && String.fromCharCode(...packet.subarray(0, 8)) === 'OpusHead';
  if (!isHead || view.getUint8(8) >> 4 !== 0) throw new Error('no OpusHead of version 1');
  const channelCount = view.getUint8(9);
  const mappingFamily = view.getUint8(18);
  const common = {
    channelCount,
    preSkipSamples: view.getUint16(10, true),
    // Q7.8 decibels.
    gain: 10 ** (view.getInt16(16, true) / 256 / 20),
    mappingFamily,
  };
  if (mappingFamily === 0) {
    if (channelCount < 1 || channelCount > 2) throw new Error(`${channelCount} channels in mapping family 0`);
    return {
      ...common,
      streamCount: 1,
      coupledStreamCount: channelCount - 1,
      channelMapping: [0, 1].slice(0, channelCount),
    };
  }
  const channelMapping = [...packet.subarray(21, 21 + channelCount)];
  const [streamCount, coupledStreamCount] = [packet[19] ?? 0, packet[20] ?? 0];
  const decoded = streamCount + coupledStreamCount;
  const isSound =
    mappingFamily !== 3 &&
    channelCount >= 1 &&
    (mappingFamily !== 1 || channelCount <= 8) &&
    channelMapping.length === channelCount &&
    coupledStreamCount <= streamCount &&
    decoded >= 1 &&
    decoded <= 255 &&
    channelMapping.every((index) => index < decoded || index === 255);
  if (!isSound) throw new Error(`a channel mapping of family ${mappingFamily} that makes no sense`);
  return { ...common, streamCount, coupledStreamCount, channelMapping };
}

/** Samples per channel at 48 kHz that a packet holds (RFC 6716, section 3.1), or 0 for one that is not sound. */
export function opusPacketSamples(packet: Uint8Array): number {
  if (packet.length === 0) return 0;
  const configuration = packet[0]! >> 3;
  const frameSamples =
    configuration < 12
      ? [480, 960, 1920, 2880][configuration % 4]!
      : configuration < 16
        ? [480, 960][configuration % 2]!
        : [120, 240, 480, 960][configuration % 4]!;
  const code = packet[0]! & 3;
  const frames = code === 0 ? 1 : code < 3 ? 2 : (packet[1] ?? 0) & 63;
  // More than 120 ms is not allowed.
  return frames * frameSamples <= 5760 ? frames * frameSamples : 0;
}

/** A decoder of Opus packets, run-up included, gain applied, channels in WAVE order. */
export async function createOpusDecoder(
  head: OpusHead,
): Promise<{ decode(packet: Uint8Array): AudioBlock; close(): void }> {
  const { OpusDecoder } = await import('opus-decoder');
  const decoder = new OpusDecoder({
    channels: head.channelCount,
    streamCount: head.streamCount,
    coupledStreamCount: head.coupledStreamCount,
    channelMappingTable: [...head.channelMapping],
    preSkip: 0,
  });
  await decoder.ready;
  return {
    decode(packet) {
      const { channelData, errors } = quietly(() => decoder.decodeFrame(packet));
      if (errors.length > 0) throw new Error(errors[0]!.message);
      if (head.gain !== 1) {
        for (const channel of channelData) {
          for (let n = 0; n < channel.length; n++) channel[n] = channel[n]! * head.gain;
        }
      }
      return head.mappingFamily === 1 ? vorbisToWaveOrder(channelData) : channelData;
    },
    close: () => decoder.free(),
  };
}
