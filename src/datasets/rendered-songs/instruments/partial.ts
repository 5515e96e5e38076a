/** A sine that dies away: what strings and bars are made of. */

/** Its pitch, its level at the start, and the seconds in which it falls to 1/e (never, when left out). */
export interface Partial {
  readonly hertz: number;
  readonly level: number;
  readonly decaySeconds?: number;
}

/**
 * Adds a partial to `target` from its first sample on. z[n] = z[n−1] · e^(−1/(τ rate) + 2πi f/rate), and the sound is
 * its imaginary part: one complex product a sample instead of a sine and an exponential. Above half the rate it is left out.
 */
export function addPartial(target: Float64Array, partial: Partial & { readonly sampleRate: number }): void {
  const { hertz, level, decaySeconds = Infinity, sampleRate } = partial;
  if (hertz >= sampleRate / 2) return;
  const radius = Math.exp(-1 / (decaySeconds * sampleRate));
  const cos = radius * Math.cos((2 * Math.PI * hertz) / sampleRate);
  const sin = radius * Math.sin((2 * Math.PI * hertz) / sampleRate);
  let re = level;
  let im = 0;
  for (let n = 0; n < target.length; n++) {
    target[n]! += im;
    const next = re * cos - im * sin;
    im = re * sin + im * cos;
    re = next;
  }
}

/** A rise and a fall. */
export interface Edges {
  readonly riseSeconds: number;
  readonly fallSeconds: number;
  readonly sampleRate: number;
}

/** Shapes `target` in place by a straight rise and fall, in seconds. */
export function fadeEdges(target: Float64Array, edges: Edges): void {
  const rise = edges.riseSeconds * edges.sampleRate;
  const fall = edges.fallSeconds * edges.sampleRate;
  for (let n = 0; n < target.length; n++) {
    target[n]! *= Math.min(1, n / rise, (target.length - n) / fall);
  }
}
