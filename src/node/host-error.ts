/** Turns what the file system says (`ENOSPC`, `EACCES`, …) into errors that name the file and the way out. */

import { AuralflowError, HostError } from '../util/index.ts';

interface Explanation {
  readonly got: string;
  readonly remedy: string;
}

const explanations: Readonly<Record<string, Explanation>> = {
  ENOENT: { got: 'no such file or folder', remedy: 'Check the spelling and the folder' },
  ENOTDIR: {
    got: 'a path that leads through a file',
    remedy: 'Check that every folder of the path is a folder',
  },
  EISDIR: { got: 'a folder', remedy: 'Name a file' },
  EACCES: { got: 'no permission', remedy: 'Change its permissions, or choose another place' },
  EPERM: { got: 'no permission', remedy: 'Change its permissions, or choose another place' },
  EROFS: { got: 'a file system that is read-only', remedy: 'Choose another output folder' },
  ENOSPC: { got: 'a full disk', remedy: 'Free some space, or choose an output folder on another disk' },
  EDQUOT: {
    got: 'a used-up disk quota',
    remedy: 'Free some space, or choose an output folder on another disk',
  },
  EFBIG: {
    got: 'a limit on file sizes',
    remedy: 'Raise the limit (ulimit -f), or use a file system that holds larger files',
  },
  EMFILE: { got: 'too many open files', remedy: 'Raise the limit (ulimit -n), or use fewer jobs' },
  ENFILE: { got: 'too many open files on this machine', remedy: 'Close other programs' },
  ENAMETOOLONG: {
    got: 'a name that is too long',
    remedy: 'Shorten the file name or the --filename template',
  },
  ELOOP: { got: 'links that lead in a circle', remedy: 'Name the file itself' },
  EBUSY: { got: 'a file that another program uses', remedy: 'Close that program and try again' },
  EIO: { got: 'a read or write failure of the device', remedy: 'Check the disk' },
  EEXIST: { got: 'a file that exists already', remedy: 'Move it away, or choose another place' },
};

/** The system's code of an error (`'ENOSPC'`), or `undefined` where it is another kind of error. */
export function systemCode(error: unknown): string | undefined {
  const code = (error as { readonly code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' && /^E[A-Z0-9]+$/.test(code) ? code : undefined;
}

/**
 * `error` as a HostError about `place`, of which `expected` was wanted. Errors of the toolkit pass as they are; so do
 * errors that do not come from the system, such as the reason of an aborted signal.
 */
export function hostError(place: string, expected: string, error: unknown): unknown {
  const code = systemCode(error);
  if (error instanceof AuralflowError || code === undefined) return error;
  const explanation = explanations[code] ?? {
    got: (error as Error).message,
    remedy: 'Check the path and the disk',
  };
  return new HostError({ place, expected, ...explanation, cause: error });
}

/** Awaits `work`; what the system refuses comes out as {@link hostError}. */
export async function onHost<T>(place: string, expected: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw hostError(place, expected, error);
  }
}
