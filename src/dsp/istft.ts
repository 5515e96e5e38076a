/**
 * The inverse short-time Fourier transform: the signal whose spectrogram comes closest to the given one.
 * x[n] = Σₜ w[n − tH]·yₜ[n − tH] / Σₜ w²[n − tH] with yₜ the inverse transform of frame t: the least-squares solution of
 * D. Griffin and J. Lim, "Signal estimation from modified short-time Fourier transform", 1984.
 */

import { checkInteger } from '../util/index.ts';
import { createFft } from './fft.ts';
import type { Spectrogram } from './spectrogram.ts';
import { firstFrameStart, frameWindow, notInvertible } from './stft-settings.ts';

/** Options of {@link istft}. */
export interface IstftOptions {
  /** Samples of the result. Default: the `lengthSamples` of the spectrogram. Beyond the frames there is silence. */
  readonly lengthSamples?: number;
}

/** A sum of squared windows below this counts as no weight at all (torch.istft's bound). */
const smallestWeight = 1e-11;

/**
 * The signal of a spectrogram, one array per channel: `istft(stft(x))` equals `x` to within 1e-6 of its peak.
 *
 * The length is that of the signal the spectrogram was made from, or `lengthSamples`: shorter cuts the end off, longer
 * adds what the frames still hold and then silence. Throws `ArgumentError` when a sample within reach of the frames has
 * no weight, as with a hop longer than the window, or the first sample of a hann window that is not centred.
 */
export function istft(spectrogram: Spectrogram, options: IstftOptions = {}): Float32Array[] {
  const lengthSamples = checkInteger('lengthSamples', options.lengthSamples ?? spectrogram.lengthSamples, {
    min: 0,
  });
  return spectrogram.channels.map((bins) => invertChannel(bins, { spectrogram, lengthSamples }));
}

function invertChannel(
  bins: Float32Array,
  { spectrogram, lengthSamples }: { spectrogram: Spectrogram; lengthSamples: number },
): Float32Array {
  const { settings, binCount, frameCount } = spectrogram;
  const { fftSize, hopSize } = settings;
  const window = frameWindow(settings);
  const fft = createFft(fftSize);
  const real = new Float64Array(fftSize);
  const imaginary = new Float64Array(fftSize);
  const scale = settings.normalized ? Math.sqrt(fftSize) : 1;
  const sum = new Float64Array(lengthSamples);
  const weight = new Float64Array(lengthSamples);
  let end = 0;
  for (let frame = 0; frame < frameCount; frame++) {
    for (let bin = 0; bin < binCount; bin++) {
      const mirrored = (fftSize - bin) % fftSize;
      const re = bins[(frame * binCount + bin) * 2]! * scale;
      const im = mirrored === bin ? 0 : bins[(frame * binCount + bin) * 2 + 1]! * scale;
      real[bin] = re;
      imaginary[bin] = im;
      if (mirrored === bin) continue;
      real[mirrored] = re;
      imaginary[mirrored] = -im;
    }
    fft.inverse(real, imaginary);
    const start = firstFrameStart(settings) + frame * hopSize;
    for (let n = 0; n < fftSize; n++) {
      if (start + n < 0 || start + n >= lengthSamples) continue;
      sum[start + n]! += real[n]! * window[n]!;
      weight[start + n]! += window[n]! ** 2;
    }
    end = Math.min(lengthSamples, start + fftSize);
  }
  end = Math.min(end, Math.max(spectrogram.lengthSamples, 0));
  const signal = new Float32Array(lengthSamples);
  for (let n = 0; n < lengthSamples; n++) {
    if (weight[n]! > smallestWeight) signal[n] = sum[n]! / weight[n]!;
    else if (n < end) throw notInvertible(settings, n);
  }
  return signal;
}
