/** Padding against PyTorch. */

import { describeGolden } from '../../test/support/nn-golden.ts';
import { type Pads, reflectPad, replicatePad, zeroPad } from './pad.ts';

describeGolden<{ readonly pads: Pads }>('pad', {
  zeroPad: (_, { x }, { pads }) => zeroPad(x!, pads),
  reflectPad: (_, { x }, { pads }) => reflectPad(x!, pads),
  replicatePad: (_, { x }, { pads }) => replicatePad(x!, pads),
});
