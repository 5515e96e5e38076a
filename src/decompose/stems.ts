/** How the methods of this folder make their stems: by masks or matrices for all but the last, which is what the others leave, so that all add up. */

import type { Audio, Stems } from '../audio/index.ts';
import { istft, type Spectrogram } from '../dsp/index.ts';
import { subtract } from './chunk.ts';

/** `source1`, `source2`, …: stems that have no other name. */
export function sourceNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `source${i + 1}`);
}

/** Which stems are made. */
export interface StemChoice {
  /** Every stem, in the separator's order. */
  readonly names: readonly string[];
  readonly wanted: ReadonlySet<string>;
}

/** How {@link stemsWithRest} gets its stems. */
export interface StemWork extends StemChoice {
  /** The channels of stem `i`; asked for once, in order, and only where it or the last stem is wanted. */
  imageOf(i: number): readonly Float32Array[];
}

/** The wanted stems of a chunk: each but the last by `imageOf`, the last the chunk minus the others. */
export function stemsWithRest(chunk: Audio, { names, wanted, imageOf }: StemWork): Stems {
  const { channels, sampleRate } = chunk;
  const needsAll = wanted.has(names.at(-1)!);
  const images = names.slice(0, -1).map((name, i) => (needsAll || wanted.has(name) ? imageOf(i) : undefined));
  const stems = new Map<string, Audio>();
  names.forEach((name, i) => {
    if (!wanted.has(name)) return;
    const image =
      images[i] ?? channels.map((channel, c) => subtract(channel, ...images.map((part) => part![c]!)));
    stems.set(name, { sampleRate, channels: image });
  });
  return stems;
}

/** How {@link stemsFromBins} gets its stems. */
export interface BinWork extends StemChoice {
  /** Of the levelled chunk. */
  readonly spectrogram: Spectrogram;
  /** What the stems are multiplied by: the peak that {@link levelled} took off. */
  readonly peak: number;
  /** Writes the bins of stem `i` into `out`, all of them. */
  fill(i: number, out: readonly Float32Array[]): void;
}

/** The wanted stems of a chunk: each but the last the inverse of the bins that `fill` writes, the last the chunk minus the others. */
export function stemsFromBins(chunk: Audio, { spectrogram, peak, fill, ...choice }: BinWork): Stems {
  const bins = spectrogram.channels.map((array) => new Float32Array(array.length));
  return stemsWithRest(chunk, {
    ...choice,
    imageOf(i) {
      fill(i, bins);
      const signals = istft({ ...spectrogram, channels: bins });
      for (const signal of signals) for (let n = 0; n < signal.length; n++) signal[n]! *= peak;
      return signals;
    },
  });
}

/** The wanted stems of a chunk that is one source: all of it in stem `source`, the others silent. */
export function stemsOfOneSource(
  { channels, sampleRate }: Audio,
  { names, wanted, source }: StemChoice & { readonly source: number },
): Stems {
  return new Map(
    names.flatMap((name, i) => {
      const image = channels.map((channel) =>
        i === source ? channel.slice() : new Float32Array(channel.length),
      );
      return wanted.has(name) ? [[name, { sampleRate, channels: image }] as const] : [];
    }),
  );
}

/** The channels at peak 1, and that peak: squares of very soft or loud sound would leave float32. */
export function levelled({ channels }: Audio): { readonly channels: Float32Array[]; readonly peak: number } {
  let peak = 0;
  for (const channel of channels) for (const value of channel) peak = Math.max(peak, Math.abs(value));
  const scale = peak === 0 ? 1 : peak;
  return { channels: channels.map((channel) => channel.map((value) => value / scale)), peak };
}
