/** The main journey on files: names in, stems on the disk; every name and option is checked before work starts. */

import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ArgumentError } from '../util/index.ts';
import { type Batch, type BatchTrack, prepareBatch, runBatch } from './batch.ts';
import type { BatchResult, SeparateFilesOptions } from './batch-options.ts';
import { findInputs, type InputFile } from './inputs.ts';
import { planOutputs, safeName, type TrackOutputs } from './layout.ts';
import type { SeparateInput } from './open-input.ts';
import type { PcmShape } from './pcm.ts';

/**
 * Separates files, folders (searched with their sub-folders, whose layout is kept) and patterns; `'-'` is
 * {@link SeparateFilesOptions.stdin}. The stems of a track go to `<out>/<separator>/<track>/<stem>.<ext>`, each appearing
 * under its name only when it is complete, all with the same gain.
 *
 * An input that cannot be found, read or separated becomes a failed track of the result; the others are done all the same.
 * Throws ArgumentError before any work for impossible options and for outputs that would overwrite each other or an input;
 * rejects with the reason of an aborted `signal`.
 *
 * @example
 * const { tracks } = await separateFiles(['album/'], { separator: 'hpss-vocals', format: 'flac' });
 */
export async function separateFiles(
  names: readonly string[],
  options: SeparateFilesOptions = {},
): Promise<BatchResult> {
  const batch = await prepareBatch(options);
  try {
    const { cwd, stdin } = options;
    const separatorFolder = join(batch.out, safeName(batch.prepared.separator.name));
    const { files, problems } = await findInputs(
      names.filter((name) => name !== '-'),
      { except: [batch.out, separatorFolder], ...(cwd === undefined ? {} : { cwd }) },
    );
    const pipe = names.includes('-') ? [checkStdin(stdin)] : [];
    const plan = await planTracks(batch, [...files, ...pipe.map(() => stdinInput)]);
    const tracks = plan.map((outputs): BatchTrack => {
      if (outputs.input !== stdinInput) return { outputs, source: outputs.input.path };
      return { outputs, source: pipe[0]!.pieces, ...(pipe[0]!.pcm && { pcm: pipe[0]!.pcm }) };
    });
    const failures = problems.map(({ name, error }) => ({ status: 'failed' as const, name, error }));
    return await runBatch(batch, tracks, failures);
  } finally {
    await batch.prepared.close();
  }
}

/** Options of {@link separateToFiles}. */
export interface SeparateToFilesOptions extends Omit<SeparateFilesOptions, 'stdin'> {
  /** The track's name, `{track}` in the template. Default: the file's, or `'audio'` for what is no file. */
  readonly track?: string;
  /** How raw PCM lies, for an input that is a stream of such bytes. */
  readonly pcm?: PcmShape;
}

/**
 * Separates one song, of any kind that `separate` takes, into files. Returns output name to path. Throws where
 * `separateFiles` would report a failed track.
 */
export async function separateToFiles(
  input: SeparateInput,
  options: SeparateToFilesOptions = {},
): Promise<ReadonlyMap<string, string>> {
  const { track, pcm, ...rest } = options;
  const batch = await prepareBatch(rest);
  try {
    const path = pathOf(input, rest.cwd);
    const file = path === undefined ? noFile : { path, name: path, folder: '' };
    const [outputs] = await planTracks(batch, [track === undefined ? file : { ...file, track }]);
    const source = path ?? input;
    const { tracks } = await runBatch(batch, [{ outputs: outputs!, source, ...(pcm && { pcm }) }]);
    if (tracks[0]!.status === 'failed') throw tracks[0]!.error;
    return outputs!.paths;
  } finally {
    await batch.prepared.close();
  }
}

const stdinInput: InputFile = { path: '/dev/stdin', name: 'standard input', folder: '', track: 'stdin' };
const noFile: InputFile = { path: '/dev/null', name: 'audio', folder: '', track: 'audio' };

async function planTracks(batch: Batch, inputs: readonly InputFile[]): Promise<readonly TrackOutputs[]> {
  const { filename } = batch.options;
  return await planOutputs(inputs, {
    out: batch.out,
    separator: batch.prepared.separator.name,
    stems: batch.outputNames,
    extension: batch.output.extension,
    ...(filename === undefined ? {} : { template: filename }),
  });
}

function pathOf(input: SeparateInput, cwd = process.cwd()): string | undefined {
  if (input instanceof URL) return fileURLToPath(input);
  return typeof input === 'string' ? resolve(cwd, input) : undefined;
}

function checkStdin(stdin: SeparateFilesOptions['stdin']): NonNullable<SeparateFilesOptions['stdin']> {
  if (stdin !== undefined) return stdin;
  throw new ArgumentError({
    place: "input '-'",
    expected: 'bytes from standard input',
    got: 'no stdin option',
    remedy: 'Pass { stdin: { pieces: process.stdin } }',
  });
}
