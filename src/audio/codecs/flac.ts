/** FLAC frames to samples: libFLAC in WebAssembly (@wasm-audio-decoders/flac) with its scaling put right. */

import type { PacketDecoder } from '../format.ts';
import { quietly } from './quietly.ts';

/** A decoder of whole frames. `header` is `fLaC` with a STREAMINFO block. */
export async function createFlacDecoder({
  header,
  bitsPerSample,
}: {
  readonly header: Uint8Array;
  readonly bitsPerSample: number;
}): Promise<PacketDecoder> {
  const { FLACDecoder } = await import('@wasm-audio-decoders/flac');
  const decoder = new FLACDecoder();
  await decoder.ready;

  async function decode(packet: Uint8Array): Promise<Float32Array[][]> {
    // The work is done before the promise is returned, so being quiet this long is enough.
    const { channelData, errors } = await quietly(() => decoder.decodeFrames([packet]));
    if (errors.length > 0) throw new Error(errors[0]!.message);
    for (const channel of channelData) rescale(channel, bitsPerSample);
    return [channelData];
  }

  await decode(header);
  return { decode, flush: async () => [], close: () => decoder.free() };
}

/**
 * The decoder divides integers by 2^(bits-1) - 1; the convention everywhere else is 2^(bits-1). Rounding finds the
 * integer again, exactly up to 24 bits, the most that a 32-bit float holds.
 */
function rescale(channel: Float32Array, bitsPerSample: number): void {
  const scale = 2 ** (bitsPerSample - 1);
  for (let n = 0; n < channel.length; n++) channel[n] = Math.round(channel[n]! * (scale - 1)) / scale;
}
