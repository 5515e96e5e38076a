/** Normalizations per item against PyTorch. */

import { describeGolden } from '../../test/support/nn-golden.ts';

describeGolden('norm');
