/** Settings of AudioNetSimple. */

import { uNetSettings } from '../blocks/u-net-settings.ts';
import type { NetworkSetting } from '../network.ts';

/** What it can be told. */
export const audioNetSimpleSettings: readonly NetworkSetting[] = uNetSettings;
