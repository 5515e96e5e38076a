/**
 * The RunLog: where a training run tells what it does. The trainer speaks to any number of them at once; what becomes of it (event files, reports, a
 * chart) is theirs.
 */

import type { Audio } from '../audio/index.ts';
import type { EpochRecord } from './run-state.ts';

/** A picture as pixels. */
export interface LogImage {
  readonly width: number;
  readonly height: number;
  /** Red, green and blue, one byte each, row by row from the top: `[row, column, 3]`. */
  readonly data: Uint8Array;
}

/** A picture that is a PNG file already. */
export interface LogPicture {
  readonly width: number;
  readonly height: number;
  /** The content of the file. */
  readonly png: Uint8Array;
}

/** An excerpt of the validation: what a model made of it, beside what it should have. */
export interface RunExcerpt {
  readonly mixture: Audio;
  /** By target. */
  readonly estimates: ReadonlyMap<string, Audio>;
  /** By target; the true stems. */
  readonly targets: ReadonlyMap<string, Audio>;
}

/**
 * Takes what a run tells, under a tag (`loss/epoch/train`) and at a step: the count of batches or of epochs, whichever the tag says. Values may be kept
 * until `close`; what is handed over must not be changed afterwards.
 */
export interface RunLog {
  /** A number: a loss, a rate, a ratio. May be NaN where there is nothing to measure. */
  scalar(tag: string, value: number, step: number): void | Promise<void>;
  image(tag: string, image: LogImage | LogPicture, step: number): void | Promise<void>;
  audio(tag: string, audio: Audio, step: number): void | Promise<void>;
  /** A distribution: all the values themselves. They are live: whoever keeps them copies them. */
  histogram(tag: string, values: Float32Array, step: number): void | Promise<void>;
  /**
   * Excerpts of the validation, the same ones each time, after every `save_frequency`-th epoch: for who makes pictures and files of them. `step` counts epochs
   * from 1.
   */
  excerpts?(excerpts: readonly RunExcerpt[], step: number): void | Promise<void>;
  /** A sentence about the run as a whole, at its beginning. */
  note?(text: string): void | Promise<void>;
  /** An epoch is over, and everything else of it has been told. */
  epoch?(record: EpochRecord): void | Promise<void>;
  /** No more will come. */
  close(): void | Promise<void>;
}

/** One log that passes everything on to all of `logs`, in their order, and waits for them. */
export function joinLogs(logs: readonly RunLog[]): RunLog {
  async function each(tell: (log: RunLog) => void | Promise<void>): Promise<void> {
    for (const log of logs) await tell(log);
  }
  return {
    scalar: (tag, value, step) => each((log) => log.scalar(tag, value, step)),
    image: (tag, image, step) => each((log) => log.image(tag, image, step)),
    audio: (tag, audio, step) => each((log) => log.audio(tag, audio, step)),
    histogram: (tag, values, step) => each((log) => log.histogram(tag, values, step)),
    excerpts: (excerpts, step) => each((log) => log.excerpts?.(excerpts, step)),
    note: (text) => each((log) => log.note?.(text)),
    epoch: (record) => each((log) => log.epoch?.(record)),
    close: () => each((log) => log.close()),
  };
}
