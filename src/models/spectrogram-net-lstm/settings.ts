/** Settings of SpectrogramNetLSTM. */

import { inputAxisSetting, recurrentSettings } from '../blocks/recurrent.ts';
import type { NetworkSetting } from '../network.ts';
import { spectrogramNetSimpleSettings } from '../spectrogram-net-simple/settings.ts';

/** What it can be told. */
export const spectrogramNetLstmSettings: readonly NetworkSetting[] = [
  ...spectrogramNetSimpleSettings,
  ...recurrentSettings,
  inputAxisSetting,
];
