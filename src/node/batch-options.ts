/** What `separateFiles` is asked for, what it reports while it works, and what it gives back. */

import type { OutputOptions, SeparatorChoice } from '../host/index.ts';
import type { ClipMode, JourneyOptions } from '../separate/index.ts';
import type { Progress } from '../util/index.ts';
import type { PcmShape } from './pcm.ts';

/** Options of `separateFiles`. */
export interface SeparateFilesOptions extends JourneyOptions, SeparatorChoice, OutputOptions {
  /** The output folder. Default `'separated'`. */
  readonly out?: string;
  /** Template of the output paths, see `planOutputs`. Default `'{track}/{stem}.{ext}'`. */
  readonly filename?: string;
  /** What is done about samples beyond full scale. Default `'rescale'`: one gain for all stems of a track. */
  readonly clipMode?: ClipMode;
  /**
   * Passes over tracks whose outputs all exist, unless the manifest (where there is one) says that they were made with
   * other settings or from another input. Default false.
   */
  readonly skipExisting?: boolean;
  /**
   * Takes up an interrupted run: finished tracks are kept, the one at work goes on where its journal ends, if settings and input
   * are still the same. An interrupted or failed run with this option keeps its work folder. Default false.
   */
  readonly resume?: boolean;
  /** Writes a manifest: to this path, or with `true` to `<out>/<separator>/manifest.json`. Default false. */
  readonly manifest?: boolean | string;
  /** Where relative paths start. Default: the working directory. */
  readonly cwd?: string;
  /** What the input `'-'` stands for: raw PCM if `pcm` is given, else a whole audio file. */
  readonly stdin?: { readonly pieces: AsyncIterable<Uint8Array>; readonly pcm?: PcmShape };
  /** Aborting it rejects with its reason; outputs are complete or absent. */
  readonly signal?: AbortSignal;
  /** Told of everything that happens, in order. An error thrown in it ends the run. */
  readonly onEvent?: (event: SeparateEvent) => void;
}

/** What happens during a run. `index` counts the tracks from 0; `name` is the input as the user knows it. */
export type SeparateEvent =
  | {
      readonly type: 'start';
      readonly separator: string;
      readonly tracks: number;
      /** Names of the outputs of each track. */
      readonly outputs: readonly string[];
      readonly out: string;
    }
  | {
      readonly type: 'track';
      readonly index: number;
      readonly name: string;
      readonly sampleRate: number;
      readonly channelCount: number;
      /** Of the outputs; `undefined` where the input's length is not known. */
      readonly durationSeconds: number | undefined;
      /** How much an earlier run had done. */
      readonly resumedSeconds: number;
      readonly notes: readonly string[];
    }
  | ({ readonly type: 'progress'; readonly index: number; readonly name: string } & Progress)
  | ({ readonly type: 'done'; readonly index: number } & TrackDone)
  | ({ readonly type: 'skipped'; readonly index: number } & TrackSkipped)
  | ({ readonly type: 'failed'; readonly index: number } & TrackFailed)
  | {
      readonly type: 'end';
      readonly done: number;
      readonly skipped: number;
      readonly failed: number;
      readonly seconds: number;
      readonly manifest: string | undefined;
    };

/** A track whose outputs stand complete under their names. */
export interface TrackDone {
  readonly status: 'done';
  readonly name: string;
  /** Output name to absolute path. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly sampleRate: number;
  readonly channelCount: number;
  readonly lengthSamples: number;
  /** The shared gain: 1 unless something would have clipped and the clip mode is `'rescale'`. */
  readonly gain: number;
  /** The largest absolute sample of each output, before `gain`. */
  readonly peaks: Readonly<Record<string, number>>;
  /** Time the work took. */
  readonly seconds: number;
}

/** A track that was passed over because its outputs are there. */
export interface TrackSkipped {
  readonly status: 'skipped';
  readonly name: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly reason: string;
}

/** An input that gave no outputs. */
export interface TrackFailed {
  readonly status: 'failed';
  readonly name: string;
  readonly error: Error;
}

/** What came of one input. */
export type TrackResult = TrackDone | TrackSkipped | TrackFailed;

/** What came of a run. */
export interface BatchResult {
  /** In the order of the inputs; those that could not be found come first. */
  readonly tracks: readonly TrackResult[];
  readonly done: number;
  readonly skipped: number;
  readonly failed: number;
  /** Time the run took. */
  readonly seconds: number;
  /** The manifest's path, if one was asked for and there was something to write. */
  readonly manifest: string | undefined;
}
