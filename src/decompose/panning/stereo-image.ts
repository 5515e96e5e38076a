/**
 * What the methods of this folder have in common: two channels, an angle for where a sound stands between them, and stems named from left to
 * right. A source panned to θ degrees has the gains cos(θ + 45°) and sin(θ + 45°) in the left and right channel: −45° is the left channel alone,
 * 0° the middle, 45° the right channel alone.
 */

import { type Audio, type Chunking, checkAudio, type Stems } from '../../audio/index.ts';
import { istft, type Spectrogram } from '../../dsp/index.ts';
import { ArgumentError } from '../../util/index.ts';
import { checkFiniteChunk, roundUp, subtract } from '../chunk.ts';

/** The stems of so many places from left to right. */
export function placeNames(count: number): readonly string[] {
  if (count === 2) return ['left', 'right'];
  if (count === 3) return ['left', 'center', 'right'];
  return Array.from({ length: count }, (_, i) => `source${i + 1}`);
}

/** The middles of so many places, in degrees. */
export function placeDegrees(count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => -45 + (90 * i) / (count - 1));
}

/** `chunk` if it is finite stereo sound; `ArgumentError` that names the rule if not. */
export function checkStereoChunk(method: string, chunk: Audio): Audio {
  const count = checkAudio(method, chunk).channels.length;
  if (count === 2) return checkFiniteChunk(method, chunk);
  throw new ArgumentError({
    place: method,
    expected: 'stereo: it needs two channels that differ',
    got: count === 1 ? 'mono' : `${count} channels`,
    remedy:
      count === 1 ? 'Use hpss-vocals, which needs no stereo image' : 'Give it the channels of a speaker pair',
  });
}

/** The channels at peak 1, and that peak: squares of very soft or loud sound would leave float32. */
export function levelled({ channels }: Audio): { readonly channels: Float32Array[]; readonly peak: number } {
  let peak = 0;
  for (const channel of channels) for (const value of channel) peak = Math.max(peak, Math.abs(value));
  const scale = peak === 0 ? 1 : peak;
  return { channels: channels.map((channel) => channel.map((value) => value / scale)), peak };
}

/** How {@link stemsFromBins} gets its stems. */
export interface BinWork {
  readonly spectrogram: Spectrogram;
  readonly peak: number;
  readonly names: readonly string[];
  readonly wanted: ReadonlySet<string>;
  /** Writes the bins of stem `i` into `out`, all of them. */
  fill(i: number, out: readonly Float32Array[]): void;
}

/** The wanted stems: each the inverse of the bins that `fill` writes, the last what the others leave, so that all add up. */
export function stemsFromBins(chunk: Audio, { spectrogram, peak, names, wanted, fill }: BinWork): Stems {
  const { channels, sampleRate } = chunk;
  const bins = spectrogram.channels.map((array) => new Float32Array(array.length));
  const needsAll = wanted.has(names.at(-1)!);
  const found = names.slice(0, -1).map((name, i) => {
    if (!needsAll && !wanted.has(name)) return undefined;
    fill(i, bins);
    const signals = istft({ ...spectrogram, channels: bins });
    for (const signal of signals) for (let n = 0; n < signal.length; n++) signal[n]! *= peak;
    return signals;
  });
  const stems = new Map<string, Audio>();
  names.forEach((name, i) => {
    if (!wanted.has(name)) return;
    const image =
      found[i] ?? channels.map((channel, c) => subtract(channel, ...found.map((part) => part![c]!)));
    stems.set(name, { sampleRate, channels: image });
  });
  return stems;
}

/** Bytes per sample and channel of what {@link stemsFromBins} holds beside `modelBytes` per bin. */
export function stereoBytes(
  { fftSize, hopSize }: { readonly fftSize: number; readonly hopSize: number },
  { stemCount, modelBytes = 0 }: { readonly stemCount: number; readonly modelBytes?: number },
): number {
  const binsPerSample = (Math.floor(fftSize / 2) + 1) / hopSize;
  // The bins and those of a stem; chunk, levelled chunk, stems.
  return Math.ceil(binsPerSample * (2 * 8 + modelBytes / 2) + 4 * (2 + stemCount));
}

/** The chunking of a method that looks at one frame at a time. */
export function frameChunking(
  { fftSize, hopSize }: { readonly fftSize: number; readonly hopSize: number },
  { sampleRate, bytesPerSample }: { readonly sampleRate: number; readonly bytesPerSample: number },
): Chunking {
  const context = roundUp(fftSize, hopSize);
  return {
    beforeSamples: context,
    afterSamples: context,
    alignSamples: hopSize,
    segmentSamples: roundUp(10 * sampleRate, hopSize),
    overlap: 0,
    exact: true,
    bytesPerSample,
  };
}

/** The chunking of a method that learns where sources stand from half a minute of sound. */
export function learningChunking(sampleRate: number, bytesPerSample: number): Chunking {
  return {
    beforeSamples: 0,
    afterSamples: 0,
    alignSamples: 1,
    segmentSamples: 30 * sampleRate,
    overlap: 0.1,
    exact: false,
    bytesPerSample,
  };
}

/** Whether both channels are the same, sample for sample: mono in two channels. */
export function areEqual([left, right]: readonly Float32Array[]): boolean {
  return left!.every((value, n) => value === right![n]);
}

/** The stems of equal channels: all of it in the middle one, or the one right of it. */
export function allInTheMiddle(
  { channels, sampleRate }: Audio,
  { names, wanted }: { readonly names: readonly string[]; readonly wanted: ReadonlySet<string> },
): Stems {
  const middle = Math.floor(names.length / 2);
  return new Map(
    names.flatMap((name, i) => {
      const image = channels.map((channel) =>
        i === middle ? channel.slice() : new Float32Array(channel.length),
      );
      return wanted.has(name) ? [[name, { sampleRate, channels: image }] as const] : [];
    }),
  );
}
