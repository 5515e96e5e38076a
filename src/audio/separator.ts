/**
 * The Separator: what `separate` runs. Networks, bags of networks, classical methods and oracles are all Separators,
 * so every option of `separate` works with every one of them. The contract stands here, below both those who implement
 * it (decompose, models) and those who run it (separate, evaluate).
 */

import type { Audio } from './audio.ts';

/** What a separation gives: each stem by name, in the separator's order, each as long as the mixture. */
export type Stems = ReadonlyMap<string, Audio>;

/**
 * How a song may be cut for a separator. Lengths are samples at the rate the separator is run at.
 *
 * The engine hands over chunks that reach from `beforeSamples` before to `afterSamples` after the part it wants to keep
 * (less at the song's two ends, where there is nothing more), whose first sample lies at a multiple of `alignSamples`
 * from the song's start. What it keeps must equal, to rounding, the same part of the whole song's result when
 * `exact` is true; other separators (networks) are cross-faded over `overlap` instead.
 */
export interface Chunking {
  readonly beforeSamples: number;
  readonly afterSamples: number;
  readonly alignSamples: number;
  /** The part kept from one chunk unless `--segment` says otherwise; a multiple of `alignSamples`. */
  readonly segmentSamples: number;
  /** The longest chunk that the separator accepts, where it has a limit. */
  readonly maxSegmentSamples?: number;
  /** The fraction of a segment shared with the next unless `--overlap` says otherwise: 0 for exact separators. */
  readonly overlap: number;
  /** Whether the kept part does not depend on where the song was cut. */
  readonly exact: boolean;
  /** Working memory per sample and channel of a chunk, in bytes, stems included: what `--max-memory` plans with. */
  readonly bytesPerSample: number;
}

/** Options of one call of {@link Separator.separate}. */
export interface SeparateChunkOptions {
  /** Compute only these stems; the others may be missing from the result. Default: all. */
  readonly stems?: readonly string[];
  readonly signal?: AbortSignal;
}

/** One way to take a song apart. */
export interface Separator {
  /** The name it is asked for by: `-n hpss`. */
  readonly name: string;
  /** The names of its stems, in their standard order. */
  readonly stems: readonly string[];
  /** Whether its stems add up to the mixture by construction (to float32 rounding). */
  readonly sumsToMixture: boolean;
  /** The rate in hertz it must be run at, or `undefined` when it runs at any. */
  readonly sampleRate: number | undefined;
  /** The channel counts it takes; `undefined`: any number, each channel (or all together) as the method says. */
  readonly channelCounts: readonly number[] | undefined;
  /**
   * Whether all that it goes by is how channels differ. Sound that could only be handed over as equal copies (mono) is then refused before
   * anything is read. Default: `false`.
   */
  readonly comparesChannels?: boolean;
  /** How a song at `sampleRate` may be cut, or `'song'` when it must be seen whole. */
  chunking(sampleRate: number): Chunking | 'song';
  /** From a chunk (or a whole song) to its stems: same rate, channels and length as the chunk. */
  separate(chunk: Audio, options?: SeparateChunkOptions): Promise<Stems>;
}
