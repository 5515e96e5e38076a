/**
 * What `separate` can be asked for: the options, the executor a host may supply, and what comes back. The names and the
 * meaning of `shifts`, `overlap`, `twoStems` and `otherMethod` are those of Demucs (Défossez 2019–2023).
 */

import type { Audio, AudioBlock, Separator, Stems } from '../audio/index.ts';
import type { WorkOptions } from '../util/index.ts';

/** What becomes of the other stems when `twoStems` names one. */
export type OtherMethod = 'none' | 'add' | 'minus';

/** How the residual is spread over the stems so that they add up to the mixture. */
export type Consistency = 'equal' | 'energy';

/**
 * Who runs the separator on chunks. The engine calls `run` for one chunk after another, keeps up to
 * `concurrency + queue` calls open so that nobody idles while a result is being written, and takes the results in order,
 * whatever order they come in. An executor queues what it cannot start at once.
 */
export interface ChunkExecutor {
  /** How many chunks are worked on at the same time. */
  readonly concurrency: number;
  /** How many more it is given to have at hand. Default 1. */
  readonly queue?: number;
  /** Stems of a chunk. The chunk is the executor's: no two of its channels share a buffer, and all may be transferred. */
  run(chunk: Audio, options: ChunkRunOptions): Promise<Stems>;
}

/** Options of {@link ChunkExecutor.run}. */
export interface ChunkRunOptions {
  /** Compute only these stems; `undefined`: all. */
  readonly stems: readonly string[] | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Options of `separateStream`. */
export interface SeparateOptions extends WorkOptions {
  readonly separator: Separator;
  /** Deliver, and compute, only these stems. Default: all. May be empty where `mixes` or `residual` give something. */
  readonly stems?: readonly string[];
  /** Deliver this stem and, as `otherMethod` says, what is left without it. Excludes `stems`. */
  readonly twoStems?: string;
  /**
   * With `twoStems: 'vocals'`: `'add'` (default, as in Demucs) delivers `no_vocals`, the sum of the other stems;
   * `'minus'` delivers `minus_vocals`, the mixture minus the vocals, for which the other stems need not be computed;
   * `'none'` delivers the stem alone.
   */
  readonly otherMethod?: OtherMethod;
  /** Deliver `residual` as well: the mixture minus all the separator's stems. Default false. */
  readonly residual?: boolean;
  /**
   * Make the stems add up to the mixture by giving each a part of the residual: `'equal'` parts, or parts in proportion
   * to the `'energy'` that each stem has around that moment (a silent stem stays silent). Default: stems as separated.
   */
  readonly consistent?: Consistency;
  /** Track arithmetic, one output each: `'drumless = mix - drums'`, `'band = 0.5*(bass + drums)'`. Default none. */
  readonly mixes?: readonly string[];
  /** Average this many separations of the song shifted by random 0–0.5 s; 0 (default): one, not shifted. */
  readonly shifts?: number;
  /** Seed of the random shifts. Default 0: the same every time. */
  readonly seed?: number;
  /** Fraction of a segment that is shared, and cross-faded, with the next: 0 ≤ overlap < 1. Default: the separator's. */
  readonly overlap?: number;
  /** Length of a segment in seconds, fractions allowed. Default: the separator's, or what `maxMemoryBytes` allows. */
  readonly segmentSeconds?: number;
  /**
   * Deliver at the input's rate where the separator runs at a rate of its own; the mixture in `minus_…`, `residual`,
   * `consistent` and `mixes` is then the untouched input. Default false: deliver at the separator's rate.
   */
  readonly keepRate?: boolean;
  /** Separate only from here, in seconds of the input. Default 0. */
  readonly startSeconds?: number;
  /** Separate only this much, in seconds. Default: to the end. */
  readonly durationSeconds?: number;
  /** Memory that the separation may take, in bytes; shortens the segments to fit. Default: no limit. */
  readonly maxMemoryBytes?: number;
  /** Default: calls the separator in place, one chunk after another. */
  readonly executor?: ChunkExecutor;
}

/** What decides the outputs and how they are made, apart from the separator, who runs it and who watches. */
export type JourneyOptions = Omit<SeparateOptions, 'separator' | 'executor' | 'onProgress' | 'signal'>;

/** Every one of {@link JourneyOptions}: the compiler asks for those that are missing. */
const journeyOptionNames: Readonly<Record<keyof JourneyOptions, true>> = {
  stems: true,
  twoStems: true,
  otherMethod: true,
  residual: true,
  consistent: true,
  mixes: true,
  shifts: true,
  seed: true,
  overlap: true,
  segmentSeconds: true,
  keepRate: true,
  startSeconds: true,
  durationSeconds: true,
  maxMemoryBytes: true,
};

/** The {@link JourneyOptions} that are given among `options`, and nothing else of them. */
export function journeyOptions(options: JourneyOptions): JourneyOptions {
  return Object.fromEntries(
    Object.entries(options).filter(
      ([name, value]) => Object.hasOwn(journeyOptionNames, name) && value !== undefined,
    ),
  );
}

/** How a separation is going to be done. Lengths at the rate the separator runs at. */
export interface SeparationPlan {
  /** The rate the separator runs at, in hertz. */
  readonly sampleRate: number;
  /** Samples kept from each chunk; `undefined` where the song is separated whole. */
  readonly segmentSamples: number | undefined;
  readonly segmentSeconds: number | undefined;
  /** Samples from one segment's start to the next. */
  readonly strideSamples: number | undefined;
  /** Fraction of a segment shared with the next. */
  readonly overlap: number;
  /** Passes that are averaged: at least 1. */
  readonly passes: number;
  /** Calls of the separator, or `undefined` where the length is not known. */
  readonly chunkCount: number | undefined;
  /** Stems that are computed. */
  readonly computedStems: readonly string[];
  /** Estimate of the memory the separation takes, in bytes; `undefined` where the whole song of unknown length is held. */
  readonly memoryBytes: number | undefined;
}

/** Consecutive samples of every output. */
export interface SeparationBlock {
  /** Position of the block's first sample in the output. */
  readonly startSample: number;
  /** All outputs, in order, equally long. The consumer may keep the arrays but not change them. */
  readonly outputs: ReadonlyMap<string, AudioBlock>;
}

/** A separation that is read block by block. */
export interface SeparationStream {
  /** Hertz of the outputs. */
  readonly sampleRate: number;
  /** Always that of the input. */
  readonly channelCount: number;
  /** Samples of the outputs, exact, or `undefined` where the input's length is not known. */
  readonly lengthSamples: number | undefined;
  /** Names of the outputs, in order. */
  readonly outputs: readonly string[];
  /** What the user should be told: rate conversion, how channels are grouped, what `shifts` costs. */
  readonly notes: readonly string[];
  readonly plan: SeparationPlan;
  /**
   * The outputs from `startSample` (default 0) to the end. Starting later gives the same bits as starting at 0: only
   * the chunks that reach beyond `startSample` are separated. `signal` stands in for that of the options.
   */
  blocks(options?: {
    readonly startSample?: number;
    readonly signal?: AbortSignal;
  }): AsyncIterable<SeparationBlock>;
}
