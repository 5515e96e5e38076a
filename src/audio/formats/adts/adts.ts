/** Bare AAC with a header before every packet (ADTS), as radio streams have it. */

import type { AudioFormat } from '../../format.ts';
import { openAdts, parseAdtsHeader } from './reader.ts';

/** Bare AAC, read only. Not gapless: nothing in it says what the encoder added. */
export const adts: AudioFormat = {
  name: 'aac',
  extensions: ['aac', 'adts'],
  mimeType: 'audio/aac',
  sniff(head) {
    const header = parseAdtsHeader(head);
    if (header === undefined) return false;
    const next = head.subarray(header.frameBytes);
    return next.length < 7 || parseAdtsHeader(next)?.sampleRate === header.sampleRate;
  },
  open: openAdts,
};
