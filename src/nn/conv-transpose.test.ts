/** Transposed convolutions against PyTorch. */

import { describeGolden } from '../../test/support/nn-golden.ts';
import { type ConvTransposeOptions, convTranspose1d, convTranspose2d } from './conv-transpose.ts';

describeGolden<ConvTransposeOptions>('conv-transpose', {
  convTranspose1d: (scope, { x }, options) => convTranspose1d(scope, x!, options),
  convTranspose2d: (scope, { x }, options) => convTranspose2d(scope, x!, options),
});
