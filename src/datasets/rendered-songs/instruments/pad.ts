/** A soft pad: a few harmonics that swell and fade, slightly out of tune with its twin on the other side. */

import { addPartial, fadeEdges } from './partial.ts';

const harmonicCount = 6;
const edgeSeconds = 0.35;

/** One note of `seconds`, `detuneCents` off pitch, mono. */
export function swell(
  hertz: number,
  options: { seconds: number; detuneCents: number; sampleRate: number },
): Float64Array {
  const { seconds, detuneCents, sampleRate } = options;
  const tuned = hertz * 2 ** (detuneCents / 1200);
  const note = new Float64Array(Math.round((seconds + edgeSeconds) * sampleRate));
  for (let k = 1; k <= harmonicCount; k++)
    addPartial(note, { hertz: k * tuned, level: k ** -1.8, sampleRate });
  fadeEdges(note, { riseSeconds: edgeSeconds, fallSeconds: edgeSeconds, sampleRate });
  return note;
}
