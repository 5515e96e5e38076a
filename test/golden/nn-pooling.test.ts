/** The graph's own pools and resampling against PyTorch: layers without parameters that need no wrapping. */

import { averagePool, globalAveragePool, maxPool, resize } from '../../src/graph/index.ts';
import { pixelShuffle, pixelUnshuffle } from '../../src/nn/index.ts';
import { describeGolden } from '../support/nn-golden.ts';

interface PoolCase {
  readonly kernelSize: number | readonly number[];
  readonly stride?: number;
  readonly padding?: number;
}

const window = ({ kernelSize, stride, padding = 0 }: PoolCase) => ({
  kernel: kernelSize,
  pads: padding,
  ...(stride === undefined ? {} : { strides: stride }),
});

describeGolden<PoolCase>('pooling', {
  maxPool1d: (_, { x }, options) => maxPool(x!, window(options)),
  maxPool2d: (_, { x }, options) => maxPool(x!, window(options)),
  averagePool1d: (_, { x }, options) => averagePool(x!, window(options)),
  averagePool2d: (_, { x }, options) => averagePool(x!, window(options)),
  globalAveragePool: (_, { x }) => globalAveragePool(x!),
});

interface UpsampleCase {
  readonly scale: number | readonly number[];
  readonly alignCorners?: boolean;
  readonly factor: number;
}

const scales = ({ scale }: UpsampleCase) => ({ scales: typeof scale === 'number' ? [scale] : scale });

describeGolden<UpsampleCase>('upsample', {
  upsampleNearest: (_, { x }, options) => resize(x!, scales(options)),
  upsampleLinear: (_, { x }, options) =>
    resize(x!, scales(options), { mode: 'linear', alignCorners: options.alignCorners ?? false }),
  pixelShuffle: (_, { x }, { factor }) => pixelShuffle(x!, factor),
  pixelUnshuffle: (_, { x }, { factor }) => pixelUnshuffle(x!, factor),
});
