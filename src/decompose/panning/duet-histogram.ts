/**
 * DUET's histogram (Ö. Yılmaz and S. Rickard, "Blind separation of speech mixtures via time-frequency masking", IEEE Transactions on Signal
 * Processing 52(7), 2004): two bins of a frame tell how much louder and how much later their sound is in the second channel. Where sources seldom
 * sound in the same bin, each is a peak.
 *
 *     a·exp(−iωδ) = X₂/X₁        α = a − 1/a, the symmetric attenuation        δ = −∠(X₂/X₁)/ω
 *
 * Attenuations stand on the histogram's axis as angles, θ = ½·arctan(α/2) = arctan(a) − 45°, so that a source in one channel alone, whose α is
 * infinite, has a place.
 */

import type { Spectrogram } from '../../dsp/index.ts';
import { checkInteger, checkNumber } from '../../util/index.ts';
import { checkPair } from './azimuth.ts';

/** Options of {@link duetHistogram}. */
export interface DuetHistogramOptions {
  /** Cells between −45° and 45°. Default 91. */
  readonly panCells?: number;
  /** Cells between the delays −`maxDelaySamples` and +`maxDelaySamples`. Default 51. */
  readonly delayCells?: number;
  /** Longer delays are not counted. Default 3: at half the rate, one sample is half a turn of phase, and nothing longer can be told. */
  readonly maxDelaySamples?: number;
  /** Exponent p of the weight (|X₁|² + |X₂|²)ᵖ. Default 1. */
  readonly power?: number;
  /** Exponent q of the weight ω^q: 2 is the most likely for delays in noise. Default 0. */
  readonly frequencyPower?: number;
}

/** Weights of bins by where they come from. */
export interface DuetHistogram {
  /** `[pan, delay]`. */
  readonly values: Float64Array;
  /** The middles of the cells. */
  readonly panDegrees: Float64Array;
  readonly delaySamples: Float64Array;
}

/** −30 dB: beside a channel so much louder, the phase of the softer one is that of rounding and leakage, and counts as no delay. */
const leastRatio = 10 ** (-30 / 20);

/** The histogram of a stereo spectrogram; silent bins and 0 Hz, which knows no delay, are left out. Throws `ArgumentError` for options out of range. */
export function duetHistogram(
  { channels, binCount, frameCount, settings }: Spectrogram,
  options: DuetHistogramOptions = {},
): DuetHistogram {
  checkPair(channels);
  const panCells = checkInteger('panCells', options.panCells ?? 91, { min: 3 });
  const delayCells = checkInteger('delayCells', options.delayCells ?? 51, { min: 1 });
  const maxDelay = checkNumber('maxDelaySamples', options.maxDelaySamples ?? 3, { above: 0 });
  const power = checkNumber('power', options.power ?? 1, { min: 0 });
  const frequencyPower = checkNumber('frequencyPower', options.frequencyPower ?? 0, { min: 0 });
  const [first, second] = [channels[0]!, channels[1]!];
  const values = new Float64Array(panCells * delayCells);
  const panStep = Math.PI / 2 / panCells;
  const delayStep = (2 * maxDelay) / delayCells;
  for (let k = 1; k < binCount; k++) {
    const omega = (2 * Math.PI * k) / settings.fftSize;
    const emphasis = omega ** frequencyPower;
    for (let frame = 0; frame < frameCount; frame++) {
      const i = (frame * binCount + k) * 2;
      const a = first[i]!;
      const b = first[i + 1]!;
      const c = second[i]!;
      const d = second[i + 1]!;
      const powerA = a * a + b * b;
      const powerB = c * c + d * d;
      if (powerA + powerB === 0) continue;
      const softer = Math.min(powerA, powerB) < leastRatio * leastRatio * Math.max(powerA, powerB);
      const delay = softer ? 0 : -Math.atan2(d * a - c * b, c * a + d * b) / omega;
      if (Math.abs(delay) >= maxDelay) continue;
      const angle = Math.atan2(Math.sqrt(powerB), Math.sqrt(powerA));
      const pan = Math.min(panCells - 1, Math.floor(angle / panStep));
      const column = Math.floor((delay + maxDelay) / delayStep);
      values[pan * delayCells + column]! += (powerA + powerB) ** power * emphasis;
    }
  }
  return {
    values,
    panDegrees: Float64Array.from({ length: panCells }, (_, i) => ((i + 0.5) * 90) / panCells - 45),
    delaySamples: Float64Array.from({ length: delayCells }, (_, i) => (i + 0.5) * delayStep - maxDelay),
  };
}

