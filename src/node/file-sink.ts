/** A file as a ByteSink that appears under its name only when it is complete. */

import { randomBytes } from 'node:crypto';
import { copyFile, type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ByteSink } from '../audio/index.ts';
import { onHost } from './host-error.ts';

/** Options of {@link fileSink}. */
export interface FileSinkOptions {
  /** Where the bytes lie until {@link ByteSink.close}, on the same file system. Default: a hidden name beside the file. */
  readonly temporaryPath?: string;
}

const expected = 'a file that can be written';

/**
 * Starts writing the file at `path`, creating its folder. The bytes go to a temporary file; `close` flushes it to the disk and
 * renames it to `path` in one step, replacing what was there; `abort` removes it. So no half-written file ever bears the
 * name, not even when the process is killed. Throws HostError: no permission, full disk, …
 */
export async function fileSink(path: string, options: FileSinkOptions = {}): Promise<ByteSink> {
  await onHost(path, expected, ensureFolder(dirname(path)));
  const temporaryPath = options.temporaryPath ?? hiddenPath(path);
  const handle = await onHost(path, expected, open(temporaryPath, 'w'));

  async function abort(): Promise<void> {
    await handle.close().catch(() => {});
    await rm(temporaryPath, { force: true }).catch(() => {});
  }

  return {
    name: path,
    write: (position, bytes) => onHost(path, expected, writeFully(handle, bytes, position)),
    async close() {
      try {
        await handle.datasync();
        await handle.close();
        await moveFile(temporaryPath, path);
      } catch (error) {
        await abort();
        await onHost(path, expected, Promise.reject(error));
      }
    },
    abort,
  };
}

/** Renames; across file systems (an output folder that is a link elsewhere) by way of a copy beside `path`. */
async function moveFile(from: string, path: string): Promise<void> {
  try {
    await rename(from, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    const beside = hiddenPath(path);
    try {
      await copyFile(from, beside);
      await rename(beside, path);
    } finally {
      await rm(beside, { force: true });
    }
    await rm(from, { force: true });
  }
}

function hiddenPath(path: string): string {
  return join(dirname(path), `.auralflow-${randomBytes(6).toString('hex')}.tmp`);
}

/**
 * Makes the folder at `path` and those above it where they are missing. (Node's own recursive form never returns where the
 * system denies that a folder exists which it can see, as in /proc.)
 */
export async function ensureFolder(path: string): Promise<void> {
  try {
    await makeFolder(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(path) === path) throw error;
    await ensureFolder(dirname(path));
    await makeFolder(path);
  }
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const stats = await stat(path).catch(() => undefined);
    if (stats?.isDirectory() !== true) throw error;
  }
}

/** Writes all of `bytes`: the system may take less than it is given, near a limit for one. */
export async function writeFully(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const { bytesWritten } = await handle.write(bytes, written, bytes.length - written, position + written);
    written += bytesWritten;
  }
}

/** Replaces the file at `path` by `value` as JSON, in one step. Throws HostError. */
export async function writeJson(path: string, value: unknown): Promise<void> {
  await writeWhole(path, `${JSON.stringify(value, null, 2)}\n`);
}

/** Replaces the file at `path`, creating its folder, in one step. Text is written as UTF-8. Throws HostError. */
export async function writeWhole(path: string, content: Uint8Array | string): Promise<void> {
  const sink = await fileSink(path);
  try {
    await sink.write(0, typeof content === 'string' ? new TextEncoder().encode(content) : content);
  } catch (error) {
    await sink.abort();
    throw error;
  }
  await sink.close();
}
