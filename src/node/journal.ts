/**
 * The journal of one track: what has been done, in a hidden work folder together with the spools. It is replaced as a
 * whole, so that at whatever moment the process is killed, what stands in it is true.
 */

import { readFile, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { HostError } from '../util/index.ts';
import { ensureFolder, writeJson } from './file-sink.ts';
import { onHost } from './host-error.ts';

/** An output that stands under its final name. */
export interface FinishedOutput {
  readonly path: string;
  readonly bytes: number;
  readonly modifiedMilliseconds: number;
}

/** What the journal says. */
export interface Journal {
  readonly version: 1;
  /** The process that works on the track. */
  readonly pid: number;
  /** Hash of everything that decides the outputs' bytes, the input apart. */
  readonly settings: string;
  readonly input: InputIdentity;
  /** Samples of every output that are safely in the spools. */
  readonly samplesDone: number;
  /** Whether these are all: what remains is to encode. */
  readonly separated: boolean;
  /** The largest absolute sample of each output in those samples. */
  readonly peaks: Readonly<Record<string, number>>;
  /** Outputs whose files are complete. */
  readonly finished: Readonly<Record<string, FinishedOutput>>;
}

/** How an input is recognised when a run is taken up again. */
export interface InputIdentity {
  readonly bytes: number;
  readonly sha256: string;
}

/** The hidden folder in which a track is worked on. */
export interface WorkFolder {
  readonly path: string;
  /** The output folder it lies in. */
  readonly out: string;
  /** The journal of an earlier run, or `undefined` where there is none that can be read. */
  readJournal(): Promise<Journal | undefined>;
  writeJournal(journal: Journal): Promise<void>;
  spoolPath(index: number): string;
  /** Where an output is encoded before it gets its name. */
  encodePath(index: number): string;
  /** Makes the folder; with `empty`, what an earlier run left in it is removed. Throws HostError if another run is at it. */
  prepare(options: { readonly empty: boolean }): Promise<void>;
  /** Removes the folder, and the one above it if it is the last. Never throws. */
  remove(): Promise<void>;
}

/** All work folders lie in this one inside the output folder. */
export const workFolderName = '.auralflow';

const expected = 'an output folder that can be written';

/** The work folder of the track that `key` tells from all others written to `out`. Nothing is made yet. */
export function workFolder(out: string, key: string): WorkFolder {
  const path = join(out, workFolderName, key.slice(0, 16));
  const journalPath = join(path, 'journal.json');

  async function readJournal(): Promise<Journal | undefined> {
    try {
      const journal = JSON.parse(await readFile(journalPath, 'utf8')) as Journal;
      return journal.version === 1 ? journal : undefined;
    } catch {
      return undefined;
    }
  }

  return {
    path,
    out,
    readJournal,
    writeJournal: (journal) => writeJson(journalPath, journal),
    spoolPath: (index) => join(path, `${index}.f32`),
    encodePath: (index) => join(path, `${index}.part`),
    async prepare({ empty }) {
      const journal = await readJournal();
      if (journal !== undefined && journal.pid !== process.pid && isAlive(journal.pid)) {
        throw occupied(path, journal.pid);
      }
      if (empty) await onHost(out, expected, rm(path, { recursive: true, force: true }));
      await onHost(out, expected, ensureFolder(path));
    },
    async remove() {
      await rm(path, { recursive: true, force: true }).catch(() => {});
      await rmdir(dirname(path)).catch(() => {});
    },
  };
}

/** Signal 0 asks whether a process exists; EPERM is a yes from somebody else's. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function occupied(path: string, pid: number): HostError {
  return new HostError({
    place: path,
    expected: 'a track that no other run is working on',
    got: `process ${pid} at work`,
    remedy: 'Wait for it to end; if it is no auralflow, remove this folder',
  });
}
