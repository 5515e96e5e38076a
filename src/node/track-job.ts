/** What is asked of one track, as the batch hands it over. */

import type { OutputSettings } from '../host/index.ts';
import type { ClipMode, SeparateOptions, SeparationStream } from '../separate/index.ts';
import type { WorkFolder } from './journal.ts';
import type { TrackOutputs } from './layout.ts';
import type { OpenInputOptions, SeparateInput } from './open-input.ts';

/** A track to separate. */
export interface TrackJob {
  readonly outputs: TrackOutputs;
  readonly source: SeparateInput;
  readonly work: WorkFolder;
  readonly open: OpenInputOptions;
  readonly separate: SeparateOptions;
  /** Everything that decides the outputs' bytes, apart from the input and the plan. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly clipMode: ClipMode;
  readonly output: OutputSettings;
  readonly resume: boolean;
  /** Outputs that may be encoded at the same time; more than one only where threads can run. */
  readonly encodeJobs: number;
  /** Called between separating and encoding in threads: time to free what separating took. */
  onSeparated(): Promise<void>;
  onOpened(opened: { readonly stream: SeparationStream; readonly resumedSeconds: number }): void;
  onProgress(progress: {
    readonly stage: 'separate' | 'encode';
    readonly done: number;
    readonly total: number | undefined;
  }): void;
}
