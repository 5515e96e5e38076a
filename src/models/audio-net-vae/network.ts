/** AudioNetVAE: the U-Net on samples whose deepest values are drawn from a distribution before the LSTM layers read them. */

import { drawLatent } from '../blocks/latent.ts';
import { recur } from '../blocks/recurrent.ts';
import { foldLine } from '../blocks/sequence.ts';
import { decodeWaveform, encodeWaveform } from '../blocks/waveform.ts';
import type { Network } from '../network.ts';
import { audioNetVaeSettings } from './settings.ts';

/** See README.md beside this file. */
export const audioNetVae: Network = {
  name: 'AudioNetVAE',
  domain: 'waveform',
  summary: 'variational U-Net on samples: encoder, latent distribution, LSTM layers, decoder',
  paper:
    'D. Kingma and M. Welling, "Auto-encoding variational Bayes", ICLR 2014; D. Stoller et al., "Wave-U-Net", ISMIR 2018',
  settings: audioNetVaeSettings,
  build(scope, input, options) {
    const side = { ...options, network: 'AudioNetVAE' };
    const encoded = encodeWaveform(scope, input.waveform(), side);
    const folded = foldLine(scope.child('fold'), encoded.deepest, {
      places: Number(options.settings.places_per_step),
    });
    const { value, mean, deviation } = drawLatent(scope, folded.sequence);
    const deepest = folded.unfold(recur(scope, value, options.settings));
    return { waveform: decodeWaveform(scope, { ...encoded, deepest }, side), latent: { mean, deviation } };
  },
};
