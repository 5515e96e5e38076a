/** The folder `runs/` of a training run: a RunLog that appends to an event file of TensorBoard, a new one each time that the run is taken up. */

import { type FileHandle, open } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { createEventRecords, eventFileName, type RunLog } from '../train/index.ts';
import { encodePng } from '../visualize/index.ts';
import { ensureFolder } from './file-sink.ts';
import { onHost } from './host-error.ts';

/** Options of {@link openEventLog}. */
export interface EventLogOptions {
  /**
   * Where a run that is taken up goes on. What earlier files of the folder say of this step and later ones is forgotten by TensorBoard, which
   * otherwise shows batches twice that were computed again. Default: the run is new.
   */
  readonly startStep?: number;
}

/** A RunLog that is a file. */
export interface EventLog extends RunLog {
  /** Of the event file. */
  readonly path: string;
  /** Waits until everything is handed to the system. */
  flush(): Promise<void>;
}

const expected = 'an event file that can be written';

/** What is behind the door `openEventLog`. */
export async function openEventLog(folder: string, options: EventLogOptions = {}): Promise<EventLog> {
  await onHost(folder, 'a folder for event files', ensureFolder(folder));
  const records = createEventRecords(() => Date.now() / 1000);
  const { path, handle } = await create(folder);
  // One at a time: two writes that overlap could be split between each other.
  let last = append(handle, path, records.head(options));
  let isClosed = false;
  // Whoever adds next is told.
  last.catch(() => {});

  function add(record: Uint8Array): Promise<void> {
    last = last.then(() => append(handle, path, record));
    return last;
  }

  return {
    path,
    scalar: (tag, value, step) => add(records.scalar(tag, value, step)),
    image(tag, image, step) {
      const { width, height } = image;
      const png = 'png' in image ? image.png : encodePng({ width, height, pixels: image.data });
      return add(records.image(tag, { width, height, png }, step));
    },
    audio: async (tag, audio, step) => await add(await records.audio(tag, audio, step)),
    histogram: (tag, values, step) => add(records.histogram(tag, values, step)),
    flush: () => last,
    async close() {
      if (isClosed) return;
      isClosed = true;
      try {
        await last;
        await onHost(path, expected, handle.datasync());
      } finally {
        await handle.close();
      }
    },
  };
}

async function append(handle: FileHandle, path: string, record: Uint8Array): Promise<void> {
  await onHost(path, expected, handle.appendFile(record));
}

/** A file that was not there: two runs in the same second and folder get two. */
async function create(folder: string): Promise<{ readonly path: string; readonly handle: FileHandle }> {
  for (let count = 0; ; count++) {
    const name = eventFileName(Date.now() / 1000, hostname(), `${process.pid}.${count}`);
    const path = join(folder, name);
    try {
      return { path, handle: await open(path, 'ax') };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST')
        await onHost(path, expected, Promise.reject(error));
    }
  }
}
