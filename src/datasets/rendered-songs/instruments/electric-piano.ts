/** An electric piano of two frequency-modulated pairs: the tone bar and the tine (Chowning 1973). */

import { fadeEdges } from './partial.ts';

const releaseSeconds = 0.12;

/** One key held for `seconds`, mono. */
export function strikeKey(
  hertz: number,
  options: { seconds: number; velocity: number; sampleRate: number },
): Float64Array {
  const { seconds, velocity, sampleRate } = options;
  // The tine's partials are about 14 times the pitch; where the rate has no room for them it is left out.
  const tineLevel = 15 * hertz < sampleRate / 2 ? 0.12 : 0;
  const note = new Float64Array(Math.round((seconds + releaseSeconds) * sampleRate));
  for (let n = 0; n < note.length; n++) {
    const t = n / sampleRate;
    const angle = 2 * Math.PI * hertz * t;
    // The harder the stroke, the brighter: the index of modulation follows the velocity and fades.
    const index = 1.4 * velocity * Math.exp(-t / 0.35);
    const bar = Math.sin(angle + index * Math.sin(angle)) * Math.exp(-t / 1.3);
    const tine = tineLevel * Math.sin(angle + 0.8 * Math.sin(14 * angle)) * Math.exp(-t / 0.12);
    note[n] = velocity * (bar + tine);
  }
  fadeEdges(note, { riseSeconds: 0.003, fallSeconds: releaseSeconds, sampleRate });
  return note;
}
