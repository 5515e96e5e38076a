/**
 * The windows that frames are weighted with. Formulas and conventions are those of scipy.signal.windows
 * (F. J. Harris, "On the use of windows for harmonic analysis with the discrete Fourier transform", 1978).
 */

import { ArgumentError, checkChoice, checkInteger } from '../util/index.ts';

/** The windows by name, in the order they are listed to users. */
export const windowNames = [
  'hann',
  'sqrt_hann',
  'hamming',
  'blackman',
  'triangular',
  'bartlett',
  'rectangular',
] as const;

/** The name of a window. */
export type WindowName = (typeof windowNames)[number];

/** Options of {@link makeWindow}. */
export interface WindowOptions {
  /**
   * `false` (default): periodic, one period of an endless sequence, as an STFT needs it (its shifted copies add up to a
   * constant). `true`: the last sample equals the first, as the design of FIR filters needs it.
   */
  readonly symmetric?: boolean;
}

/**
 * A window of `length` samples: `window[n]` weighs sample `n` of a frame, 0 at the edges (or near it) and 1 at the peak.
 *
 * With D = length (periodic) or length − 1 (symmetric):
 *
 * | name | w[n] |
 * |---|---|
 * | `hann` | ½ − ½·cos(2πn/D) |
 * | `sqrt_hann` | sin(πn/D), the root of `hann`: used twice (analysis and synthesis) it adds up like `hann` |
 * | `hamming` | 0.54 − 0.46·cos(2πn/D) |
 * | `blackman` | 0.42 − 0.5·cos(2πn/D) + 0.08·cos(4πn/D) |
 * | `triangular` | the triangle that stays above 0 (scipy's `triang`) |
 * | `bartlett` | the triangle that starts at 0: 1 − abs(2n/D − 1) |
 * | `rectangular` | 1 |
 *
 * A window of one sample is 1, whatever its name. The values are mirrored about the peak bit for bit.
 * Throws `ArgumentError` for an unknown name or a length below 1.
 *
 * @example
 * makeWindow('hann', 4); // Float64Array [0, 0.5, 1, 0.5]
 */
export function makeWindow(name: WindowName, length: number, options: WindowOptions = {}): Float64Array {
  const shape = shapes[checkChoice('window', name, windowNames)];
  checkInteger('window length', length, { min: 1 });
  const window = new Float64Array(length).fill(1);
  if (length === 1) return window;
  // A periodic window is the symmetric one of length + 1 without its last sample.
  const symmetricLength = options.symmetric === true ? length : length + 1;
  for (let n = 0; n < length; n++) window[n] = shape(Math.min(n, symmetricLength - 1 - n), symmetricLength);
  return window;
}

/**
 * `window` as a table: returned as it is when it is an array, made (periodic) when it is a name.
 * Throws `ArgumentError` when an array has not `length` samples.
 */
export function resolveWindow(window: WindowName | ArrayLike<number>, length: number): Float64Array {
  if (typeof window === 'string') return makeWindow(window, length);
  if (window.length !== length) {
    throw new ArgumentError({
      place: 'window',
      expected: `${length} samples`,
      got: `${window.length}`,
      remedy: 'Give a window as long as windowSize, or its name',
    });
  }
  return Float64Array.from(window);
}

/** The left half of the symmetric window of `length` samples, its peak included: n ≤ (length − 1)/2. */
type Shape = (n: number, length: number) => number;

const shapes: Record<WindowName, Shape> = {
  // ½ − ½·cos(2x) = sin²(x), without the cancellation near the edge.
  hann: (n, length) => Math.sin((Math.PI * n) / (length - 1)) ** 2,
  sqrt_hann: (n, length) => Math.sin((Math.PI * n) / (length - 1)),
  hamming: (n, length) => 0.54 - 0.46 * Math.cos((2 * Math.PI * n) / (length - 1)),
  blackman: (n, length) => {
    const angle = (2 * Math.PI * n) / (length - 1);
    // scipy leaves −1.4e-17 at the edge, a rounding error; 0 is meant.
    return n === 0 ? 0 : 0.42 - 0.5 * Math.cos(angle) + 0.08 * Math.cos(2 * angle);
  },
  triangular: (n, length) => (length % 2 === 0 ? (2 * n + 1) / length : (2 * (n + 1)) / (length + 1)),
  bartlett: (n, length) => (2 * n) / (length - 1),
  rectangular: () => 1,
};
