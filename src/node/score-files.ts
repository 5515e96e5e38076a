/** Scores and files: a separator that follows the score in a file, and songs as scores. */

import { readFile, stat } from 'node:fs/promises';
import { collectAudio, type Separator } from '../audio/index.ts';
import {
  createScoreSeparator,
  refinePhase,
  type ScoreSeparationOptions,
  splitPhaseOptions,
  type TranscribeOptions,
  transcribe,
} from '../decompose/index.ts';
import {
  excerptScore,
  readScore,
  type Score,
  type ScoreExcerpt,
  writeMidi,
  writeNoteList,
} from '../score/index.ts';
import { guardStream } from '../separate/index.ts';
import { FormatError } from '../util/index.ts';
import { hashValue } from './content-hash.ts';
import { writeWhole } from './file-sink.ts';
import { onHost } from './host-error.ts';
import { type OpenInputOptions, openInput, type SeparateInput } from './open-input.ts';

/** Beyond any score; what is larger is another kind of file. */
const mostBytes = 16e6;

/**
 * The score in a file: MIDI, or a note list as text. Throws HostError where it cannot be read, FormatError where it is neither, or has no note.
 *
 * @example
 * const { stems } = await separate('song.wav', { separator: createScoreSeparator({ score: await loadScore('song.mid') }) });
 */
export async function loadScore(path: string): Promise<Score> {
  const { size } = await onHost(path, 'a MIDI file or a note list', stat(path));
  if (size > mostBytes) {
    throw new FormatError({
      place: path,
      expected: 'a score of at most 16 MB',
      got: `${Math.round(size / 1e6)} MB`,
      remedy: 'Give the MIDI file or note list, not the sound',
    });
  }
  const bytes = await onHost(path, 'a MIDI file or a note list', readFile(path));
  const score = readScore(bytes, { place: path });
  if (score.notes.length > 0) return score;
  throw new FormatError({
    place: path,
    expected: 'at least one note',
    got: bytes.length === 0 ? 'an empty file' : 'none',
    remedy: 'Give a score that has notes: of MIDI files, those on channel 10 are drums and do not count',
  });
}

/** A separator that follows the score in a file. */
export interface LoadedScoreSeparator {
  readonly separator: Separator;
  /** What its results depend on, for manifests and interrupted work: the options and a hash of the notes. */
  readonly identity: Readonly<Record<string, unknown>>;
}

/**
 * The separator that follows the score in the file at `path`, of which `excerpt` may be a part. `options` are those of `createScoreSeparator`,
 * and `phase` with what goes to `refinePhase`. Throws as `loadScore` and `createScoreSeparator` do.
 */
export async function loadScoreSeparator(
  path: string,
  options: object = {},
  excerpt: ScoreExcerpt = {},
): Promise<LoadedScoreSeparator> {
  const score = excerptScore(await loadScore(path), excerpt);
  const { own, phase } = splitPhaseOptions(options);
  const made = createScoreSeparator({ ...(own as ScoreSeparationOptions), score });
  const separator = phase === undefined ? made : refinePhase(made, phase);
  return { separator, identity: { ...options, score: path, scoreHash: hashValue(score) } };
}

/** Options of {@link transcribeFile}. */
export interface TranscribeFileOptions extends TranscribeOptions, Omit<OpenInputOptions, 'signal'> {
  /** Where the score goes: `.csv` and `.txt` get a note list, other names a MIDI file. Default: nowhere. */
  readonly out?: string;
}

/** The notes of a song, in any form that `separate` takes. Throws as `transcribe` does, and HostError, FormatError as reading and writing go. */
export async function transcribeFile(
  input: SeparateInput,
  options: TranscribeFileOptions = {},
): Promise<Score> {
  const { out, name, pcm, ...work } = options;
  const { signal } = options;
  const opened = await openInput(input, {
    ...(signal === undefined ? {} : { signal }),
    ...(name === undefined ? {} : { name }),
    ...(pcm === undefined ? {} : { pcm }),
  });
  try {
    const song = await collectAudio(guardStream(opened.stream), signal === undefined ? {} : { signal });
    const score = await transcribe(song, work);
    const isText = /\.(csv|txt)$/i.test(out ?? '');
    if (out !== undefined) await writeWhole(out, isText ? writeNoteList(score) : writeMidi(score));
    return score;
  } finally {
    await opened.close();
  }
}
