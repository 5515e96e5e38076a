/** Settings of SpectrogramNetVAE. */

import type { NetworkSetting } from '../network.ts';
import { spectrogramNetLstmSettings } from '../spectrogram-net-lstm/settings.ts';

/** What it can be told. */
export const spectrogramNetVaeSettings: readonly NetworkSetting[] = spectrogramNetLstmSettings;
