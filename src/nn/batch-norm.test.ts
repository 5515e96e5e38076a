/** Batch normalization against PyTorch: outputs, gradients and running statistics. */

import { describeGolden } from '../../test/support/nn-golden.ts';
import { type BatchNormOptions, batchNorm } from './batch-norm.ts';

describeGolden<BatchNormOptions>('batch-norm', {
  batchNorm: (scope, { x }, options) => batchNorm(scope, x!, options),
});
