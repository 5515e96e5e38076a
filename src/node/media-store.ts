/**
 * Sounds and pictures of the best and worst places on the disk: `<out>/<separator>/media/<stem>-<best|worst>-<track>.…`, three mp3,
 * an svg, and a json that says which place it is, written last: what it does not stand beside is not complete.
 */

import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExcerptChoice, ExcerptMedia } from '../evaluate/index.ts';
import { separatorFolder } from './evaluation-store.ts';
import { writeJson, writeWhole } from './file-sink.ts';
import { recordName } from './record-name.ts';

const endings = ['.mixture.mp3', '.reference.mp3', '.estimate.mp3', '.svg', '.json'] as const;

/** What lies in the json. */
type MediaRecord = ExcerptChoice & Pick<ExcerptMedia, 'startSeconds' | 'durationSeconds'>;

/** Writes the files of an excerpt. Throws HostError. */
export async function writeMedia(out: string, choice: ExcerptChoice, media: ExcerptMedia): Promise<void> {
  const path = join(mediaFolder(out, choice.separator), baseName(choice));
  await writeWhole(`${path}.mixture.mp3`, media.mixture);
  await writeWhole(`${path}.reference.mp3`, media.reference);
  await writeWhole(`${path}.estimate.mp3`, media.estimate);
  await writeWhole(`${path}.svg`, media.picture);
  const { startSeconds, durationSeconds } = media;
  const record: MediaRecord = { ...choice, startSeconds, durationSeconds };
  await writeJson(`${path}.json`, record);
}

/** The excerpt of this very place; `undefined` where it is not there, or another's. */
export async function readMedia(out: string, choice: ExcerptChoice): Promise<ExcerptMedia | undefined> {
  const path = join(mediaFolder(out, choice.separator), baseName(choice));
  try {
    const { moment, startSeconds, durationSeconds } = JSON.parse(
      await readFile(`${path}.json`, 'utf8'),
    ) as MediaRecord;
    const { score, value, startSeconds: at } = choice.moment;
    // The same place with the same number is the same sound.
    if (moment.score !== score || moment.value !== value || moment.startSeconds !== at) return undefined;
    return {
      startSeconds,
      durationSeconds,
      mixture: await readFile(`${path}.mixture.mp3`),
      reference: await readFile(`${path}.reference.mp3`),
      estimate: await readFile(`${path}.estimate.mp3`),
      picture: await readFile(`${path}.svg`, 'utf8'),
    };
  } catch {
    return undefined;
  }
}

/** Removes the excerpts of these separators that are none of the chosen ones: those that were the best only for a while. */
export async function pruneMedia(
  out: string,
  {
    separators,
    chosen,
  }: { readonly separators: readonly string[]; readonly chosen: readonly ExcerptChoice[] },
): Promise<void> {
  for (const separator of separators) {
    const kept = new Set(chosen.filter((one) => one.separator === separator).map(baseName));
    const folder = mediaFolder(out, separator);
    for (const name of await readdir(folder).catch(() => [])) {
      const ending = endings.find((one) => name.endsWith(one));
      if (ending === undefined || kept.has(name.slice(0, -ending.length))) continue;
      await rm(join(folder, name), { force: true }).catch(() => {});
    }
  }
}

function mediaFolder(out: string, separator: string): string {
  return join(separatorFolder({ out, separator }), 'media');
}

function baseName({ stem, kind, track }: ExcerptChoice): string {
  return recordName(`${stem}-${kind}-${track}`);
}
