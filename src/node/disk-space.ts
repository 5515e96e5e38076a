/** Whether the disk has room, asked before hours of work rather than after. */

import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { HostError } from '../util/index.ts';

/**
 * Throws HostError if the file system of `folder` (which need not exist yet) has less than `neededBytes` free. File systems
 * that do not tell pass: writing will show.
 */
export async function checkDiskSpace(folder: string, neededBytes: number): Promise<void> {
  const free = await freeBytes(folder);
  if (free === undefined || free >= neededBytes) return;
  throw new HostError({
    place: folder,
    expected: `${megabytes(neededBytes)} of free space for the stems and the work files`,
    got: megabytes(free),
    remedy: 'Free some space, choose an output folder on another disk, or ask for fewer stems',
  });
}

async function freeBytes(folder: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' && dirname(folder) !== folder) {
      return await freeBytes(dirname(folder));
    }
    return undefined;
  }
}

function megabytes(bytes: number): string {
  return bytes < 1e9 ? `${Math.ceil(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
