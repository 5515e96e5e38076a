/** The benchmark networks by name, in the sizes that are measured. */

import { blstm } from './blstm.ts';
import { convTasnet } from './conv-tasnet.ts';
import type { BenchModel } from './model.ts';
import { transformer } from './transformer.ts';
import { unet } from './unet.ts';

/** Builders: making one costs nothing until it is built into a graph. */
export const benchModels: Readonly<Record<string, () => BenchModel>> = {
  unet: () => unet([8, 1, 512, 172], [16, 32, 64, 128, 256, 512]),
  'small-unet': () => unet([2, 1, 64, 43], [8, 16, 32]),
  blstm: () => blstm({ batch: 8, frames: 172 }),
  'conv-tasnet': () => convTasnet({ batch: 2, frames: 1600 }),
  transformer: () => transformer({ batch: 1, tokens: 1344 }),
};
