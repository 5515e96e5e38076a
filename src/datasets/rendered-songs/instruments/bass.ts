/** The electric bass: a handful of harmonics, the high ones dying first. */

import { addPartial, fadeEdges } from './partial.ts';

const harmonicCount = 12;
/** Harmonic k starts at k^(−1.3) and dies with a time constant of `longestSeconds / k^0.9`. */
const longestSeconds = 1.1;
const releaseSeconds = 0.05;

/** One plucked note of `seconds`, mono. */
export function pluckBass(hertz: number, options: { seconds: number; sampleRate: number }): Float64Array {
  const { seconds, sampleRate } = options;
  const note = new Float64Array(Math.round((seconds + releaseSeconds) * sampleRate));
  for (let k = 1; k <= harmonicCount; k++) {
    addPartial(note, {
      hertz: k * hertz,
      level: k ** -1.3,
      decaySeconds: longestSeconds / k ** 0.9,
      sampleRate,
    });
  }
  fadeEdges(note, { riseSeconds: 0.006, fallSeconds: releaseSeconds, sampleRate });
  return note;
}
