/** What is factorized: the magnitudes of all channels together, at a level that does not depend on the recording's. */

import type { Spectrogram } from '../../dsp/index.ts';

/** The mean of the channels' magnitudes, `[frame, bin]`, scaled so that the largest is 1 (all 0 for silence). */
export function meanMagnitudes({ channels, frameCount, binCount }: Spectrogram): Float32Array {
  const mean = new Float32Array(frameCount * binCount);
  for (const bins of channels) {
    for (let i = 0; i < mean.length; i++) mean[i]! += Math.hypot(bins[2 * i]!, bins[2 * i + 1]!);
  }
  let largest = 0;
  for (let i = 0; i < mean.length; i++) if (mean[i]! > largest) largest = mean[i]!;
  if (largest === 0) return mean;
  for (let i = 0; i < mean.length; i++) mean[i] = mean[i]! / largest;
  return mean;
}
