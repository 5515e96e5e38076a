/** A lock on a folder: two trainings in one folder would write over each other's checkpoints. */

import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { HostError } from '../util/index.ts';
import { onHost, systemCode } from './host-error.ts';

/** Who holds a lock. */
interface Holder {
  readonly pid: number;
  readonly host: string;
}

const lockName = '.training.lock';

/** Locks of this process: its own number in a file may also be that of an earlier process. */
const heldHere = new Set<string>();

/**
 * Locks `folder`, which must exist, for this process, and gives what opens it again. A lock that a killed process left behind is taken over. Throws HostError where another
 * process holds it, or one on another machine did.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, lockName);
  await onHost(folder, 'a folder that can be written', mkdir(folder, { recursive: true }));
  if (!(await tryLock(path))) {
    const holder = await readHolder(path);
    if (holder !== undefined && isAlive(holder, path)) throw held(folder, { path, holder });
    await takeAway(path, holder);
    if (!(await tryLock(path))) throw held(folder, { path, holder: await readHolder(path) });
  }
  heldHere.add(path);
  return async () => {
    heldHere.delete(path);
    await rm(path, { force: true });
  };
}

/** Takes the lock of a dead process away. Another process may do so at the same time, and lock anew in between: that lock is put back. */
async function takeAway(path: string, dead: Holder | undefined): Promise<void> {
  const aside = `${path}.${process.pid}`;
  await rename(path, aside).catch(() => {});
  const taken = await readHolder(aside);
  if (taken !== undefined && taken.pid !== dead?.pid) await rename(aside, path);
  await rm(aside, { force: true });
}

async function tryLock(path: string): Promise<boolean> {
  try {
    const handle = await open(path, 'wx');
    await handle.writeFile(JSON.stringify({ pid: process.pid, host: hostname() } satisfies Holder));
    await handle.close();
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    return await onHost(path, 'a file that can be written', Promise.reject(error));
  }
}

async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    const holder = JSON.parse(await readFile(path, 'utf8')) as Partial<Holder>;
    return Number.isSafeInteger(holder.pid) ? (holder as Holder) : undefined;
  } catch {
    // Killed before it was written, or gone in the meantime.
    return undefined;
  }
}

function isAlive({ pid, host }: Holder, path: string): boolean {
  // Of another machine nothing is known: better to ask.
  if (host !== hostname()) return true;
  if (pid === process.pid) return heldHere.has(path);
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}

function held(
  folder: string,
  { path, holder }: { readonly path: string; readonly holder: Holder | undefined },
): HostError {
  return new HostError({
    place: folder,
    expected: 'a folder in which nothing is being trained',
    got:
      holder === undefined
        ? 'a training that is just beginning'
        : `a training in process ${holder.pid} on ${holder.host}`,
    remedy: `Wait for it, or train in another folder; where nothing runs any more, remove ${path}`,
  });
}
