/**
 * The short-time Fourier transform: signal in, {@link Spectrogram} out.
 * X[t, k] = Σₙ w[n]·x[n + t·H + start]·exp(−2πi·kn/L), frame t, bin k, hop H, start −floor(L/2) when centred.
 */

import { ArgumentError } from '../util/index.ts';
import { openForwardTransform } from './kernels/frame-transform.ts';
import { checkOut, type Spectrogram } from './spectrogram.ts';
import {
  firstFrameStart,
  frameWindow,
  type PadMode,
  resolveStftSettings,
  type StftOptions,
  type StftSettings,
  stftBinCount,
  stftFrameCount,
} from './stft-settings.ts';

/** Options of {@link stft}. */
export interface StftCallOptions extends StftOptions {
  /**
   * Where the bins go: per channel an array of `stftFrameCount(…) · binCount · 2` values, overwritten. Default: new arrays. The system
   * hands out fresh memory page by page, which for a whole song takes as long as the transform: a loop does well to use its own again.
   */
  readonly out?: readonly Float32Array[];
}

/**
 * The spectrogram of a signal of one or more `channels` of equal length.
 *
 * The bins are not scaled (unless `normalized`): a sine of amplitude A at a bin's frequency gives A/2 · Σw there. A frame
 * with the same samples has bit-identical bins wherever it stands in a call. Signals of any length work, also shorter
 * than a frame: the mirror image is then mirrored again. Throws `ArgumentError` for settings out of range, no channel,
 * channels of unequal length or `out` of another size.
 *
 * @example
 * const spectrogram = stft([left, right], { fftSize: 4096, hopSize: 1024 });
 * const [rebuiltLeft, rebuiltRight] = istft(spectrogram); // equal to within 1e-6
 */
export function stft(channels: readonly Float32Array[], options: StftCallOptions): Spectrogram {
  const settings = resolveStftSettings(options);
  const lengthSamples = commonLength(channels);
  const frameCount = stftFrameCount(settings, lengthSamples);
  const binCount = stftBinCount(settings);
  const length = frameCount * binCount * 2;
  const out = options.out ?? channels.map(() => new Float32Array(length));
  checkOut(out, { place: 'stft out', count: channels.length, length });
  channels.forEach((channel, c) => {
    transformChannel(channel, { settings, frameCount, bins: out[c]! });
  });
  return { settings, binCount, frameCount, lengthSamples, channels: out };
}

function transformChannel(
  signal: Float32Array,
  { settings, frameCount, bins }: { settings: StftSettings; frameCount: number; bins: Float32Array },
): void {
  const { fftSize, hopSize, padMode, normalized } = settings;
  const rowFloats = stftBinCount(settings) * 2;
  const scale = normalized ? 1 / Math.sqrt(fftSize) : 1;
  const window = frameWindow(settings).map((weight) => weight * scale);
  // Frames that do not touch lie back to back in a block: the gaps between them are not copied.
  const stride = Math.min(hopSize, fftSize);
  const transform = openForwardTransform({ fftSize, hopSize: stride, window });
  for (let first = 0; first < frameCount; first += transform.blockFrames) {
    const frames = Math.min(transform.blockFrames, frameCount - first);
    const start = firstFrameStart(settings) + first * hopSize;
    if (hopSize <= fftSize) {
      const length = (frames - 1) * hopSize + fftSize;
      copySamples(signal, transform.samples.subarray(0, length), { start, padMode });
    } else {
      for (let frame = 0; frame < frames; frame++) {
        const target = transform.samples.subarray(frame * fftSize, (frame + 1) * fftSize);
        copySamples(signal, target, { start: start + frame * hopSize, padMode });
      }
    }
    transform.run(frames);
    bins.set(transform.bins.subarray(0, frames * rowFloats), first * rowFloats);
  }
}

/** Fills `target` with the samples from `start` on, which may lie before the signal, the signal being continued. */
function copySamples(
  signal: Float32Array,
  target: Float32Array,
  { start, padMode }: { start: number; padMode: PadMode },
): void {
  const length = signal.length;
  const head = Math.min(target.length, Math.max(0, -start));
  const tail = Math.max(head, Math.min(target.length, length - start));
  for (let n = 0; n < head; n++) target[n] = paddedSample(signal, start + n, padMode);
  if (tail > head) target.set(signal.subarray(start + head, start + tail), head);
  for (let n = tail; n < target.length; n++) target[n] = paddedSample(signal, start + n, padMode);
}

/** The sample at `index`, outside the signal. */
function paddedSample(signal: Float32Array, index: number, padMode: PadMode): number {
  if (padMode === 'zeros') return 0;
  if (signal.length === 1) return signal[0]!;
  // … c b | a b c d | c b a …, mirrored again as far as needed.
  const period = 2 * (signal.length - 1);
  const folded = ((index % period) + period) % period;
  return signal[Math.min(folded, period - folded)]!;
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
