/** Bare AAC with a header before every packet (ADTS), as radio streams have it. Not gapless: nothing says what to cut. */

import type { AudioFormat } from '../format.ts';
import { openContainerTrack } from './container-reader.ts';

export const adts: AudioFormat = {
  name: 'aac',
  extensions: ['aac', 'adts'],
  mimeType: 'audio/aac',
  sniff(head) {
    const length = adtsFrameBytes(head);
    return (
      length !== undefined &&
      (head.length < length + 7 || adtsFrameBytes(head.subarray(length)) !== undefined)
    );
  },
  open: (source, options = {}) => openContainerTrack(source, options, { format: 'aac' }),
};

/** The length that an ADTS header at the start of `bytes` gives, or `undefined` where there is no header. */
function adtsFrameBytes(bytes: Uint8Array): number | undefined {
  if (bytes.length < 7 || bytes[0] !== 0xff || (bytes[1]! & 0xf6) !== 0xf0) return undefined;
  const length = ((bytes[3]! & 3) << 11) | (bytes[4]! << 3) | (bytes[5]! >> 5);
  return length < 7 ? undefined : length;
}
