/**
 * The excerpts of an evaluation. A track's thread writes those that beat all that was known when it started, since there the sound is at hand;
 * few do, the fewer the longer a run goes. When everything is measured, the chosen ones that are missing (of tracks kept from an
 * earlier run that chose differently) are made by separating those tracks once more, and the beaten ones are removed.
 */

import { chooseExcerpts, type Evaluation, type ExcerptChoice, type TrackScores } from '../evaluate/index.ts';
import type { Progress } from '../util/index.ts';
import { canRunWorkers } from './chunk-pool.ts';
import {
  type EvaluationTask,
  type ExcerptOrder,
  type ExcerptRecords,
  runExcerptTask,
} from './evaluation-task.ts';
import { inLanes } from './lanes.ts';
import { pruneMedia, readMedia } from './media-store.ts';
import { runInThread } from './task-thread.ts';

/** The best and worst values so far. */
export interface RecordBook {
  of(separator: string): ExcerptRecords;
  enter(scores: TrackScores): void;
}

/** An empty book. */
export function createRecordBook(): RecordBook {
  const books = new Map<string, Record<string, { best: number; worst: number }>>();
  return {
    of: (separator) => ({ ...books.get(separator) }),
    enter({ separator, moments }) {
      const book = books.get(separator) ?? {};
      books.set(separator, book);
      for (const [stem, { best, worst }] of Object.entries(moments)) {
        const known = book[stem] ?? { best: best.value, worst: worst.value };
        book[stem] = {
          best: Math.max(known.best, best.value),
          worst: Math.min(known.worst, worst.value),
        };
      }
    },
  };
}

/** How {@link completeExcerpts} finds the task of a choice, and reports. */
export interface ExcerptWork {
  readonly out: string;
  readonly jobs: number;
  readonly signal: AbortSignal | undefined;
  taskOf(choice: ExcerptChoice): EvaluationTask;
  onProgress(choice: ExcerptChoice, progress: Progress): void;
}

/** Makes the chosen excerpts that are missing and removes the others. One that cannot be made is left out; an abort is thrown. */
export async function completeExcerpts(evaluation: Evaluation, work: ExcerptWork): Promise<void> {
  const { out, signal } = work;
  const chosen = chooseExcerpts(evaluation);
  const missing = new Map<string, ExcerptChoice[]>();
  for (const choice of chosen) {
    if ((await readMedia(out, choice)) !== undefined) continue;
    const key = JSON.stringify([choice.separator, choice.track]);
    missing.set(key, [...(missing.get(key) ?? []), choice]);
  }
  await inLanes([...missing.values()], { count: work.jobs, signal }, async (choices) => {
    const [first] = choices as [ExcerptChoice];
    const order: ExcerptOrder = { ...work.taskOf(first), out, choices };
    const watch = { signal, onProgress: (progress: Progress) => work.onProgress(first, progress) };
    try {
      if (canRunWorkers) await runInThread('./excerpt-worker.js', order, watch);
      else await runExcerptTask(order, watch);
    } catch {
      // The numbers stand without the sound; the report says that it is missing.
      signal?.throwIfAborted();
    }
  });
  await pruneMedia(out, { separators: evaluation.separators, chosen });
}
