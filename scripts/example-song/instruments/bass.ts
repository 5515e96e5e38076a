/** The electric bass: a handful of harmonics, the high ones dying first. */

import { sampleRate } from '../score.ts';

/** Harmonic k starts at k^(−1.3) and dies with a time constant of `longest / k^0.9`. */
const harmonicCount = 9;
const longestSeconds = 1.1;

/** One plucked note of `seconds`, mono. */
export function pluckBass(hertz: number, seconds: number): Float64Array {
  const releaseSeconds = 0.05;
  const length = Math.round((seconds + releaseSeconds) * sampleRate);
  return Float64Array.from({ length }, (_, n) => {
    const t = n / sampleRate;
    let sum = 0;
    for (let k = 1; k <= harmonicCount; k++) {
      const level = k ** -1.3 * Math.exp((-t * k ** 0.9) / longestSeconds);
      sum += level * Math.sin(2 * Math.PI * hertz * k * t);
    }
    const attack = Math.min(1, t / 0.006);
    const release = Math.min(1, (length - n) / (releaseSeconds * sampleRate));
    return sum * attack * release;
  });
}
