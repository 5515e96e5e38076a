/** AudioNetSimple: a U-Net on samples that gives the targets' waveforms. */

import { decodeWaveform, encodeWaveform } from '../blocks/waveform.ts';
import type { Network } from '../network.ts';
import { audioNetSimpleSettings } from './settings.ts';

/** See README.md beside this file. */
export const audioNetSimple: Network = {
  name: 'AudioNetSimple',
  domain: 'waveform',
  summary: 'U-Net on samples: no transform, no phase to borrow',
  paper:
    'D. Stoller, S. Ewert and S. Dixon, "Wave-U-Net: a multi-scale neural network for end-to-end audio source separation", ISMIR 2018',
  settings: audioNetSimpleSettings,
  build(scope, input, options) {
    const side = { ...options, network: 'AudioNetSimple' };
    return { waveform: decodeWaveform(scope, encodeWaveform(scope, input.waveform(), side), side) };
  },
};
