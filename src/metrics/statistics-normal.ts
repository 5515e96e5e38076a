/** The standard normal distribution: its cumulative function to double precision, and the inverse. */

/** P(Z ≤ z). Relative error below 1e-13 in both tails. */
export function normalCumulative(z: number): number {
  if (Number.isNaN(z)) return Number.NaN;
  return z > 0 ? 1 - lowerTail(-z) : lowerTail(z);
}

/** P(Z ≥ z): keeps its digits where the other rounds to 1. */
export function normalSurvival(z: number): number {
  return normalCumulative(-z);
}

/** The z with P(Z ≤ z) = p: −Infinity at 0, Infinity at 1, NaN outside. */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN;
  if (p === 0 || p === 1) return p === 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (p > 0.5) return -normalQuantile(1 - p);
  // Bisection of the tail, then Newton's steps: no table of coefficients, and as exact as the cumulative function.
  let [low, high] = [-39, 0];
  for (let i = 0; i < 20; i++) {
    const middle = (low + high) / 2;
    if (lowerTail(middle) < p) low = middle;
    else high = middle;
  }
  let z = (low + high) / 2;
  for (let i = 0; i < 4; i++) z -= (lowerTail(z) - p) / density(z);
  return z;
}

function density(z: number): number {
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
}

/** P(Z ≤ z) for z ≤ 0. */
function lowerTail(z: number): number {
  // Near 0 the series ½ + φ(z)·(z + z³/3 + z⁵/15 + …) …
  if (z > -2.5) {
    let term = z;
    let sum = z;
    for (let k = 3; Math.abs(term) > 1e-17 * Math.abs(sum); k += 2) {
      term *= (z * z) / k;
      sum += term;
    }
    return 0.5 + density(z) * sum;
  }
  // … and further out Laplace's continued fraction φ(z) / (x + 1/(x + 2/(x + 3/(x + …)))), x = −z.
  let fraction = -z;
  for (let k = 120; k >= 1; k--) fraction = -z + k / fraction;
  return z === Number.NEGATIVE_INFINITY ? 0 : density(z) / fraction;
}
