/** Who makes the estimates of an evaluation: from the words of a user to a separator, an oracle or a folder of files. */

import { stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { isOracle, oracleNames } from '../decompose/index.ts';
import { ArgumentError, nearestName } from '../util/index.ts';
import { createSeparator, separatorNames } from '../zoo/index.ts';
import { audioFilesOf, stemName } from './track-folders.ts';

/** Who makes the estimates. Plain data: it may go to a thread. */
export type EstimateSource =
  /** A separator by name, an oracle among them. */
  | {
      readonly kind: 'separator';
      /** What results are called. */
      readonly label: string;
      readonly name: string;
      readonly options: Readonly<Record<string, unknown>>;
    }
  /** Files that are there already: `<folder>/<track>/<stem>.wav`, or `<folder>/<stem>.wav` for a single track. */
  | { readonly kind: 'estimates'; readonly label: string; readonly folder: string };

/**
 * `hpss`, `oracle-irm`, `hpss:kernel=17,power=1`, `separated/`, each with a label before it or not: `wide=hpss:kernel=31`. Throws
 * ArgumentError for what is none of these, and for options that the separator does not take.
 */
export async function estimateSource(words: string | EstimateSource): Promise<EstimateSource> {
  if (typeof words !== 'string') return words;
  const [, label, rest] = /^(?:([^=:/\\]+)=)?(.+)$/s.exec(words) ?? [];
  if (rest === undefined) throw unknownSource(words);
  const [, name, settings] = /^([^:]+)(?::(.+))?$/s.exec(rest) ?? [];
  if (name !== undefined && (separatorNames().includes(name) || isOracle(name))) {
    const options = settings === undefined ? {} : parseSettings(words, settings);
    if (!isOracle(name)) createSeparator(name, options);
    return { kind: 'separator', label: label ?? rest, name, options };
  }
  const folder = resolve(rest);
  if ((await stat(folder).catch(() => undefined))?.isDirectory() !== true) throw unknownSource(rest);
  return { kind: 'estimates', label: label ?? basename(folder), folder };
}

/**
 * The files of a track's estimates: in a folder of its name or, for the only track of a data set, in the folder itself. The mixture is
 * none of them. Empty where there are none.
 */
export async function estimateFiles(
  folder: string,
  { track, isOnly }: { readonly track: string; readonly isOnly: boolean },
): Promise<string[]> {
  const inside = join(folder, track);
  const isInside = (await stat(inside).catch(() => undefined))?.isDirectory() === true;
  if (!isInside && !isOnly) return [];
  const files = await audioFilesOf(isInside ? inside : folder);
  return files.filter((file) => stemName(file) !== 'mixture');
}

function parseSettings(words: string, settings: string): Record<string, unknown> {
  return Object.fromEntries(
    settings.split(',').map((setting) => {
      const [, key, value] = /^\s*([A-Za-z][\w-]*)\s*=\s*(.+?)\s*$/.exec(setting) ?? [];
      if (key === undefined || value === undefined) {
        throw new ArgumentError({
          place: words,
          expected: 'name:key=value,key=value',
          got: JSON.stringify(setting),
          remedy: 'auralflow list shows the options of each separator',
        });
      }
      const camel = key.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
      const plain = { true: true, false: false }[value];
      return [camel, plain ?? (Number.isNaN(Number(value)) ? value : Number(value))];
    }),
  );
}

function unknownSource(words: string): ArgumentError {
  const near = nearestName(words, [...separatorNames(), ...oracleNames]);
  return new ArgumentError({
    place: 'separator',
    expected: 'a separator, an oracle or a folder of estimates',
    got: JSON.stringify(words),
    remedy: near === undefined ? 'auralflow list shows all names' : `Did you mean ${near}?`,
  });
}