/** Where a source stands. */
export interface DuetPeak {
  readonly panDegrees: number;
  /** By which the second channel is later. */
  readonly delaySamples: number;
}

/** A peak is the loudest within 12° and a sixth of the delays; peaks below 5 % of the loudest are none. */
const peakDegrees = 12;
const peakDelays = 1 / 6;
const leastPeak = 0.05;

/**
 * The loudest `count` peaks of a histogram, smoothed over three cells either way, loudest first; fewer where there are no more. A peak stands at
 * the centre of weight of the cells around its loudest.
 */
export function duetPeaks({ values, panDegrees, delaySamples }: DuetHistogram, count: number): DuetPeak[] {
  const [rows, columns] = [panDegrees.length, delaySamples.length];
  const smooth = boxSmooth(boxSmooth(values, { rows, columns }), { rows, columns });
  const left = smooth.slice();
  const reach = peakDelays * 2 * Math.abs(delaySamples[0]!) || 1;
  const peaks: DuetPeak[] = [];
  let loudest = 0;
  while (peaks.length < count) {
    let best = 0;
    for (let i = 0; i < left.length; i++) if (left[i]! > left[best]!) best = i;
    const height = left[best]!;
    if (peaks.length === 0) loudest = height;
    if (!(height > leastPeak * loudest)) break;
    const [row, column] = [Math.floor(best / columns), best % columns];
    peaks.push(centreOfWeight(values, { row, column, panDegrees, delaySamples }));
    for (let i = 0; i < left.length; i++) {
      const pan = (panDegrees[Math.floor(i / columns)]! - panDegrees[row]!) / peakDegrees;
      const delay = (delaySamples[i % columns]! - delaySamples[column]!) / reach;
      if (pan * pan + delay * delay < 1) left[i] = 0;
    }
  }
  return peaks;
}

function centreOfWeight(
  values: Float64Array,
  {
    row,
    column,
    panDegrees,
    delaySamples,
  }: Omit<DuetHistogram, 'values'> & { readonly row: number; readonly column: number },
): DuetPeak {
  let [weight, pan, delay] = [0, 0, 0];
  const columns = delaySamples.length;
  for (let r = Math.max(0, row - 2); r <= Math.min(panDegrees.length - 1, row + 2); r++) {
    for (let c = Math.max(0, column - 2); c <= Math.min(columns - 1, column + 2); c++) {
      const value = values[r * columns + c]!;
      weight += value;
      pan += value * panDegrees[r]!;
      delay += value * delaySamples[c]!;
    }
  }
  return { panDegrees: pan / weight, delaySamples: delay / weight };
}

/** The mean of each cell and its neighbours. */
function boxSmooth(
  values: Float64Array,
  { rows, columns }: { readonly rows: number; readonly columns: number },
): Float64Array {
  return values.map((_, i) => {
    const [row, column] = [Math.floor(i / columns), i % columns];
    let sum = 0;
    for (let r = Math.max(0, row - 1); r <= Math.min(rows - 1, row + 1); r++) {
      for (let c = Math.max(0, column - 1); c <= Math.min(columns - 1, column + 1); c++) {
        sum += values[r * columns + c]!;
      }
    }
    return sum / 9;
  });
}
