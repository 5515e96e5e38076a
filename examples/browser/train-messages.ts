/** What the page that trains and its worker say to each other. */

import type { EpochRecord, PlacedFile, RunProgress, TrainingConfig } from 'auralflow';

/** From the page: begin, or stop after the step that is under way. */
export type ToWorker =
  | { readonly type: 'train'; readonly config: TrainingConfig; readonly files: readonly PlacedFile[] }
  | { readonly type: 'stop' };

/** From the worker. */
export type FromWorker =
  | { readonly type: 'tracks'; readonly train: readonly string[]; readonly validation: readonly string[] }
  | { readonly type: 'progress'; readonly progress: RunProgress }
  | { readonly type: 'epoch'; readonly record: EpochRecord }
  | {
      readonly type: 'checkpoint';
      readonly name: 'best' | 'latest';
      readonly bytes: Uint8Array<ArrayBuffer>;
    }
  | { readonly type: 'end' }
  | { readonly type: 'failed'; readonly message: string };
