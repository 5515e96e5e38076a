/**
 * Scores on the disk, a file per track and separator: an interrupted evaluation goes on where it stopped, and a track is measured
 * again only when its files, the separator or the metrics have changed.
 *
 *     <out>/<separator>/<track>.json           all scores, with what they were made from
 *     <out>/<separator>/museval/<track>.json   as museval writes them, where BSS Eval was among the metrics
 */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type FrameGrid, musevalJson, type TrackScores } from '../evaluate/index.ts';
import { writeJson, writeText } from './file-sink.ts';
import { safeName } from './layout.ts';

const format = 'auralflow-track-scores';
const version = 1;

/** What lies in a file. */
interface StoredScores {
  readonly format: typeof format;
  readonly version: typeof version;
  /** Of everything that the numbers depend on. */
  readonly fingerprint: string;
  readonly scores: TrackScores;
}

/** Where the scores of a track with a separator lie. */
export interface ScorePlace {
  readonly out: string;
  readonly separator: string;
  readonly track: string;
}

/** The stored scores if they were made from the same things; `undefined` where there are none, others, or unreadable ones. */
export async function readScores(place: ScorePlace, fingerprint: string): Promise<TrackScores | undefined> {
  const text = await readFile(scoresPath(place), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const stored = JSON.parse(text) as StoredScores;
    const isOurs = stored.format === format && stored.version === version;
    return isOurs && stored.fingerprint === fingerprint ? stored.scores : undefined;
  } catch {
    return undefined;
  }
}

/** Writes both files, each in one step. Throws HostError. */
export async function writeScores(
  place: ScorePlace,
  {
    fingerprint,
    scores,
    grid,
  }: { readonly fingerprint: string; readonly scores: TrackScores; readonly grid: FrameGrid | undefined },
): Promise<void> {
  const stored: StoredScores = { format, version, fingerprint, scores };
  await writeJson(scoresPath(place), stored);
  if (grid === undefined) return;
  const { out, separator, track } = place;
  const path = join(out, safeName(separator), 'museval', `${safeName(track)}.json`);
  await writeText(path, musevalJson(scores, grid));
}

function scoresPath({ out, separator, track }: ScorePlace): string {
  return join(out, safeName(separator), `${safeName(track)}.json`);
}
