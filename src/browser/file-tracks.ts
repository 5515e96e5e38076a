/** Data sets of files that the user chose or dropped: laid out as the folders of a data set on a disk, read piece by piece where they lie. */

import { audioFormats } from '../audio/index.ts';
import {
  createFileTrack,
  createSoundCache,
  type Dataset,
  type SeekableTrack,
  type SoundFile,
} from '../datasets/index.ts';
import { ArgumentError } from '../util/index.ts';
import type { PlacedFile } from './dropped-files.ts';
import { openInput } from './open-input.ts';

/** Options of {@link openFileTracks}. */
export interface FileTracksOptions {
  /** Which of `train`, `val`, `valid` and `test`. Default: `train` where tracks lie in such a folder, else all tracks. */
  readonly split?: string;
  /** Decoded sound kept of files that are not WAVE, in bytes. Default 256 MiB: a page has less memory than a process. */
  readonly cacheBytes?: number;
}

/** A data set whose tracks can be read in part. */
export interface FileDataset extends Dataset {
  readonly tracks: readonly SeekableTrack[];
}

const defaultCacheBytes = 256 * 2 ** 20;
const splitNames: readonly string[] = ['train', 'val', 'valid', 'test'];
const mixtureNames: readonly string[] = ['mixture', 'mix'];
const extensions = new Set(audioFormats.flatMap((format) => format.extensions));

/**
 * Tracks from files: `<track>/{mixture,vocals,bass,drums,other}.<any audio format>`, with anything in front, the splits' folders (`train/`, `val/`) among it. A file's path is its
 * `webkitRelativePath` (an `<input type="file" webkitdirectory>` gives it) or what `droppedFiles` found; files without a folder are one track, `song`. Tracks come by name; what is no audio and
 * what is hidden is passed over. Nothing is read before it is asked for. Throws ArgumentError where no track is among them, a stem is there twice, or two tracks have one name.
 *
 * @example
 * const dataset = openFileTracks(input.files, { split: 'train' });
 * const source = createAudioFolder(dataset, { targets: ['vocals'] });
 */
export function openFileTracks(
  files: Iterable<File | PlacedFile>,
  options: FileTracksOptions = {},
): FileDataset {
  const { cacheBytes = defaultCacheBytes } = options;
  const all = [...files].map(placed).filter(({ path }) => isAudioPath(path));
  const split = options.split ?? (hasSplit(all, 'train') ? 'train' : undefined);
  const wanted = split === undefined ? all : all.filter(({ path }) => splitOf(path) === split);
  if (wanted.length === 0) throw noTracks(split, all.length);
  const cache = createSoundCache(cacheBytes);
  const folders = new Map<string, PlacedFile[]>();
  for (const file of wanted) {
    const folder = folderOf(file.path);
    folders.set(folder, [...(folders.get(folder) ?? []), file]);
  }
  const names = [...folders.keys()].sort((a, b) => compare(lastOf(a), lastOf(b)));
  checkTrackNames(names);
  return {
    name: 'files',
    tracks: names.map((folder) => trackOf(folder, { files: folders.get(folder)!, cache })),
  };
}

/** Whether some tracks lie in the folder of a split. */
export function hasSplit(files: Iterable<File | PlacedFile>, split: string): boolean {
  return [...files].map(placed).some(({ path }) => isAudioPath(path) && splitOf(path) === split);
}

function trackOf(
  folder: string,
  { files, cache }: { files: readonly PlacedFile[]; cache: ReturnType<typeof createSoundCache> },
): SeekableTrack {
  const parts = new Map<string, SoundFile>();
  for (const { path, blob } of files) {
    const stem = stemOf(path);
    const known = parts.get(stem);
    if (known !== undefined) throw twice(lastOf(folder), { one: known.name, other: path });
    parts.set(stem, { name: path, open: (open) => openInput(blob, open) });
  }
  const mixture = mixtureNames.map((name) => parts.get(name)).find((part) => part !== undefined);
  const stems = new Map([...parts].filter(([, part]) => part !== mixture));
  return createFileTrack(
    { name: lastOf(folder), stems, ...(mixture === undefined ? {} : { mixture }) },
    { cache },
  );
}

function placed(file: File | PlacedFile): PlacedFile {
  return 'path' in file ? file : { path: file.webkitRelativePath || file.name, blob: file };
}

function isAudioPath(path: string): boolean {
  const name = lastOf(path);
  return !name.startsWith('.') && extensions.has(name.slice(name.lastIndexOf('.') + 1).toLowerCase());
}

/** `songs/train/one` of `songs/train/one/vocals.wav`. */
function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : 'song';
}

/** `train` of `songs/train/one/vocals.wav`. */
function splitOf(path: string): string | undefined {
  return path
    .split('/')
    .slice(0, -2)
    .findLast((folder) => splitNames.includes(folder));
}

/** `vocals` of `songs/train/one/Vocals.wav`. */
function stemOf(path: string): string {
  const name = lastOf(path);
  return name.slice(0, name.lastIndexOf('.')).toLowerCase();
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** By code units, as folders on a disk are sorted: the order decides what a seed draws. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function checkTrackNames(folders: readonly string[]): void {
  const same = folders.find((folder, n) => n > 0 && lastOf(folders[n - 1]!) === lastOf(folder));
  if (same === undefined) return;
  throw new ArgumentError({
    place: 'files',
    expected: 'one folder per track',
    got: folders.filter((folder) => lastOf(folder) === lastOf(same)).join(' and '),
    remedy: 'Choose a split, or give one of them another name',
  });
}

function twice(track: string, { one, other }: { one: string; other: string }): ArgumentError {
  return new ArgumentError({
    place: track,
    expected: 'one file per stem',
    got: `${one} and ${other}`,
    remedy: 'Keep one of them',
  });
}

function noTracks(split: string | undefined, audioCount: number): ArgumentError {
  return new ArgumentError({
    place: 'files',
    expected: 'a folder per track with an audio file per stem: song/vocals.wav, song/drums.wav, …',
    got: audioCount === 0 ? 'no audio' : `${audioCount} audio files, none in a folder ${split}`,
    remedy: 'Choose or drop the folder that holds the folders of the tracks',
  });
}
