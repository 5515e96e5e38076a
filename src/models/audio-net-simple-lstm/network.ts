/** AudioNetSimpleLSTM: the U-Net on samples with LSTM layers where it is deepest. */

import { recur } from '../blocks/recurrent.ts';
import { foldLine } from '../blocks/sequence.ts';
import { decodeWaveform, encodeWaveform } from '../blocks/waveform.ts';
import type { Network } from '../network.ts';
import { audioNetSimpleLstmSettings } from './settings.ts';

/** See README.md beside this file. */
export const audioNetSimpleLstm: Network = {
  name: 'AudioNetSimpleLSTM',
  domain: 'waveform',
  summary: 'U-Net on samples with bidirectional LSTM layers between encoder and decoder',
  paper:
    'D. Stoller et al., "Wave-U-Net", ISMIR 2018; A. Défossez, N. Usunier, L. Bottou and F. Bach, "Music source separation in the waveform domain", 2019',
  settings: audioNetSimpleLstmSettings,
  build(scope, input, options) {
    const side = { ...options, network: 'AudioNetSimpleLSTM' };
    const encoded = encodeWaveform(scope, input.waveform(), side);
    const folded = foldLine(scope.child('fold'), encoded.deepest, {
      places: Number(options.settings.places_per_step),
    });
    const deepest = folded.unfold(recur(scope, folded.sequence, options.settings));
    return { waveform: decodeWaveform(scope, { ...encoded, deepest }, side) };
  },
};
