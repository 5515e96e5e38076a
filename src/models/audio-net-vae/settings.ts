/** Settings of AudioNetVAE. */

import { audioNetSimpleLstmSettings } from '../audio-net-simple-lstm/settings.ts';
import type { NetworkSetting } from '../network.ts';

/** What it can be told. */
export const audioNetVaeSettings: readonly NetworkSetting[] = audioNetSimpleLstmSettings;
