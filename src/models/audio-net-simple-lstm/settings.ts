/** Settings of AudioNetSimpleLSTM. */

import { audioNetSimpleSettings } from '../audio-net-simple/settings.ts';
import { placesPerStepSetting, recurrentSettings } from '../blocks/recurrent.ts';
import type { NetworkSetting } from '../network.ts';

/** What it can be told. */
export const audioNetSimpleLstmSettings: readonly NetworkSetting[] = [
  ...audioNetSimpleSettings,
  ...recurrentSettings,
  placesPerStepSetting,
];
