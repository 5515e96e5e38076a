/** SpectrogramNetVAE: the U-Net on magnitudes whose deepest values are drawn from a distribution before the LSTM layers read them. */

import { drawLatent } from '../blocks/latent.ts';
import { recur } from '../blocks/recurrent.ts';
import { foldImage } from '../blocks/sequence.ts';
import { decodeMask, encodeSpectrogram } from '../blocks/spectrogram.ts';
import type { Network } from '../network.ts';
import { spectrogramNetVaeSettings } from './settings.ts';

/** See README.md beside this file. */
export const spectrogramNetVae: Network = {
  name: 'SpectrogramNetVAE',
  domain: 'spectrogram',
  summary: 'variational U-Net on magnitudes: encoder, latent distribution, LSTM layers, decoder',
  paper:
    'D. Kingma and M. Welling, "Auto-encoding variational Bayes", ICLR 2014; A. Jansson et al., "Singing voice separation with deep U-Net convolutional networks", ISMIR 2017',
  settings: spectrogramNetVaeSettings,
  build(scope, input, options) {
    const side = { ...options, network: 'SpectrogramNetVAE' };
    const { deepest, skips } = encodeSpectrogram(scope, input.magnitude(), side);
    const folded = foldImage(scope.child('fold'), deepest, { axis: Number(options.settings.input_axis) });
    const { value, mean, deviation } = drawLatent(scope, folded.sequence);
    const read = folded.unfold(recur(scope, value, options.settings));
    return { mask: decodeMask(scope, { deepest: read, skips }, side), latent: { mean, deviation } };
  },
};
