/**
 * The sound of the audio fixtures: seeded low-passed noise that swells and fades, different in every channel, in steps of an
 * integer format. Only sums and products: the same numbers on every machine, so a lossless file can be compared exactly.
 */

import type { Audio } from '../../src/audio/index.ts';
import { createRandom } from '../../src/util/index.ts';

/** What to make. */
export interface SignalShape {
  readonly sampleRate: number;
  readonly channelCount: number;
  readonly lengthSamples: number;
  /** Steps of 2^-(bits-1). Default 16. */
  readonly bits?: number;
}

/** The signal of this shape. */
export function fixtureSignal({ sampleRate, channelCount, lengthSamples, bits = 16 }: SignalShape): Audio {
  const scale = 2 ** (bits - 1);
  const channels = Array.from({ length: channelCount }, (_, c) => {
    const { uniform } = createRandom(c + 1);
    let low = 0;
    return Float32Array.from({ length: lengthSamples }, (_, n) => {
      low += 0.08 * (2 * uniform() - 1 - low);
      const phase = (n % 4000) / 4000;
      const swell = 4 * phase * (1 - phase);
      // + 0 turns -0, which integers do not know, into 0.
      return Math.round(Math.max(-0.99, Math.min(0.99, 2.5 * swell * low)) * scale) / scale + 0;
    });
  });
  return { sampleRate, channels };
}
