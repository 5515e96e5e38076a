/** The last part of a track: its spools become files, several at a time, each entered in the journal when it stands. */

import { rm, stat } from 'node:fs/promises';
import type { Tags } from '../audio/index.ts';
import type { SeparationStream } from '../separate/index.ts';
import { type EncodeTask, encodeSpool } from './encode-spool.ts';
import { encodeInThread } from './encode-thread.ts';
import type { Journal } from './journal.ts';
import type { TrackJob } from './track-job.ts';

/** A track that is separated. */
export interface SeparatedTrack {
  readonly stream: SeparationStream;
  readonly journal: Journal;
  /** The gain that all outputs share. */
  readonly gain: number;
  readonly tags?: Tags;
}

/** Encodes every output that does not stand yet. Rejects with the first failure, when no encoding is under way any more. */
export async function encodeTrack(job: TrackJob, track: SeparatedTrack): Promise<void> {
  const { stream } = track;
  const lengthSamples = track.journal.samplesDone;
  const seconds = lengthSamples / stream.sampleRate;
  const done = new Map<string, number>();
  let { journal } = track;
  let recording = Promise.resolve();

  /** One entry after the other: a journal that is overtaken by an older one would lose an output. */
  async function record(name: string, path: string): Promise<void> {
    const { size, mtimeMs } = await stat(path);
    const output = { path, bytes: size, modifiedMilliseconds: mtimeMs };
    recording = recording.then(async () => {
      journal = { ...journal, finished: { ...journal.finished, [name]: output } };
      await job.work.writeJournal(journal);
    });
    await recording;
  }

  const stop = new AbortController();
  const onAbort = (): void => stop.abort(job.open.signal?.reason);
  job.open.signal?.addEventListener('abort', onAbort, { once: true });
  if (job.open.signal?.aborted) onAbort();

  async function encodeOne(name: string, task: EncodeTask): Promise<void> {
    const encode = job.encodeJobs > 1 ? encodeInThread : encodeSpool;
    await encode(task, {
      signal: stop.signal,
      onProgress(samplesDone) {
        done.set(name, samplesDone / stream.sampleRate);
        const sum = [...done.values()].reduce((total, part) => total + part, 0);
        job.onProgress({ stage: 'encode', done: sum, total: seconds * stream.outputs.length });
      },
    });
    await record(name, task.path);
    await rm(task.spoolPath, { force: true });
  }

  const waiting = [...job.outputs.paths.entries()].flatMap(([name, path], index) => {
    if (journal.finished[name] === undefined)
      return [{ name, task: encodeTask(job, { ...track, path, index }) }];
    done.set(name, seconds);
    return [];
  });
  async function encodeNext(): Promise<void> {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      stop.signal.throwIfAborted();
      await encodeOne(next.name, next.task);
    }
  }
  try {
    if (job.encodeJobs > 1) await job.onSeparated();
    const lanes = Array.from({ length: job.encodeJobs }, async () => {
      try {
        await encodeNext();
      } catch (error) {
        stop.abort(error);
        throw error;
      }
    });
    const results = await Promise.allSettled(lanes);
    if (results.some(({ status }) => status === 'rejected')) throw stop.signal.reason;
  } finally {
    job.open.signal?.removeEventListener('abort', onAbort);
  }
}

function encodeTask(
  job: TrackJob,
  {
    stream,
    journal,
    gain,
    tags,
    path,
    index,
  }: SeparatedTrack & { readonly path: string; readonly index: number },
): EncodeTask {
  return {
    spoolPath: job.work.spoolPath(index),
    path,
    temporaryPath: job.work.encodePath(index),
    format: job.output.format,
    encode: {
      ...job.output.encode,
      sampleRate: stream.sampleRate,
      channelCount: stream.channelCount,
      lengthSamples: journal.samplesDone,
      ...(tags === undefined ? {} : { tags }),
    },
    gain,
    clipMode: job.clipMode,
  };
}
