/**
 * The resampler that STOI's published numbers rest on: GNU Octave's `resample`, as pystoi ports it, a polyphase filter with a Kaiser-windowed
 * sinc in double precision. Only for that metric; `dsp` has the resampler for sound.
 */

/** The rejection that Octave's default asks for: 60 dB. */
const rejectionDb = 60;

/** `signal` at `toRate`, `ceil(length · toRate / fromRate)` samples in double precision. Rates are whole hertz. */
export function octaveResample(
  signal: Float32Array | Float64Array,
  { fromRate, toRate }: { readonly fromRate: number; readonly toRate: number },
): Float64Array {
  if (fromRate === toRate) return Float64Array.from(signal);
  const divisor = greatestCommonDivisor(fromRate, toRate);
  const up = toRate / divisor;
  const down = fromRate / divisor;
  const filter = designFilter(up, down);
  const reach = (filter.length - 1) / 2;
  const result = new Float64Array(Math.ceil((signal.length * up) / down));
  const phases = splitPhases(filter, up);
  for (let m = 0; m < result.length; m++) {
    // y[m] = Σₖ h[reach + m·down − k·up]·x[k], where 0 ≤ reach + m·down − k·up ≤ 2·reach.
    const middle = reach + m * down;
    const first = Math.max(0, Math.ceil((middle - 2 * reach) / up));
    const last = Math.min(signal.length - 1, Math.floor(middle / up));
    const taps = phases[middle % up]!;
    let sum = 0;
    for (let k = first, tap = (middle - (middle % up)) / up - first; k <= last; k++, tap--) {
      sum += taps[tap]! * signal[k]!;
    }
    result[m] = sum;
  }
  return result;
}

/** `phases[p][i]` = h[p + i·up]: the taps of one output sample side by side. */
function splitPhases(filter: Float64Array, up: number): Float64Array[] {
  return Array.from({ length: up }, (_, phase) =>
    Float64Array.from(
      { length: Math.ceil((filter.length - phase) / up) },
      (__, i) => filter[phase + i * up]!,
    ),
  );
}

/** A sinc that cuts at half of the lower rate, rolls off over a tenth of that and has gain `up`, under a Kaiser window. */
function designFilter(up: number, down: number): Float64Array {
  const cutoff = 1 / (2 * Math.max(up, down));
  const rollOff = cutoff / 10;
  const reach = Math.ceil((rejectionDb - 8) / (28.714 * rollOff));
  const beta = 0.1102 * (rejectionDb - 8.7);
  const filter = new Float64Array(2 * reach + 1);
  let sum = 0;
  for (let i = 0; i < filter.length; i++) {
    const t = i - reach;
    const window = bessel(beta * Math.sqrt(1 - (t / reach) ** 2)) / bessel(beta);
    filter[i] = window * sinc(2 * cutoff * t);
    sum += filter[i]!;
  }
  return filter.map((tap) => (tap / sum) * up);
}

/** The modified Bessel function of order 0: Σ ((x/2)ᵏ / k!)², which for the arguments of a window is exact after some 30 terms. */
function bessel(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
