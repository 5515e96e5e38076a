/** The vocal folds: a periodic flow of air and the noise that rides on it. */

import type { Random } from '../../../util/index.ts';

/** One sample of the source. */
export interface GlottalSample {
  /** The derivative of the flow: what is radiated. */
  readonly pulse: number;
  /** Noise, strongest while the folds are open. */
  readonly noise: number;
}

/** Shares of a period: the flow peaks at 0.40 and the folds close at 0.62 (Rosenberg 1971, pulse C). */
const peakAt = 0.4;
const closeAt = 0.62;
/** The jump of the derivative when the folds close. */
const closingSlope = Math.PI / (2 * (closeAt - peakAt));

/** A source that is asked for one sample at a time, at the pitch of that moment. */
export function createGlottis(random: Random, sampleRate: number): (hertz: number) => GlottalSample {
  let phase = 0;
  return (hertz) => {
    const step = hertz / sampleRate;
    phase = (phase + step) % 1;
    const openness = phase < closeAt ? 1 : 0.35;
    return {
      pulse: flowDerivative(phase) + closingSlope * bandLimitedStep(phase - closeAt, step),
      noise: openness * (3 * random.uniform() - 1.5),
    };
  };
}

/** Flow ½(1 − cos(πp/0.4)) rising, cos(π/2 · (p − 0.4)/0.22) falling, differentiated; scaled to a slope per period. */
function flowDerivative(phase: number): number {
  if (phase < peakAt) return (Math.PI / (2 * peakAt)) * Math.sin((Math.PI * phase) / peakAt);
  if (phase < closeAt)
    return -closingSlope * Math.sin(((Math.PI / 2) * (phase - peakAt)) / (closeAt - peakAt));
  return 0;
}

/** Rounds a unit step at distance 0 over one sample on each side, which keeps it from aliasing (PolyBLEP). */
function bandLimitedStep(distance: number, step: number): number {
  const t = distance / step;
  if (t > -1 && t < 0) return ((t + 1) * (t + 1)) / 2;
  if (t >= 0 && t < 1) return -((1 - t) * (1 - t)) / 2;
  return 0;
}
