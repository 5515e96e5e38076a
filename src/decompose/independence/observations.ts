/** The frequencies of several channels, each with its frames side by side: what methods that work frequency by frequency read. */

import type { Spectrogram } from '../../dsp/index.ts';

/** Complex bins of channels heard together. */
export interface Observations {
  /** Per channel `[bin, frame, part]`: all frames of a frequency stand together. */
  readonly channels: readonly Float32Array[];
  readonly binCount: number;
  readonly frameCount: number;
}

/** The bins of a spectrogram, frequency by frequency, scaled so that their mean power is 1; all 0 where it is. */
export function observe({ channels, binCount, frameCount }: Spectrogram): Observations {
  const scale = 1 / Math.sqrt(meanPower(channels) || 1);
  const turned = channels.map((bins) => {
    const out = new Float32Array(bins.length);
    for (let frame = 0; frame < frameCount; frame++) {
      for (let k = 0; k < binCount; k++) {
        const from = (frame * binCount + k) * 2;
        const to = (k * frameCount + frame) * 2;
        out[to] = bins[from]! * scale;
        out[to + 1] = bins[from + 1]! * scale;
      }
    }
    return out;
  });
  return { channels: turned, binCount, frameCount };
}

function meanPower(channels: readonly Float32Array[]): number {
  let sum = 0;
  let count = 0;
  for (const bins of channels) {
    for (let i = 0; i < bins.length; i++) sum += bins[i]! * bins[i]!;
    count += bins.length / 2;
  }
  return count === 0 ? 0 : sum / count;
}
