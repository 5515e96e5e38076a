/** The few filters the instruments share, as functions from one sample to the next. */

/** A filter with a memory: feed it one sample, get one back. */
export type Filter = (sample: number) => number;

/** y[n] = y[n−1] + a (x[n] − y[n−1]), a = 1 − e^(−2πf/rate): a gentle low-pass, −6 dB per octave. */
export function lowPass(cutoffHertz: number, sampleRate: number): Filter {
  const a = 1 - Math.exp((-2 * Math.PI * cutoffHertz) / sampleRate);
  let state = 0;
  return (sample) => {
    state += a * (sample - state);
    return state;
  };
}

/** What {@link lowPass} takes away. */
export function highPass(cutoffHertz: number, sampleRate: number): Filter {
  const low = lowPass(cutoffHertz, sampleRate);
  return (sample) => sample - low(sample);
}

/** Filters one after another. */
export function chain(...filters: readonly Filter[]): Filter {
  return (sample) => filters.reduce((value, filter) => filter(value), sample);
}

/** A resonance that can move while it sounds. */
export interface Resonator {
  /** Moves it: centre and width of the peak, in hertz. */
  tune(centreHertz: number, bandwidthHertz: number): void;
  next(sample: number): number;
}

/**
 * y[n] = a x[n] + b y[n−1] + c y[n−2] with poles at radius e^(−πB/rate) and angle 2πF/rate; a = 1 − b − c makes the
 * gain 1 at 0 Hz, so that a cascade of them has the levels of a vocal tract by itself (Klatt 1980).
 */
export function createResonator(sampleRate: number): Resonator {
  let a = 1;
  let b = 0;
  let c = 0;
  let previous = 0;
  let beforeThat = 0;
  return {
    tune(centreHertz, bandwidthHertz) {
      const radius = Math.exp((-Math.PI * bandwidthHertz) / sampleRate);
      c = -radius * radius;
      b = 2 * radius * Math.cos((2 * Math.PI * centreHertz) / sampleRate);
      a = 1 - b - c;
    },
    next(sample) {
      const value = a * sample + b * previous + c * beforeThat;
      beforeThat = previous;
      previous = value;
      return value;
    },
  };
}

/** A value that glides to its target in about `samples`: two one-pole smoothers in a row, so that it starts and ends softly. */
export function createGlide(value: number, samples: number): Filter {
  const a = 1 - Math.exp(-1 / samples);
  let first = value;
  let second = value;
  return (target) => {
    first += a * (target - first);
    second += a * (first - second);
    return second;
  };
}
