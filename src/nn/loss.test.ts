/** The plain losses against PyTorch. */

import { describeGolden } from '../../test/support/nn-golden.ts';

describeGolden('loss');
