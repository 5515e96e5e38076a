/** Transposed convolutions against PyTorch. */

import { describeGolden } from '../../test/support/nn-golden.ts';

describeGolden('conv-transpose');
