/** The WAVE format: plain samples behind a header. The lossless default of everything the toolkit writes. */

import type { AudioFormat } from '../../format.ts';
import { fourCc } from './header.ts';
import { openWav } from './reader.ts';
import { createWav } from './writer.ts';

/** RIFF/WAVE, RF64, BW64 and Wave64; written as RIFF, or RF64 where it must be. */
export const wav: AudioFormat = {
  name: 'wav',
  extensions: ['wav', 'wave', 'rf64', 'bwf', 'w64'],
  mimeType: 'audio/wav',
  sniff(head) {
    const riff = ['RIFF', 'RF64', 'BW64'].includes(fourCc(head, 0)) && fourCc(head, 8) === 'WAVE';
    return riff || (fourCc(head, 0) === 'riff' && fourCc(head, 24) === 'wave');
  },
  open: openWav,
  create: createWav,
};
