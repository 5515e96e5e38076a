/** Three bidirectional LSTM layers, as Open-Unmix has them (Stöter et al. 2019). */

import { lstm } from '../../../src/nn/lstm.ts';
import { type BenchModel, benchModel } from './model.ts';

/** Sequences [frame, batch, 512] to [frame, batch, 2 · 512]. */
export function blstm({ batch, frames }: { readonly batch: number; readonly frames: number }): BenchModel {
  const [x, y] = [
    [frames, batch, 512],
    [frames, batch, 1024],
  ];
  return benchModel({ x: x!, y: y! }, (scope, value) => {
    const options = { hiddenSize: 512, numLayers: 3, bidirectional: true };
    return lstm(scope.child('lstm'), value, options).output;
  });
}
