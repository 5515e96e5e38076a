/** The graph's own pools and resampling against PyTorch: layers without parameters that need no wrapping. */

import { describeGolden } from '../support/nn-golden.ts';

describeGolden('pooling');
describeGolden('upsample');
