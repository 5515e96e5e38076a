/**
 * The short-time Fourier transform: signal in, {@link Spectrogram} out.
 * X[t, k] = Σₙ w[n]·x[n + t·H + start]·exp(−2πi·kn/L), frame t, bin k, hop H, start −floor(L/2) when centred.
 */

import { ArgumentError } from '../util/index.ts';
import { createFft } from './fft.ts';
import type { Spectrogram } from './spectrogram.ts';
import {
  firstFrameStart,
  frameWindow,
  resolveStftSettings,
  type StftOptions,
  type StftSettings,
  stftBinCount,
  stftFrameCount,
} from './stft-settings.ts';

/**
 * The spectrogram of a signal of one or more `channels` of equal length.
 *
 * The bins are not scaled (unless `normalized`): a sine of amplitude A at a bin's frequency gives A/2 · Σw there. A frame
 * with the same samples has bit-identical bins wherever it stands in a call. Signals of any length work, also shorter
 * than a frame: the mirror image is then mirrored again. Throws `ArgumentError` for settings out of range, no channel or
 * channels of unequal length.
 *
 * @example
 * const spectrogram = stft([left, right], { fftSize: 4096, hopSize: 1024 });
 * const [rebuiltLeft, rebuiltRight] = istft(spectrogram); // equal to within 1e-6
 */
export function stft(channels: readonly Float32Array[], options: StftOptions): Spectrogram {
  const settings = resolveStftSettings(options);
  const lengthSamples = commonLength(channels);
  const frameCount = stftFrameCount(settings, lengthSamples);
  return {
    settings,
    binCount: stftBinCount(settings),
    frameCount,
    lengthSamples,
    channels: channels.map((channel) => transformChannel(channel, { settings, frameCount })),
  };
}

function transformChannel(
  signal: Float32Array,
  { settings, frameCount }: { settings: StftSettings; frameCount: number },
): Float32Array {
  const { fftSize, hopSize } = settings;
  const binCount = stftBinCount(settings);
  const window = frameWindow(settings);
  const fft = createFft(fftSize);
  const real = new Float64Array(fftSize);
  const imaginary = new Float64Array(fftSize);
  const scale = settings.normalized ? 1 / Math.sqrt(fftSize) : 1;
  const bins = new Float32Array(frameCount * binCount * 2);
  for (let frame = 0; frame < frameCount; frame++) {
    const start = firstFrameStart(settings) + frame * hopSize;
    for (let n = 0; n < fftSize; n++) real[n] = window[n]! * sampleAt(signal, start + n, settings.padMode);
    imaginary.fill(0);
    fft.forward(real, imaginary);
    for (let bin = 0; bin < binCount; bin++) {
      bins[(frame * binCount + bin) * 2] = real[bin]! * scale;
      bins[(frame * binCount + bin) * 2 + 1] = imaginary[bin]! * scale;
    }
  }
  return bins;
}

function sampleAt(signal: Float32Array, index: number, padMode: 'reflect' | 'zeros'): number {
  const length = signal.length;
  if (index >= 0 && index < length) return signal[index]!;
  if (padMode === 'zeros') return 0;
  if (length === 1) return signal[0]!;
  const period = 2 * (length - 1);
  const folded = ((index % period) + period) % period;
  return signal[folded < length ? folded : period - folded]!;
}

function commonLength(channels: readonly Float32Array[]): number {
  const lengths = channels.map((channel) => channel.length);
  if (lengths.length > 0 && lengths.every((length) => length === lengths[0])) return lengths[0]!;
  throw new ArgumentError({
    place: 'stft',
    expected: 'one or more channels of equal length',
    got: lengths.length === 0 ? 'none' : `lengths ${lengths.join(', ')}`,
    remedy: 'Pad the shorter channels',
  });
}
