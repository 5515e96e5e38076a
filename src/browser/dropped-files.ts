/** Files and folders that were dropped on a page, with the paths that say which track and which stem they are. */

import { HostError } from '../util/index.ts';

/** A file and where it lay. */
export interface PlacedFile {
  /** With slashes: `songs/train/one/vocals.wav`. */
  readonly path: string;
  readonly blob: Blob;
}

/**
 * All files of a drop, folders searched. Call it in the `drop` event itself and before the first `await`: browsers empty the event's data then. Rejects with HostError where something cannot
 * be read.
 *
 * @example
 * zone.addEventListener('drop', async (event) => {
 *   event.preventDefault();
 *   const files = await droppedFiles(event.dataTransfer!);
 * });
 */
export function droppedFiles(transfer: DataTransfer): Promise<readonly PlacedFile[]> {
  const found = [...transfer.items]
    .filter(({ kind }) => kind === 'file')
    .map((item) => item.webkitGetAsEntry() ?? item.getAsFile());
  return filesOf(found.filter((one) => one !== null));
}

async function filesOf(found: readonly (FileSystemEntry | File)[]): Promise<readonly PlacedFile[]> {
  const files: PlacedFile[] = [];
  for (const one of found) {
    if (one instanceof File) files.push({ path: one.name, blob: one });
    else files.push(...(await filesWithin(one)));
  }
  return files;
}

async function filesWithin(entry: FileSystemEntry): Promise<readonly PlacedFile[]> {
  const path = entry.fullPath.replace(/^\//, '');
  if (isFile(entry)) {
    return [{ path, blob: await onDrop(path, (resolve, reject) => entry.file(resolve, reject)) }];
  }
  if (!isFolder(entry)) return [];
  const reader = entry.createReader();
  const files: PlacedFile[] = [];
  // A part at a time, an empty one at the end.
  for (;;) {
    const part = await onDrop<readonly FileSystemEntry[]>(path, (resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (part.length === 0) return files;
    for (const inner of part) files.push(...(await filesWithin(inner)));
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

async function onDrop<T>(
  path: string,
  work: (resolve: (value: T) => void, reject: (cause: unknown) => void) => void,
): Promise<T> {
  try {
    return await new Promise<T>(work);
  } catch (cause) {
    throw new HostError({
      place: path,
      expected: 'a file or folder that can be read',
      got: cause instanceof Error ? cause.message : String(cause),
      remedy: 'Drop it again: it may have been moved or removed since',
      cause,
    });
  }
}
