/** SpectrogramNetSimple: a U-Net on magnitudes that gives a mask per target. */

import { decodeMask, encodeSpectrogram } from '../blocks/spectrogram.ts';
import type { Network } from '../network.ts';
import { spectrogramNetSimpleSettings } from './settings.ts';

/** See README.md beside this file. */
export const spectrogramNetSimple: Network = {
  name: 'SpectrogramNetSimple',
  domain: 'spectrogram',
  summary: 'U-Net on magnitudes: convolutions only, the fastest to train',
  paper:
    'A. Jansson, E. Humphrey, N. Montecchio, R. Bittner, A. Kumar and T. Weyde, "Singing voice separation with deep U-Net convolutional networks", ISMIR 2017',
  settings: spectrogramNetSimpleSettings,
  build(scope, input, options) {
    const side = { ...options, network: 'SpectrogramNetSimple' };
    return { mask: decodeMask(scope, encodeSpectrogram(scope, input.magnitude(), side), side) };
  },
};
