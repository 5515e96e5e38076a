/** How long work is watched and stopped: the two options that every lengthy function takes. */

/** One step of lengthy work. */
export interface Progress {
  /** What is being done now: `'decode'`, `'separate'`, `'encode'`, … */
  readonly stage: string;
  /** Work done so far, in `unit`s. */
  readonly done: number;
  /** All the work there is, or `undefined` where it is not known beforehand (a stream). */
  readonly total: number | undefined;
  /** What `done` and `total` count. */
  readonly unit: 'seconds' | 'bytes' | 'items';
}

/** Options of lengthy work. */
export interface WorkOptions {
  /** Aborting it rejects the work with the signal's reason; nothing half-done is left behind. */
  readonly signal?: AbortSignal;
  /** Called often, and at the end with `done === total`. An error thrown in it rejects the work. */
  readonly onProgress?: (progress: Progress) => void;
}
