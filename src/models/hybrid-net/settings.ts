/** Settings of HybridNet: those of both its branches. */

import { placesPerStepSetting } from '../blocks/recurrent.ts';
import type { NetworkSetting } from '../network.ts';
import { spectrogramNetLstmSettings } from '../spectrogram-net-lstm/settings.ts';

/** What it can be told. */
export const hybridNetSettings: readonly NetworkSetting[] = [
  ...spectrogramNetLstmSettings,
  placesPerStepSetting,
];
