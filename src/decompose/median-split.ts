/**
 * One harmonic-percussive split of one channel: STFT, two running medians, masks, inverse STFT. The common
 * engine of `hpss`, `hrps` and the two stages of `hpss-vocals`, with the exact answer to how far a sample of
 * the result looks.
 */

import { istft, medianFilter, type Spectrogram, stft, type WindowName } from '../dsp/index.ts';
import { subtract } from './chunk.ts';
import { isPartition, type ResolvedMaskRule, type ShareRule, shareOf, shareRule } from './hpss-masks.ts';

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

/** The two parts of a split. */
export type Part = 'harmonic' | 'percussive';

/**
 * A channel's spectrogram and both medians of its powers, `[frame, bin]`; the medians are valid until the
 * scratch memory is used again.
 */
export interface MedianSpectrogram {
  readonly spectrogram: Spectrogram;
  readonly harmonic: Float32Array;
  readonly percussive: Float32Array;
}

/** Matrices that live from chunk to chunk: fresh memory costs more than the mathematics done in it. */
export type Scratch = (slot: 'powers' | Part, length: number) => Float32Array;

/** Scratch memory that grows to the largest length asked for. What it held before is garbage. */
export function createScratch(): Scratch {
  const buffers = new Map<string, Float32Array>();
  return (slot, length) => {
    const buffer = buffers.get(slot);
    if (buffer !== undefined && buffer.length >= length) return buffer.subarray(0, length);
    const grown = new Float32Array(length);
    buffers.set(slot, grown);
    return grown;
  };
}

/** The spectrogram of a channel and the medians of its powers over frames and over bins. */
export function medianSpectrogram(
  signal: Float32Array,
  settings: SplitSettings,
  scratch: Scratch,
): MedianSpectrogram {
  const { fftSize, hopSize, window, harmonicFrames, percussiveBins } = settings;
  const spectrogram = stft([signal], { fftSize, hopSize, window, padMode: 'zeros' });
  const bins = spectrogram.channels[0]!;
  const length = bins.length / 2;
  const powers = scratch('powers', length);
  for (let i = 0; i < length; i++)
    powers[i] = bins[2 * i]! * bins[2 * i]! + bins[2 * i + 1]! * bins[2 * i + 1]!;
  const matrix = { rows: spectrogram.frameCount, columns: spectrogram.binCount };
  const harmonic = scratch('harmonic', length);
  const percussive = scratch('percussive', length);
  medianFilter(powers, { ...matrix, axis: 'rows', size: harmonicFrames, out: harmonic });
  medianFilter(powers, { ...matrix, axis: 'columns', size: percussiveBins, out: percussive });
  return { spectrogram, harmonic, percussive };
}

/**
 * The wanted parts of a channel. Where the masks add up to 1, the percussive part is the channel minus the
 * harmonic one: equal to its own inverse STFT to rounding, a third cheaper, and the two add up to the
 * channel. A part is the same to the bit whether or not the other one is asked for.
 */
export function splitChannel(
  signal: Float32Array,
  settings: SplitSettings,
  { wanted, scratch }: { readonly wanted: ReadonlySet<string>; readonly scratch: Scratch },
): { harmonic: Float32Array | undefined; percussive: Float32Array | undefined } {
  const { rule } = settings;
  const medians = medianSpectrogram(signal, settings, scratch);
  if (isPartition(rule)) {
    const harmonic = invertPart(medians, 'harmonic', { rule, inPlace: true });
    return { harmonic, percussive: wanted.has('percussive') ? subtract(signal, harmonic) : undefined };
  }
  const inPlace = !wanted.has('percussive');
  return {
    harmonic: wanted.has('harmonic') ? invertPart(medians, 'harmonic', { rule, inPlace }) : undefined,
    percussive: wanted.has('percussive')
      ? invertPart(medians, 'percussive', { rule, inPlace: true })
      : undefined,
  };
}

/** How {@link invertPart} goes about it. */
export interface InvertOptions {
  readonly rule: ResolvedMaskRule;
  /** Whether the spectrogram may be overwritten: the last part to be inverted need not copy it. */
  readonly inPlace: boolean;
  /** Bins below this one are set to 0. Default 0. */
  readonly firstBin?: number;
}

/**
 * One part of a split as samples: its share of each bin, with the mixture's phase, through the inverse STFT.
 */
export function invertPart(medians: MedianSpectrogram, part: Part, options: InvertOptions): Float32Array {
  const { spectrogram } = medians;
  const { firstBin = 0, rule, inPlace } = options;
  const own = medians[part];
  const other = medians[part === 'harmonic' ? 'percussive' : 'harmonic'];
  const bins = inPlace ? spectrogram.channels[0]! : spectrogram.channels[0]!.slice();
  scaleByShare(bins, { own, other, share: shareRule(rule, part, { ofPowers: true }) });
  for (let frame = 0; frame < spectrogram.frameCount && firstBin > 0; frame++) {
    const start = frame * spectrogram.binCount;
    bins.fill(0, 2 * start, 2 * (start + Math.min(firstBin, spectrogram.binCount)));
  }
  return istft({ ...spectrogram, channels: [bins] })[0]!;
}

function scaleByShare(
  bins: Float32Array,
  { own, other, share }: { own: Float32Array; other: Float32Array; share: ShareRule },
): void {
  for (let i = 0; i < own.length; i++) {
    const gain = shareOf(own[i]!, other[i]!, share);
    bins[2 * i]! *= gain;
    bins[2 * i + 1]! *= gain;
  }
}

/**
 * How many samples before and after itself a sample of a split depends on. Its frames have their middles
 * within half a frame; the mask of each looks half a median further, in frames; those look half a frame
 * further, in samples: L/2 + floor(frames/2)·H + L/2. The median along frequency stays within its frame.
 */
export function splitReach({ fftSize, hopSize, harmonicFrames }: SplitSettings): number {
  return fftSize + Math.floor(harmonicFrames / 2) * hopSize;
}

/**
 * Working memory of a split per sample of its channel, in bytes, on fftSize/2 + 1 bins per hop: complex bins
 * (8 bytes) three times, as transformed, as masked, and those of the channel before until they are collected;
 * powers and two medians (4 bytes each); and the double-precision sums of the inverse.
 */
export function splitBytesPerSample({ fftSize, hopSize }: SplitSettings): number {
  const binsPerSample = (Math.floor(fftSize / 2) + 1) / hopSize;
  return Math.ceil(binsPerSample * (3 * 8 + 3 * 4) + 2 * 8);
}
