/** An electric piano of two frequency-modulated pairs: the tone bar and the tine (Chowning 1973). */

import { sampleRate } from '../score.ts';
import { fadeEdges } from './partial.ts';

const releaseSeconds = 0.12;

/** One key held for `seconds`, mono. */
export function strikeKey(hertz: number, options: { seconds: number; velocity: number }): Float64Array {
  const { seconds, velocity } = options;
  const note = new Float64Array(Math.round((seconds + releaseSeconds) * sampleRate));
  for (let n = 0; n < note.length; n++) {
    const t = n / sampleRate;
    const angle = 2 * Math.PI * hertz * t;
    // The harder the stroke, the brighter: the index of modulation follows the velocity and fades.
    const index = 1.4 * velocity * Math.exp(-t / 0.35);
    const bar = Math.sin(angle + index * Math.sin(angle)) * Math.exp(-t / 1.3);
    const tine = 0.12 * Math.sin(angle + 0.8 * Math.sin(14 * angle)) * Math.exp(-t / 0.12);
    note[n] = velocity * (bar + tine);
  }
  fadeEdges(note, { riseSeconds: 0.003, fallSeconds: releaseSeconds });
  return note;
}
