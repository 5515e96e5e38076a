/**
 * The nonlinearities of FastICA: g and the mean of its derivative, over the samples of one component (A. Hyvärinen, "Fast and robust fixed-point
 * algorithms for independent component analysis", IEEE Transactions on Neural Networks 10(3), 1999, equations 14, 15 and 18).
 */

/** How far from a Gaussian a component is, measured by the mean of G: `logcosh` log cosh(a·y)/a, `exp` −exp(−y²/2), `cube` y⁴/4. */
export type Contrast = 'logcosh' | 'exp' | 'cube';

/** The contrasts by name. */
export const contrasts: readonly Contrast[] = ['logcosh', 'exp', 'cube'];

/** Options of {@link applyContrast}. */
export interface ContrastRule {
  readonly contrast: Contrast;
  /** The `a` of `logcosh`, from 1 to 2. */
  readonly alpha: number;
}

/** Replaces every y by g(y); returns the mean of g′(y). */
export function applyContrast(component: Float64Array, { contrast, alpha }: ContrastRule): number {
  const count = component.length;
  let slope = 0;
  if (contrast === 'logcosh') {
    for (let t = 0; t < count; t++) {
      const g = Math.tanh(alpha * component[t]!);
      component[t] = g;
      slope += alpha * (1 - g * g);
    }
  } else if (contrast === 'exp') {
    for (let t = 0; t < count; t++) {
      const y = component[t]!;
      const bell = Math.exp((-y * y) / 2);
      component[t] = y * bell;
      slope += (1 - y * y) * bell;
    }
  } else {
    for (let t = 0; t < count; t++) {
      const y = component[t]!;
      component[t] = y * y * y;
      slope += 3 * y * y;
    }
  }
  return slope / count;
}
