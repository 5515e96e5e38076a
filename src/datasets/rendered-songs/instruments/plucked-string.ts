/** A guitar-like string: noise going round a delay line that loses its edge (Karplus and Strong 1983). */

import type { Random } from '../../../util/index.ts';
import { lowPass } from '../filters.ts';

/** One plucked string ringing for `seconds`, mono. */
export function pluckString(
  hertz: number,
  options: { seconds: number; random: Random; sampleRate: number },
): Float64Array {
  const { seconds, random, sampleRate } = options;
  // The averaging below delays by half a sample, and linear interpolation makes up the fraction.
  const period = sampleRate / hertz - 0.5;
  const whole = Math.floor(period);
  const fraction = period - whole;
  const pick = lowPass(2800, sampleRate);
  const line = Float64Array.from({ length: whole + 2 }, () => pick(2 * random.uniform() - 1));
  const length = Math.round(seconds * sampleRate);
  // 60 dB down after `ringSeconds`: each round loses that share.
  const ringSeconds = 1.6;
  const loss = 10 ** (-3 / (ringSeconds * hertz));
  const result = new Float64Array(length);
  const at = (n: number): number => (n < 0 ? line[-n % line.length]! : result[n]!);
  for (let n = 0; n < length; n++) {
    const near = at(n - whole);
    const far = at(n - whole - 1);
    const farther = at(n - whole - 2);
    const delayed = near + fraction * (far - near);
    const delayedMore = far + fraction * (farther - far);
    result[n] = loss * 0.5 * (delayed + delayedMore);
  }
  return fadeEnd(result, Math.round(0.05 * sampleRate));
}

function fadeEnd(samples: Float64Array, longest: number): Float64Array {
  const fade = Math.min(samples.length, longest);
  return samples.map((value, n) => value * Math.min(1, (samples.length - n) / fade));
}
