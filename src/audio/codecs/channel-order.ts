/** Orders of channels: what the codecs use, turned into the WAVE order (FL FR FC LFE BL BR …) that Audio uses. */

import type { AudioBlock } from '../audio.ts';

/** Vorbis I specification, section 4.3.9, and Opus mapping family 1: for each WAVE channel, where it is found. */
const vorbisOrders: Readonly<Record<number, readonly number[]>> = {
  3: [0, 2, 1],
  5: [0, 2, 1, 3, 4],
  6: [0, 2, 1, 5, 3, 4],
  7: [0, 2, 1, 6, 5, 3, 4],
  8: [0, 2, 1, 7, 5, 6, 3, 4],
};

/** Channels in the order of Vorbis, in the order of WAVE. */
export function vorbisToWaveOrder(channels: AudioBlock): AudioBlock {
  const order = vorbisOrders[channels.length];
  return order === undefined ? channels : order.map((index) => channels[index]!);
}
