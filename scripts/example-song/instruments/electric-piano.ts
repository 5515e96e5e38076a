/** An electric piano of two frequency-modulated pairs: the tone bar and the tine (Chowning 1973). */

import { sampleRate } from '../score.ts';

/** One key held for `seconds`, mono. */
export function strikeKey(hertz: number, options: { seconds: number; velocity: number }): Float64Array {
  const { seconds, velocity } = options;
  const releaseSeconds = 0.12;
  const length = Math.round((seconds + releaseSeconds) * sampleRate);
  return Float64Array.from({ length }, (_, n) => {
    const t = n / sampleRate;
    const angle = 2 * Math.PI * hertz * t;
    // The harder the stroke, the brighter: the index of modulation follows the velocity and fades.
    const index = 1.4 * velocity * Math.exp(-t / 0.35);
    const bar = Math.sin(angle + index * Math.sin(angle)) * Math.exp(-t / 1.3);
    const tine = 0.12 * Math.sin(angle + 0.8 * Math.sin(14 * angle)) * Math.exp(-t / 0.12);
    const attack = Math.min(1, t / 0.003);
    const release = Math.min(1, (length - n) / (releaseSeconds * sampleRate));
    return velocity * (bar + tine) * attack * release;
  });
}
