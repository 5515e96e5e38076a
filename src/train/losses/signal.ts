/** One side of a comparison from its waveform. */

import type { StftOptions } from '../../dsp/index.ts';
import type { Value } from '../../graph/index.ts';
import { complexAbs, graphStft } from '../../nn/index.ts';
import type { LossSignal } from './loss.ts';

/**
 * A waveform `[…, sample]` as losses look at it; magnitudes are those of its STFT, made when they are asked for and once. They are at
 * least 1e-15, which gives silence a slope of 0.
 */
export function lossSignal(waveform: Value, stft: StftOptions): LossSignal {
  let magnitudes: Value | undefined;
  return {
    waveform: () => waveform,
    magnitude() {
      magnitudes ??= complexAbs(graphStft(waveform, stft));
      return magnitudes;
    },
  };
}
