/** A soft pad: a few harmonics that swell and fade, slightly out of tune with its twin on the other side. */

import { sampleRate } from '../score.ts';

/** One note of `seconds`, `detuneCents` off pitch, mono. */
export function swell(hertz: number, options: { seconds: number; detuneCents: number }): Float64Array {
  const { seconds, detuneCents } = options;
  const tuned = hertz * 2 ** (detuneCents / 1200);
  const edgeSeconds = 0.35;
  const length = Math.round((seconds + edgeSeconds) * sampleRate);
  return Float64Array.from({ length }, (_, n) => {
    const t = n / sampleRate;
    let sum = 0;
    for (let k = 1; k <= 5; k++) sum += k ** -2 * Math.sin(2 * Math.PI * tuned * k * t);
    const rise = Math.min(1, n / (edgeSeconds * sampleRate));
    const fall = Math.min(1, (length - n) / (edgeSeconds * sampleRate));
    return sum * rise * fall;
  });
}
