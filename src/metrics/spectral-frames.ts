/** Magnitude spectra of long signals block by block, so that a metric on spectrograms needs the memory of a block and not of the song. */

import { resolveStftSettings, type StftOptions, stft, stftBinCount, stftFrameCount } from '../dsp/index.ts';

/** Frames that are transformed at once: enough to be fast, few enough to stay in the cache. */
const blockFrames = 256;

/** A block of frames of several signals. */
export interface SpectralBlock {
  readonly frameCount: number;
  readonly binCount: number;
  /** Per signal the complex bins `[frame, bin, part]`; overwritten by the next block. */
  readonly bins: readonly Float32Array[];
}

/**
 * Calls `use` with the frames of `signals` (one channel each, equally long), block after block. Frames are those of the centred `stft` with
 * the same options, up to the frame that torch.stft ends with.
 */
export function forEachSpectralBlock(
  signals: readonly Float32Array[],
  options: StftOptions,
  use: (block: SpectralBlock) => void,
): void {
  const settings = resolveStftSettings(options);
  const { fftSize, hopSize, padMode } = settings;
  const length = signals[0]!.length;
  const frames = Math.min(stftFrameCount(settings, length), 1 + Math.floor(length / hopSize));
  const binCount = stftBinCount(settings);
  const inner = { ...settings, center: false };
  const padding = Math.floor(fftSize / 2);
  for (let first = 0; first < frames; first += blockFrames) {
    const count = Math.min(blockFrames, frames - first);
    const start = first * hopSize - padding;
    const samples = (count - 1) * hopSize + fftSize;
    const bins = signals.map(
      (signal) => stft([cutPadded(signal, { start, samples, padMode })], inner).channels[0]!,
    );
    use({ frameCount: count, binCount, bins });
  }
}

/** The channel as the transforms take it. */
export function asFloat32(channel: Float32Array | Float64Array): Float32Array {
  return channel instanceof Float32Array ? channel : new Float32Array(channel);
}

/** `samples` samples from `start` on, the signal being continued at both ends by its mirror image or by silence. */
function cutPadded(
  signal: Float32Array,
  { start, samples, padMode }: { start: number; samples: number; padMode: 'reflect' | 'zeros' },
): Float32Array {
  const cut = new Float32Array(samples);
  const from = Math.max(0, -start);
  const to = Math.min(samples, signal.length - start);
  if (to > from) cut.set(signal.subarray(start + from, start + to), from);
  if (padMode === 'zeros') return cut;
  const period = 2 * (signal.length - 1);
  for (let n = 0; n < samples; n++) {
    if (n >= from && n < to) continue;
    const folded = period === 0 ? 0 : (((start + n) % period) + period) % period;
    cut[n] = signal[Math.min(folded, period - folded)]!;
  }
  return cut;
}
