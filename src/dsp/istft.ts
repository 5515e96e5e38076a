/**
 * The inverse short-time Fourier transform: the signal whose spectrogram comes closest to the given one.
 * x[n] = Σₜ w[n − tH]·yₜ[n − tH] / Σₜ w²[n − tH] with yₜ the inverse transform of frame t: the least-squares solution of
 * D. Griffin and J. Lim, "Signal estimation from modified short-time Fourier transform", 1984.
 */

import { checkInteger } from '../util/index.ts';
import { openInverseTransform } from './kernels/frame-transform.ts';
import { createWeights } from './overlap-weights.ts';
import { checkOut, type Spectrogram } from './spectrogram.ts';
import { firstFrameStart, frameWindow, notInvertible } from './stft-settings.ts';

/** Options of {@link istft}. */
export interface IstftOptions {
  /** Samples of the result. Default: the `lengthSamples` of the spectrogram. Beyond the frames there is silence. */
  readonly lengthSamples?: number;
  /** Where the signal goes: per channel an array of `lengthSamples` values, overwritten. Default: new arrays. */
  readonly out?: readonly Float32Array[];
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
  const out = options.out ?? spectrogram.channels.map(() => new Float32Array(lengthSamples));
  checkOut(out, { place: 'istft out', count: spectrogram.channels.length, length: lengthSamples });
  spectrogram.channels.forEach((bins, c) => {
    invertChannel(bins, { spectrogram, signal: out[c]! });
  });
  return [...out];
}

function invertChannel(
  bins: Float32Array,
  { spectrogram, signal }: { spectrogram: Spectrogram; signal: Float32Array },
): void {
  const lengthSamples = signal.length;
  const { settings, binCount } = spectrogram;
  const { fftSize, hopSize } = settings;
  const rowFloats = binCount * 2;
  const padding = -firstFrameStart(settings);
  // Frames that start behind the last sample asked for have no part in it.
  const frameCount = Math.min(spectrogram.frameCount, Math.ceil((lengthSamples + padding) / hopSize));
  if (frameCount === 0) {
    signal.fill(0);
    return;
  }
  const window = frameWindow(settings);
  const covered = Math.min(lengthSamples, (frameCount - 1) * hopSize + fftSize - padding);
  const weights = createWeights({ window, hopSize, frameCount });
  const required = Math.min(covered, spectrogram.lengthSamples);
  const unweighted = weights.firstBelow(smallestWeight, { from: padding, to: padding + required });
  if (unweighted !== undefined) throw notInvertible(settings, unweighted - padding);

  const scale = settings.normalized ? Math.sqrt(fftSize) : 1;
  // Only a single frame passes the check above with a hop beyond its size: then any hop will do.
  const stride = Math.min(hopSize, fftSize);
  const synthesis = window.map((weight) => weight * scale);
  const transform = openInverseTransform({ fftSize, hopSize: stride, window: synthesis });
  const advance = transform.blockFrames * stride;
  for (let first = 0; first * stride < padding + covered; first += transform.blockFrames) {
    const frames = Math.max(0, Math.min(transform.blockFrames, frameCount - first));
    transform.bins.set(bins.subarray(first * rowFloats, (first + frames) * rowFloats));
    transform.run(frames);
    weights.writeInverse(transform.factors, { firstHop: first, smallestWeight });
    transform.finish();
    // The block holds the padded samples from `start` on.
    const start = first * stride - padding;
    const from = Math.max(0, -start);
    const to = Math.min(advance, covered - start);
    if (to > from) signal.set(transform.finished.subarray(from, to), start + from);
  }
  signal.fill(0, Math.max(0, covered));
}
