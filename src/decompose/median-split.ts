/**
 * One harmonic-percussive split of one channel: STFT, two running medians, masks, inverse STFT. The common engine of `hpss`, `hrps`
 * and the two stages of `hpss-vocals`, with the exact answer to how far a sample of the result looks.
 */

import {
  applyMask,
  istft,
  medianFilter,
  power,
  type Spectrogram,
  stft,
  type WindowName,
} from '../dsp/index.ts';
import { subtract } from './chunk.ts';
import { isPartition, medianToMasks, type ResolvedMaskRule } from './hpss-masks.ts';

/** What a split needs to know. */
export interface SplitSettings {
  readonly fftSize: number;
  readonly hopSize: number;
  readonly window: WindowName;
  /** Length of the median along time. */
  readonly harmonicFrames: number;
  /** Length of the median along frequency. */
  readonly percussiveBins: number;
  readonly rule: ResolvedMaskRule;
}

/** A channel's spectrogram and the masks of its parts, `[frame, bin]` each. */
export interface MaskedSpectrogram {
  readonly spectrogram: Spectrogram;
  readonly harmonicMask: Float32Array;
  readonly percussiveMask: Float32Array;
}

/** The spectrogram of a channel and both of its masks, `[frame, bin]` each. */
export function maskChannel(signal: Float32Array, settings: SplitSettings): MaskedSpectrogram {
  const { fftSize, hopSize, window, harmonicFrames, percussiveBins, rule } = settings;
  const spectrogram = stft([signal], { fftSize, hopSize, window, padMode: 'zeros' });
  const powers = power(spectrogram)[0]!;
  const shape = { rows: spectrogram.frameCount, columns: spectrogram.binCount };
  const harmonic = medianFilter(powers, { ...shape, axis: 'rows', size: harmonicFrames });
  const percussive = medianFilter(powers, { ...shape, axis: 'columns', size: percussiveBins });
  medianToMasks({ harmonic, percussive }, rule, { ofPowers: true });
  return { spectrogram, harmonicMask: harmonic, percussiveMask: percussive };
}

/**
 * The wanted parts of a channel. Where the masks add up to 1, the percussive part is the channel minus the harmonic one: equal to
 * its own inverse STFT to rounding, a third cheaper, and the two add up to the channel. A part is the same to the bit whether or not the other one
 * is asked for.
 */
export function splitChannel(
  signal: Float32Array,
  settings: SplitSettings,
  wanted: { readonly harmonic: boolean; readonly percussive: boolean },
): { harmonic: Float32Array | undefined; percussive: Float32Array | undefined } {
  const { spectrogram, harmonicMask, percussiveMask } = maskChannel(signal, settings);
  if (isPartition(settings.rule)) {
    const harmonic = invertMasked(spectrogram, harmonicMask);
    return { harmonic, percussive: wanted.percussive ? subtract(signal, harmonic) : undefined };
  }
  return {
    harmonic: wanted.harmonic ? invertMasked(spectrogram, harmonicMask) : undefined,
    percussive: wanted.percussive ? invertMasked(spectrogram, percussiveMask) : undefined,
  };
}

/** The first channel of a spectrogram, masked with the mixture's phase and brought back to samples. */
export function invertMasked(spectrogram: Spectrogram, mask: Float32Array): Float32Array {
  return istft(applyMask(spectrogram, [mask]))[0]!;
}

/**
 * How many samples before and after itself a sample of a split depends on. Its frames have their middles within half a frame; the mask of
 * each looks half a median further, in frames; those look half a frame further, in samples:
 * L/2 + floor(frames/2)·H + L/2. The median along frequency stays within its frame.
 */
export function splitReach({ fftSize, hopSize, harmonicFrames }: SplitSettings): number {
  return fftSize + Math.floor(harmonicFrames / 2) * hopSize;
}

/**
 * Working memory of a split per sample of its channel, in bytes: complex bins twice (8 bytes, before and after the mask), powers and
 * two medians (4 bytes each) on fftSize/2 + 1 bins per hop, and the double-precision sums of the inverse.
 */
export function splitBytesPerSample({ fftSize, hopSize }: SplitSettings): number {
  const binsPerSample = (Math.floor(fftSize / 2) + 1) / hopSize;
  return Math.ceil(binsPerSample * (2 * 8 + 3 * 4) + 2 * 8);
}
