/** Keeping gradients within bounds, as `torch.nn.utils.clip_grad_norm_` and `clip_grad_value_` do. */

/** Bounds of gradients; where both are given, values are clipped first. */
export interface ClipOptions {
  /** Largest Euclidean norm of all gradients together; larger ones are scaled down as a whole. */
  readonly norm?: number;
  /** Largest magnitude of each element. */
  readonly value?: number;
}

/** The Euclidean norm of all elements of all arrays, each times `scale`. Summed in double precision. */
export function gradientNorm(gradients: Iterable<Float32Array>, scale = 1): number {
  let sum = 0;
  for (const gradient of gradients) sum += sumOfSquares(gradient);
  return Math.sqrt(sum) * scale;
}

/** What to multiply gradients of that norm by, so that it is at most `limit`; PyTorch's formula with its 1e-6. */
export function clipScale(norm: number, limit: number): number {
  return Math.min(1, limit / (norm + 1e-6));
}

/** Brings each element into ±limit, in place. NaN stays NaN, so that it is noticed. */
export function clipValues(gradient: Float32Array, limit: number): void {
  for (let i = 0; i < gradient.length; i++) {
    const g = gradient[i]!;
    if (g > limit) gradient[i] = limit;
    else if (g < -limit) gradient[i] = -limit;
  }
}

/** Four sums side by side: additions of one sum wait for each other. */
function sumOfSquares(values: Float32Array): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  const whole = values.length - (values.length % 4);
  for (let i = 0; i < whole; i += 4) {
    a += values[i]! * values[i]!;
    b += values[i + 1]! * values[i + 1]!;
    c += values[i + 2]! * values[i + 2]!;
    d += values[i + 3]! * values[i + 3]!;
  }
  for (let i = whole; i < values.length; i++) a += values[i]! * values[i]!;
  return a + b + (c + d);
}
