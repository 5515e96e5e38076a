/** The plain losses against PyTorch. */

import { describeGolden } from '../../test/support/nn-golden.ts';
import { l1Loss, mseLoss } from './loss.ts';

describeGolden('loss', {
  mseLoss: (_, { estimate, target }) => mseLoss(estimate!, target!),
  l1Loss: (_, { estimate, target }) => l1Loss(estimate!, target!),
});
