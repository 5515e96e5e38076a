/** Channels to finer rows and columns and back (Shi et al. 2016), in PyTorch's channel order. */

import { reshape, transpose, type Value } from '../graph/index.ts';
import { checkGroups, checkRank, sizeOf } from './sizes.ts';

/** [batch, channel·factor², row, column] to [batch, channel, row·factor, column·factor]. */
export function pixelShuffle(x: Value, factor: number): Value {
  checkRank(x, { rank: 4, axes: 'batch, channel, row, column' });
  checkGroups(sizeOf(x, 1), { groups: factor ** 2, what: 'channels' });
  const [batch] = x.type.shape;
  const [channels, rows, columns] = [sizeOf(x, 1) / factor ** 2, sizeOf(x, 2), sizeOf(x, 3)];
  const split = reshape(x, [batch!, channels, factor, factor, rows, columns]);
  const ordered = transpose(split, [0, 1, 4, 2, 5, 3]);
  return reshape(ordered, [batch!, channels, rows * factor, columns * factor]);
}

/** [batch, channel, row·factor, column·factor] to [batch, channel·factor², row, column]: the inverse of {@link pixelShuffle}. */
export function pixelUnshuffle(x: Value, factor: number): Value {
  checkRank(x, { rank: 4, axes: 'batch, channel, row, column' });
  checkGroups(sizeOf(x, 2), { groups: factor, what: 'rows' });
  checkGroups(sizeOf(x, 3), { groups: factor, what: 'columns' });
  const [batch] = x.type.shape;
  const [channels, rows, columns] = [sizeOf(x, 1), sizeOf(x, 2) / factor, sizeOf(x, 3) / factor];
  const split = reshape(x, [batch!, channels, rows, factor, columns, factor]);
  const ordered = transpose(split, [0, 1, 3, 5, 2, 4]);
  return reshape(ordered, [batch!, channels * factor ** 2, rows, columns]);
}
