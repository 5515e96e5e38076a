/** Settings of SpectrogramNetSimple. */

import { maskActivationSetting } from '../blocks/mask.ts';
import { uNetSettings } from '../blocks/u-net-settings.ts';
import type { NetworkSetting } from '../network.ts';

/** What it can be told. */
export const spectrogramNetSimpleSettings: readonly NetworkSetting[] = [
  ...uNetSettings,
  maskActivationSetting,
];
