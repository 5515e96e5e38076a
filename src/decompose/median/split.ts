/**
 * One harmonic-percussive split of one channel: STFT, two running medians, masks, inverse STFT. The common
 * engine of `hpss`, `hrps` and every stage of a cascade, with the exact answer to how far a sample of the
 * result looks.
 */

import { istft, medianFilter, type Spectrogram, stft, type WindowName } from '../../dsp/index.ts';
import { subtract } from '../chunk.ts';
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
  /** Bins below this one are no part of the harmonic sound. `undefined`: all may be, and no bin is looked at twice. */
  readonly harmonicFirstBin?: number;
}

/** What a split may give: its two parts, and the signal minus both. */
export type Part = 'harmonic' | 'percussive' | 'residual';

/** The wanted parts of a signal. */
export type Parts = Readonly<Partial<Record<Part, Float32Array>>>;

/**
 * A channel's spectrogram and both medians of its powers, `[frame, bin]`; the medians are valid until the
 * scratch memory is used again.
 */
interface MedianSpectrogram {
  readonly spectrogram: Spectrogram;
  readonly harmonic: Float32Array;
  readonly percussive: Float32Array;
}

/** Matrices that live from chunk to chunk: fresh memory costs more than the mathematics done in it. */
export type Scratch = (slot: 'powers' | 'harmonic' | 'percussive', length: number) => Float32Array;

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

/**
 * The wanted parts of a signal. Where the masks add up to 1 in every bin, the percussive part is the signal
 * minus the harmonic one: equal to its own inverse STFT to rounding, a third cheaper, and the two add up to
 * the signal. A part is the same to the bit whether or not others are asked for.
 */
export function splitChannel(
  signal: Float32Array,
  settings: SplitSettings,
  { wanted, scratch }: { readonly wanted: ReadonlySet<string>; readonly scratch: Scratch },
): Parts {
  const { rule, harmonicFirstBin: firstBin } = settings;
  const medians = medianSpectrogram(signal, settings, scratch);
  const rest = wanted.has('residual');
  const needs = (part: Part): boolean => rest || wanted.has(part);
  const parts: Partial<Record<Part, Float32Array>> = {};
  if (isPartition(rule) && firstBin === undefined) {
    parts.harmonic = invertPart(medians, 'harmonic', { rule, inPlace: true });
    if (needs('percussive')) parts.percussive = subtract(signal, parts.harmonic);
  } else {
    const inPlace = !needs('percussive');
    if (needs('harmonic')) {
      parts.harmonic = invertPart(medians, 'harmonic', { rule, firstBin: firstBin ?? 0, inPlace });
    }
    if (needs('percussive')) parts.percussive = invertPart(medians, 'percussive', { rule, inPlace: true });
  }
  if (rest) parts.residual = subtract(signal, parts.harmonic!, parts.percussive!);
  return parts;
}

/** The spectrogram of a channel and the medians of its powers over frames and over bins. */
function medianSpectrogram(
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

/** How {@link invertPart} goes about it. */
interface InvertOptions {
  readonly rule: ResolvedMaskRule;
  /** Whether the spectrogram may be overwritten: the last part to be inverted need not copy it. */
  readonly inPlace: boolean;
  /** Bins below this one are set to 0. Default 0. */
  readonly firstBin?: number;
}

/**
 * One part of a split as samples: its share of each bin, with the mixture's phase, through the inverse STFT.
 */
function invertPart(
  medians: MedianSpectrogram,
  part: 'harmonic' | 'percussive',
  options: InvertOptions,
): Float32Array {
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
