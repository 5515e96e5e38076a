/** The exact ratio of two sample rates as a fraction of whole numbers, so that positions never drift. */

import { ArgumentError, checkInteger, checkNumber } from '../util/index.ts';

/** From which rate to which, in hertz; whole numbers or not. */
export interface RateChange {
  readonly fromRate: number;
  readonly toRate: number;
}

/** Output sample `m` lies at input sample `m · step / phases`. */
export interface RateRatio {
  /** Input samples per `phases` output samples. */
  readonly step: number;
  /** Positions between two input samples that output samples can have. */
  readonly phases: number;
}

/** Beyond this ratio the filter would need more than 2 · 96 · 256 taps, and a rate is most likely mistyped. */
const largestRatio = 256;

/** Numerators and denominators stay below 2³¹, so that a block's worth of steps is an exact double. */
const largestTerm = 2 ** 31;

/**
 * The reduced fraction fromRate / toRate. Whole rates give it exactly; others the simplest fraction equal to their
 * quotient in double precision (48000 to 48000/1.001 gives 1001/1000).
 * Throws `ArgumentError` unless both rates are positive and within a factor of 256.
 */
export function rateRatio({ fromRate, toRate }: RateChange): RateRatio {
  checkNumber('fromRate', fromRate, { above: 0 });
  checkNumber('toRate', toRate, { above: 0 });
  const quotient = fromRate / toRate;
  if (quotient > largestRatio || quotient < 1 / largestRatio) {
    throw new ArgumentError({
      place: 'toRate',
      expected: `a rate within a factor of ${largestRatio} of ${fromRate} Hz`,
      got: `${toRate} Hz`,
      remedy: 'Check both rates; resample in two steps if they are meant',
    });
  }
  if (
    fromRate < largestTerm &&
    toRate < largestTerm &&
    Number.isInteger(fromRate) &&
    Number.isInteger(toRate)
  ) {
    const divisor = greatestCommonDivisor(fromRate, toRate);
    return { step: fromRate / divisor, phases: toRate / divisor };
  }
  return simplestFraction(quotient);
}

/**
 * How many samples `lengthSamples` become: ⌈length · toRate / fromRate⌉, the number of output instants m / toRate that lie
 * within the input's duration, 0 ≤ t < length / fromRate. The convention of scipy and librosa; nothing of the end is lost.
 */
export function resampledLength(lengthSamples: number, rates: RateChange): number {
  checkInteger('lengthSamples', lengthSamples, { min: 0 });
  return outputsWithin(lengthSamples, rateRatio(rates));
}

/** ⌈length · phases / step⌉. The product may pass 2⁵³, hence big integers. */
export function outputsWithin(lengthSamples: number, { step, phases }: RateRatio): number {
  const product = BigInt(lengthSamples) * BigInt(phases);
  return Number((product + BigInt(step) - 1n) / BigInt(step));
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** Continued fraction: the convergents h/k of `value` until one equals it to the last bits. */
function simplestFraction(value: number): RateRatio {
  let [before, now] = [
    [0, 1],
    [1, 0],
  ] as [readonly [number, number], readonly [number, number]];
  let rest = value;
  for (;;) {
    const whole = Math.floor(rest);
    const next = [whole * now[0] + before[0], whole * now[1] + before[1]] as const;
    if (next[0] > largestTerm || next[1] > largestTerm) break;
    [before, now] = [now, next];
    if (Math.abs(now[0] / now[1] - value) <= value * 2 * Number.EPSILON) break;
    rest = 1 / (rest - whole);
  }
  return { step: now[0], phases: now[1] };
}
