/** SpectrogramNetLSTM: the U-Net on magnitudes with LSTM layers where it is deepest. */

import { recur } from '../blocks/recurrent.ts';
import { foldImage } from '../blocks/sequence.ts';
import { decodeMask, encodeSpectrogram } from '../blocks/spectrogram.ts';
import type { Network } from '../network.ts';
import { spectrogramNetLstmSettings } from './settings.ts';

/** See README.md beside this file. */
export const spectrogramNetLstm: Network = {
  name: 'SpectrogramNetLSTM',
  domain: 'spectrogram',
  summary: 'U-Net on magnitudes with bidirectional LSTM layers between encoder and decoder',
  paper:
    'A. Jansson et al., "Singing voice separation with deep U-Net convolutional networks", ISMIR 2017; S. Hochreiter and J. Schmidhuber, "Long short-term memory", 1997',
  settings: spectrogramNetLstmSettings,
  build(scope, input, options) {
    const side = { ...options, network: 'SpectrogramNetLSTM' };
    const { deepest, skips } = encodeSpectrogram(scope, input.magnitude(), side);
    const folded = foldImage(scope.child('fold'), deepest, { axis: Number(options.settings.input_axis) });
    const read = folded.unfold(recur(scope, folded.sequence, options.settings));
    return { mask: decodeMask(scope, { deepest: read, skips }, side) };
  },
};
