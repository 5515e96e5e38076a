/** What the user named (files, folders, patterns) as a list of audio files, each once, in a stable order. */

import { readdir, realpath, stat } from 'node:fs/promises';
import { dirname, extname, join, relative, resolve } from 'node:path';
import { type AuralflowError, HostError } from '../util/index.ts';
import { hostError } from './host-error.ts';

/** One file to work on. */
export interface InputFile {
  /** Absolute. */
  readonly path: string;
  /** As the user would recognise it: as named, or the folder as named and the path inside it. */
  readonly name: string;
  /** Where it lies within the folder that was named, `''` for a file that was named itself. */
  readonly folder: string;
  /** `{track}` in templates. Default: the file's name without its extension. */
  readonly track?: string;
}

/** Something named that leads to no audio file. */
export interface InputProblem {
  readonly name: string;
  readonly error: AuralflowError;
}

/** Options of {@link findInputs}. */
export interface FindInputsOptions {
  /** Relative names start here. Default: the working directory. */
  readonly cwd?: string;
  /**
   * Folders (absolute) that are not searched unless they, or folders inside them, are named: the output folder above all,
   * or stems would become inputs.
   */
  readonly except?: readonly string[];
}

/**
 * What counts as audio in a folder or behind a pattern (a file that is named itself may be called anything): the formats
 * of the toolkit, then those that only `ffmpeg` reads, so that they fail with a reason rather than be passed over.
 */
const audioExtensions: ReadonlySet<string> = new Set(
  'wav wave rf64 bwf flac mp3 ogg oga opus m4a m4b aac aif aiff aifc au caf wma wv ape mka mp2 ac3 tta'.split(
    ' ',
  ),
);

/**
 * The audio files behind `names`. A folder is searched with all its sub-folders, hidden ones left out; a name that does
 * not exist but has `*`, `?`, `[…]` or `{…}` is taken as a pattern (for shells that do not expand them). A file reached
 * twice counts once. What cannot be found is reported, never passed over.
 */
export async function findInputs(
  names: readonly string[],
  options: FindInputsOptions = {},
): Promise<{ readonly files: readonly InputFile[]; readonly problems: readonly InputProblem[] }> {
  const cwd = options.cwd ?? process.cwd();
  const files = new Map<string, InputFile>();
  const problems: InputProblem[] = [];
  function report(name: string, error: unknown): void {
    const problem = hostError(name, 'an audio file, a folder or a pattern', error);
    if (!(problem instanceof HostError)) throw problem;
    problems.push({ name, error: problem });
  }
  for (const name of names) {
    try {
      for (const file of await filesBehind(name, { cwd, except: options.except ?? [], report })) {
        const identity = await realpath(file.path);
        if (!files.has(identity)) files.set(identity, file);
      }
    } catch (error) {
      report(name, error);
    }
  }
  return { files: [...files.values()], problems };
}

interface Search extends Required<FindInputsOptions> {
  /** Takes note of a part that cannot be searched; the rest goes on. */
  readonly report: (name: string, error: unknown) => void;
}

async function filesBehind(name: string, search: Search): Promise<InputFile[]> {
  const path = resolve(search.cwd, name);
  const stats = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' && /[*?[\]{}]/.test(name)) return undefined;
    throw error;
  });
  if (stats === undefined) return await filesMatching(name, search);
  if (!stats.isDirectory()) return [{ path, name, folder: '' }];
  // A folder inside an excepted one was named on purpose.
  const except = search.except.filter((folder) => !isExcepted(path, [folder]));
  const found = await filesWithin(path, { ...search, except });
  if (found.length === 0) throw nothingIn(name);
  return filesOfFolder(name, path, found);
}

function filesOfFolder(name: string, folder: string, paths: readonly string[]): InputFile[] {
  return paths.map((path) => {
    const inside = relative(folder, path);
    return { path, name: join(name, inside), folder: dirname(inside) === '.' ? '' : dirname(inside) };
  });
}

async function filesMatching(pattern: string, search: Search): Promise<InputFile[]> {
  const { glob } = await import('tinyglobby');
  const matches = await glob(pattern, {
    cwd: search.cwd,
    absolute: true,
    expandDirectories: false,
    // `albums/*` takes the folders too, as a shell would; `**` already reaches into them.
    onlyFiles: pattern.includes('**'),
  });
  const files: InputFile[] = [];
  for (const match of matches.sort()) {
    const path = resolve(match);
    if (isExcepted(path, search.except)) continue;
    const name = relative(search.cwd, path);
    const isFolder = (await stat(path)).isDirectory();
    if (isFolder) files.push(...filesOfFolder(name, path, await filesWithin(path, search)));
    else if (isAudioName(path)) files.push({ path, name, folder: '' });
  }
  if (files.length === 0) throw nothingIn(pattern);
  return files;
}

/** Depth first, names in order, links followed but never in a circle. */
async function filesWithin(folder: string, search: Search, above: readonly string[] = []): Promise<string[]> {
  const identity = await realpath(folder);
  if (above.includes(identity) || isExcepted(folder, search.except)) return [];
  const entries = await readdir(folder).catch((error: unknown) => {
    search.report(folder, error);
    return [];
  });
  const files: string[] = [];
  for (const entry of entries.filter((name) => !name.startsWith('.')).sort()) {
    const path = join(folder, entry);
    const stats = await stat(path).catch(() => undefined);
    if (stats?.isDirectory()) files.push(...(await filesWithin(path, search, [...above, identity])));
    else if (stats?.isFile() && isAudioName(path)) files.push(path);
  }
  return files;
}

/** Whether a name ends like that of an audio file. */
export function isAudioName(path: string): boolean {
  return audioExtensions.has(extname(path).slice(1).toLowerCase());
}

function isExcepted(path: string, except: readonly string[]): boolean {
  return except.some((folder) => path === folder || path.startsWith(join(folder, '/')));
}

function nothingIn(name: string): HostError {
  return new HostError({
    place: name,
    expected: 'audio files',
    got: 'none',
    remedy: 'Check the spelling; files of other kinds must be named one by one',
  });
}
