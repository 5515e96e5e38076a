/**
 * The discrete Fourier transform in double precision, of any size: a mixed-radix Stockham transform in plain
 * TypeScript, for work that needs float64 (correlations, filter design). Spectrograms use the float32 SIMD kernels.
 *
 * The radix-r step in self-sorting order: T. G. Stockham, "High-speed convolution and correlation", AFIPS 1966.
 */

import { checkInteger } from '../util/index.ts';

/** A plan for complex transforms of one size; it owns scratch memory and may be used any number of times. */
export interface Fft {
  readonly size: number;
  /** In place: X[k] = Σₙ x[n]·exp(−2πi·kn/size). Both arrays hold at least `size` values. */
  forward(real: Float64Array, imaginary: Float64Array): void;
  /** In place, with the factor 1/size: undoes `forward`. */
  inverse(real: Float64Array, imaginary: Float64Array): void;
}

/**
 * A plan for complex float64 transforms of `size` points, any integer from 1. The cost is `size` times the sum of its
 * prime factors, so sizes with small factors are fast and large primes slow. Throws `ArgumentError` for a size below 1.
 */
export function createFft(size: number): Fft {
  checkInteger('fft size', size, { min: 1 });
  const factors = primeFactors(size);
  const cosines = new Float64Array(size);
  const sines = new Float64Array(size);
  for (let n = 0; n < size; n++) {
    cosines[n] = Math.cos((2 * Math.PI * n) / size);
    sines[n] = -Math.sin((2 * Math.PI * n) / size);
  }
  const scratchReal = new Float64Array(size);
  const scratchImaginary = new Float64Array(size);

  function forward(real: Float64Array, imaginary: Float64Array): void {
    let from: Complex = { real, imaginary };
    let to: Complex = { real: scratchReal, imaginary: scratchImaginary };
    let stride = 1;
    for (const radix of factors) {
      if (radix === 2) halve(from, to, stride);
      else step(from, to, { radix, stride });
      [from, to] = [to, from];
      stride *= radix;
    }
    if (from.real === real) return;
    real.set(scratchReal);
    imaginary.set(scratchImaginary);
  }

  /** {@link step} for radix 2, which most sizes consist of, without its products by ±1. */
  function halve(from: Complex, to: Complex, stride: number): void {
    const m = size / (2 * stride);
    const { real: fromReal, imaginary: fromImaginary } = from;
    const { real: toReal, imaginary: toImaginary } = to;
    for (let p = 0; p < m; p++) {
      const cosine = cosines[p * stride]!;
      const sine = sines[p * stride]!;
      const first = stride * p;
      const second = stride * (p + m);
      const sums = stride * 2 * p;
      const differences = sums + stride;
      for (let q = 0; q < stride; q++) {
        const re = fromReal[first + q]!;
        const im = fromImaginary[first + q]!;
        const otherRe = fromReal[second + q]!;
        const otherIm = fromImaginary[second + q]!;
        toReal[sums + q] = re + otherRe;
        toImaginary[sums + q] = im + otherIm;
        toReal[differences + q] = (re - otherRe) * cosine - (im - otherIm) * sine;
        toImaginary[differences + q] = (re - otherRe) * sine + (im - otherIm) * cosine;
      }
    }
  }

  /**
   * One radix-r step: with m = size / (stride·r),
   * to[q + s(r·p + k)] = (Σⱼ from[q + s(p + m·j)]·W_r^{jk})·W_{rm}^{pk}.
   */
  function step(from: Complex, to: Complex, { radix, stride }: { radix: number; stride: number }): void {
    const m = size / (stride * radix);
    const [turnCosines, turnSines] = [new Float64Array(radix), new Float64Array(radix)];
    const { real: fromReal, imaginary: fromImaginary } = from;
    for (let p = 0; p < m; p++) {
      for (let k = 0; k < radix; k++) {
        for (let j = 0; j < radix; j++) {
          const turn = (j * k * (size / radix) + p * k * stride) % size;
          turnCosines[j] = cosines[turn]!;
          turnSines[j] = sines[turn]!;
        }
        const target = stride * (radix * p + k);
        for (let q = 0; q < stride; q++) {
          let sumReal = 0;
          let sumImaginary = 0;
          for (let j = 0, source = q + stride * p; j < radix; j++, source += stride * m) {
            const re = fromReal[source]!;
            const im = fromImaginary[source]!;
            sumReal += re * turnCosines[j]! - im * turnSines[j]!;
            sumImaginary += re * turnSines[j]! + im * turnCosines[j]!;
          }
          to.real[target + q] = sumReal;
          to.imaginary[target + q] = sumImaginary;
        }
      }
    }
  }

  return {
    size,
    forward,
    inverse(real, imaginary) {
      // The inverse is the forward transform with the parts exchanged.
      forward(imaginary, real);
      for (let n = 0; n < size; n++) {
        real[n]! /= size;
        imaginary[n]! /= size;
      }
    },
  };
}

interface Complex {
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
}

/** The prime factors of `size`, ascending. */
export function primeFactors(size: number): number[] {
  const factors: number[] = [];
  let rest = size;
  for (let divisor = 2; divisor * divisor <= rest; divisor++) {
    for (; rest % divisor === 0; rest /= divisor) factors.push(divisor);
  }
  if (rest > 1) factors.push(rest);
  return factors;
}
