/**
 * Scores on the disk, a file per track and separator: an interrupted evaluation goes on where it stopped, and a track is measured
 * again only when its files, the separator or the metrics have changed.
 *
 *     <out>/<separator>/<track>.json                all scores, with what they were made from
 *     <out>/<separator>/museval/test/<track>.json   as museval writes them, and where its EvalStore looks for them; of BSS Eval only
 *     <out>/<separator>/media/                      sounds and pictures of the best and the worst places; see media-store
 */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type FrameGrid, musevalJson, type TrackScores } from '../evaluate/index.ts';
import { writeJson, writeWhole } from './file-sink.ts';
import { recordName } from './record-name.ts';

const format = 'auralflow-track-scores';
const version = 2;

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
  if (grid !== undefined) {
    const path = join(separatorFolder(place), 'museval/test', `${recordName(place.track)}.json`);
    await writeWhole(path, musevalJson(scores, grid));
  }
  // Last: a track counts as measured when this stands.
  await writeJson(scoresPath(place), stored);
}

/** Where everything about a separator lies. */
export function separatorFolder({ out, separator }: Pick<ScorePlace, 'out' | 'separator'>): string {
  return join(out, recordName(separator));
}

function scoresPath(place: ScorePlace): string {
  return join(separatorFolder(place), `${recordName(place.track)}.json`);
}
