/** Normalizations per item against PyTorch. */

import { describeGolden } from '../../test/support/nn-golden.ts';
import {
  type GroupNormOptions,
  globalLayerNorm,
  groupNorm,
  type InstanceNormOptions,
  instanceNorm,
  type LayerNormOptions,
  layerNorm,
  rmsNorm,
} from './layer-norm.ts';

describeGolden<LayerNormOptions & GroupNormOptions & InstanceNormOptions>('norm', {
  layerNorm: (scope, { x }, options) => layerNorm(scope, x!, options),
  groupNorm: (scope, { x }, options) => groupNorm(scope, x!, options),
  instanceNorm: (scope, { x }, options) => instanceNorm(scope, x!, options),
  // PyTorch's own default depends on the element type; the cases were made in double precision.
  rmsNorm: (scope, { x }) => rmsNorm(scope, x!, { eps: 1e-6 }),
  globalLayerNorm: (scope, { x }, options) => globalLayerNorm(scope, x!, options),
});
