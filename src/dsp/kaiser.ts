/**
 * The Kaiser window, whose one parameter trades the width of the main lobe against the height of the side lobes
 * (J. F. Kaiser, "Nonrecursive digital filter design using the I0-sinh window function", 1974). It shapes the
 * resampling filter.
 */

/** How a low-pass filter cut out by a Kaiser window turns out. */
export interface KaiserDesign {
  /** The window's shape parameter β. */
  readonly beta: number;
  /** From the last frequency passed to the first one stopped, in radians per sample. */
  readonly transitionRadians: number;
}

/** The window that stops `attenuationDb` (above 50 dB) with `lengthSamples` taps: Kaiser's two empirical formulas. */
export function designKaiser(attenuationDb: number, lengthSamples: number): KaiserDesign {
  return {
    beta: 0.1102 * (attenuationDb - 8.7),
    transitionRadians: (attenuationDb - 7.95) / (2.285 * lengthSamples),
  };
}

/**
 * The window at `position`, −1 to 1 with its middle at 0, up to a constant factor (its value in the middle is I₀(β),
 * not 1: whoever uses it normalises anyway); 0 outside.
 */
export function unscaledKaiser(position: number, beta: number): number {
  const inside = 1 - position * position;
  return inside < 0 ? 0 : besselI0(beta * Math.sqrt(inside));
}

/** The modified Bessel function of order 0 by its power series Σ ((x/2)ᵏ / k!)², to double precision for x < 100. */
export function besselI0(x: number): number {
  const quarterSquare = (x * x) / 4;
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * 1e-18; k++) {
    term *= quarterSquare / (k * k);
    sum += term;
  }
  return sum;
}
