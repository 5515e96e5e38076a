/** What the builders of convolutions may be told. */

import type { WindowOptions } from './conv-shape.ts';

/** Options of `conv`. */
export interface ConvOptions extends WindowOptions {
  /** Channels are taken in as many groups that know nothing of each other. Default 1. */
  readonly group?: number;
}

/** Options of `convTranspose`. */
export interface ConvTransposeOptions extends ConvOptions {
  /** Elements added behind, which a stride's rounding would lose. Default 0. */
  readonly outputPadding?: number | readonly number[];
}
