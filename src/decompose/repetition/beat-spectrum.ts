/**
 * The beat spectrum: how much a spectrogram resembles itself after each delay (J. Foote and S. Uchihashi, "The beat spectrum: a new
 * approach to rhythm analysis", ICME 2001; in the form of Z. Rafii and B. Pardo, IEEE TASLP 21(1), 2013). Its peaks are the periods of
 * beats, bars and phrases; `repet` and `repet-extended` take theirs from it.
 */

import { createFft } from '../../dsp/index.ts';
import { ArgumentError, checkInteger } from '../../util/index.ts';
import { checkMatrix, type MatrixShape } from './matrix-shape.ts';

/** Options of {@link beatSpectrogram}. */
export interface BeatSpectrogramOptions extends MatrixShape {
  /** Frames in a window. At the ends of the matrix a window holds what is there. */
  readonly windowFrames: number;
  /** Frames from the middle of one window to that of the next; the first one's middle is frame 0. */
  readonly stepFrames: number;
}

/** The beat spectra of windows over time. */
export interface BeatSpectrogram {
  /** Per window one beat spectrum, as long as the window is. */
  readonly windows: readonly Float64Array[];
  readonly stepFrames: number;
}

/**
 * The beat spectrum of a `[frame, bin]` matrix of powers: per delay d from 0 to frameCount − 1 the autocorrelation of each bin's powers,
 * divided by the frames that overlap, averaged over bins:
 *
 *     B[d] = 1/K · Σ_k 1/(T − d) · Σ_t V²[t, k]·V²[t + d, k]
 *
 * Computed in double precision from the sum of the bins' power spectra: one inverse transform for all of them. Throws `ArgumentError` for
 * a matrix of another size.
 */
export function beatSpectrum(powers: Float32Array, { frameCount, binCount }: MatrixShape): Float64Array {
  checkMatrix('beatSpectrum', powers, { frameCount, binCount });
  return createBeatAnalyser(frameCount)(powers, { frameCount, binCount });
}

/**
 * Beat spectra of windows of `windowFrames` every `stepFrames`: window i reaches from frame `i·stepFrames − floor(windowFrames/2)` over
 * `windowFrames` frames, cut at the ends of the matrix (A. Liutkus et al., ICASSP 2012). Throws `ArgumentError` for sizes that do not fit.
 */
export function beatSpectrogram(powers: Float32Array, options: BeatSpectrogramOptions): BeatSpectrogram {
  const { frameCount, binCount } = options;
  checkMatrix('beatSpectrogram', powers, options);
  const windowFrames = checkInteger('beatSpectrogram.windowFrames', options.windowFrames, { min: 1 });
  const stepFrames = checkInteger('beatSpectrogram.stepFrames', options.stepFrames, { min: 1 });
  const analyse = createBeatAnalyser(Math.min(windowFrames, frameCount));
  const windows: Float64Array[] = [];
  for (let middle = 0; middle < frameCount; middle += stepFrames) {
    const from = middle - Math.floor(windowFrames / 2);
    const [first, end] = [Math.max(0, from), Math.min(frameCount, from + windowFrames)];
    const part = powers.subarray(first * binCount, end * binCount);
    windows.push(analyse(part, { frameCount: end - first, binCount }));
  }
  return { windows, stepFrames };
}

/** Which delays to look for a period in. */
export interface PeriodRange {
  /** The shortest period in frames, from 1. */
  readonly minFrames: number;
  /** The longest period in frames; cut to what the beat spectrum holds. */
  readonly maxFrames: number;
}

/**
 * The delay from `minFrames` to `maxFrames`, both included, at which a beat spectrum is largest; the shortest among equals. Throws
 * `ArgumentError` where the range holds no delay of the spectrum.
 */
export function findPeriod(spectrum: Float64Array, { minFrames, maxFrames }: PeriodRange): number {
  checkInteger('findPeriod.minFrames', minFrames, { min: 1 });
  const last = Math.min(maxFrames, spectrum.length - 1);
  if (!(minFrames <= last)) {
    throw new ArgumentError({
      place: 'findPeriod',
      expected: `a period within the ${spectrum.length} delays of the beat spectrum`,
      got: `${minFrames} to ${maxFrames} frames`,
      remedy: 'Give a longer sound or a shorter period',
    });
  }
  let best = minFrames;
  for (let delay = minFrames + 1; delay <= last; delay++) {
    if (spectrum[delay]! > spectrum[best]!) best = delay;
  }
  return best;
}

/** Beat spectra of matrices of up to `mostFrames` frames, with one transform and its memory for all of them. */
function createBeatAnalyser(mostFrames: number): (powers: Float32Array, shape: MatrixShape) => Float64Array {
  // Zeros as long as the signal keep the correlation from wrapping around. Powers of two are the fast sizes in double precision.
  const size = 2 ** Math.ceil(Math.log2(2 * mostFrames));
  const fft = createFft(size);
  const real = new Float64Array(size);
  const imaginary = new Float64Array(size);
  const sum = new Float64Array(size);
  return (powers, { frameCount, binCount }) => {
    sum.fill(0);
    // Two bins are the parts of one complex signal. Its power spectrum, made even, is the sum of theirs.
    for (let bin = 0; bin < binCount; bin += 2) {
      const both = bin + 1 < binCount;
      for (let t = 0, i = bin; t < frameCount; t++, i += binCount) {
        real[t] = powers[i]!;
        imaginary[t] = both ? powers[i + 1]! : 0;
      }
      real.fill(0, frameCount);
      imaginary.fill(0, frameCount);
      fft.forward(real, imaginary);
      for (let f = 0; f < size; f++) sum[f]! += real[f]! * real[f]! + imaginary[f]! * imaginary[f]!;
    }
    imaginary.fill(0);
    for (let f = 0; f < size; f++) real[f] = (sum[f]! + sum[f === 0 ? 0 : size - f]!) / 2;
    fft.inverse(real, imaginary);
    return Float64Array.from({ length: frameCount }, (_, d) => real[d]! / (binCount * (frameCount - d)));
  };
}
