/**
 * Data sets as they lie on disks: a folder per track with a file per stem, `mixture` among them or not, the tracks in folders of
 * their split or not: `<root>/{train,valid,val,test}/<track>/{mixture,vocals,drums,bass,other}.<any audio format>`.
 */

import { readdir, stat } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { type Audio, collectAudio } from '../audio/index.ts';
import { assembleTrack, type Dataset, type Track, type TrackAudio } from '../datasets/index.ts';
import { ArgumentError, HostError } from '../util/index.ts';
import { onHost } from './host-error.ts';
import { isAudioName } from './inputs.ts';
import { openInput } from './open-input.ts';

/** Names of the file that is the mixture. */
const mixtureNames: readonly string[] = ['mixture', 'mix'];
const splitNames: readonly string[] = ['train', 'valid', 'val', 'test'];

/** A track whose files are known. */
export interface FolderTrack extends Track {
  /** Absolute paths: what its numbers depend on. */
  readonly files: readonly string[];
  /** Whether it is the only one of its data set. */
  readonly isOnly: boolean;
}

/** A data set in a folder. */
export interface FolderDataset extends Dataset {
  readonly tracks: readonly FolderTrack[];
}

/** Options of {@link openTrackFolders}. */
export interface TrackFoldersOptions {
  /** Which of `train`, `valid`, `val` and `test`, where the tracks lie in such folders. Default `'test'`. */
  readonly split?: string;
  /** Only these stems. Default: every file but the mixture. */
  readonly stems?: readonly string[];
}

/**
 * The data set in the folder `path`; a folder with the stems of one song is a data set of one track. Files are found now and read
 * when a track is loaded. Throws HostError where there is no such folder or no track in it, ArgumentError for a split or stem
 * that it does not have.
 */
export async function openTrackFolders(
  path: string,
  options: TrackFoldersOptions = {},
): Promise<FolderDataset> {
  const root = resolve(path);
  const folder = await splitFolder(root, options.split);
  const own = await audioFilesOf(folder);
  const folders = own.length > 0 ? [folder] : await subfoldersOf(folder);
  const found = await Promise.all(
    folders.map(async (track) => ({ track, files: await audioFilesOf(track) })),
  );
  const tracks = found
    .filter(({ files }) => files.length > 0)
    .map(({ track, files }, _, { length }) =>
      folderTrack(basename(track), { files, stems: options.stems, isOnly: length === 1 }),
    );
  if (tracks.length === 0) {
    throw new HostError({
      place: path,
      expected: 'a folder per track with a file per stem (<track>/vocals.wav, …)',
      got: 'no audio in it or in its folders',
      remedy: 'Name the folder that holds the tracks',
    });
  }
  return { name: basename(root), tracks };
}

function folderTrack(
  name: string,
  {
    files,
    stems,
    isOnly,
  }: Pick<FolderTrack, 'files' | 'isOnly'> & { readonly stems: readonly string[] | undefined },
): FolderTrack {
  const mixture = files.find((file) => mixtureNames.includes(stemName(file)));
  const stemFiles = new Map(files.filter((file) => file !== mixture).map((file) => [stemName(file), file]));
  const wanted = stems ?? [...stemFiles.keys()];
  const missing = wanted.filter((stem) => !stemFiles.has(stem));
  return {
    name,
    stems: wanted,
    files,
    isOnly,
    async load({ signal } = {}): Promise<TrackAudio> {
      if (missing.length > 0) {
        throw new ArgumentError({
          place: name,
          expected: `a file for ${missing.join(', ')}`,
          got: [...stemFiles.keys()].join(', ') || 'no stems',
          remedy: 'Add the file, or leave the stem out',
        });
      }
      const audio = new Map<string, Audio>();
      for (const stem of wanted) audio.set(stem, await readAudio(stemFiles.get(stem)!, signal));
      const parts = { name, stems: audio };
      return assembleTrack(
        mixture === undefined ? parts : { ...parts, mixture: await readAudio(mixture, signal) },
      );
    },
  };
}

/** The sound of a file, whole. Throws HostError and FormatError. */
export async function readAudio(path: string, signal: AbortSignal | undefined): Promise<Audio> {
  const options = signal === undefined ? {} : { signal };
  const { stream, close } = await openInput(path, options);
  try {
    return await collectAudio(stream, options);
  } finally {
    await close();
  }
}

async function splitFolder(root: string, split: string | undefined): Promise<string> {
  const names = (await subfoldersOf(root)).map((folder) => basename(folder));
  const present = names.filter((name) => splitNames.includes(name));
  if (present.length === 0 && split === undefined) return root;
  const wanted = split ?? 'test';
  if (names.includes(wanted)) return join(root, wanted);
  throw new ArgumentError({
    place: `${root}: split`,
    expected: present.length === 0 ? 'a data set with splits' : present.join(', '),
    got: wanted,
    remedy: present.length === 0 ? 'Leave the split out' : 'Choose one of these',
  });
}

async function subfoldersOf(folder: string): Promise<string[]> {
  const entries = await onHost(folder, 'a folder of tracks', readdir(folder, { withFileTypes: true }));
  const folders: string[] = [];
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue;
    const path = join(folder, entry.name);
    // A link to a folder is one too.
    if (entry.isDirectory() || (entry.isSymbolicLink() && (await isFolder(path)))) folders.push(path);
  }
  return folders.sort();
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}

/** Paths of the audio files in a folder, sorted. Throws HostError; ArgumentError where two are the same stem. */
export async function audioFilesOf(folder: string): Promise<string[]> {
  const entries = await onHost(folder, 'a folder with a file per stem', readdir(folder));
  const names = entries.filter((entry) => !entry.startsWith('.') && isAudioName(entry)).sort();
  const twice = names.find((name, n) => names.findIndex((other) => stemName(other) === stemName(name)) < n);
  if (twice !== undefined) {
    throw new ArgumentError({
      place: folder,
      expected: 'one file per stem',
      got: names.filter((name) => stemName(name) === stemName(twice)).join(' and '),
      remedy: 'Keep one of them',
    });
  }
  return names.map((name) => join(folder, name));
}

/** What a file holds, by its name: `vocals` for `…/Vocals.wav`. */
export function stemName(file: string): string {
  return basename(file, extname(file)).toLowerCase();
}
