/** Who makes the estimates of an evaluation: from the words of a user to a separator, an oracle, a model folder or a folder of files. */

import { stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { isOracle, oracleNames } from '../decompose/index.ts';
import { ArgumentError, nearestName, splitKeyValue } from '../util/index.ts';
import { createSeparator, separatorNames } from '../zoo/index.ts';
import { isModelFolder } from './is-model-folder.ts';
import { modelFiles } from './model-files.ts';
import { checkModelOptions, type ModelChoices } from './model-options.ts';
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
  /** A model folder, with the options of its separator. */
  | {
      readonly kind: 'model';
      readonly label: string;
      readonly folder: string;
      readonly options: ModelChoices;
    }
  /** Files that are there already: `<folder>/<track>/<stem>.wav`, or `<folder>/<stem>.wav` for a single track. */
  | { readonly kind: 'estimates'; readonly label: string; readonly folder: string };

/**
 * `hpss`, `oracle-irm`, `hpss:kernel=17,power=1`, `my_model`, `my_model:checkpoint=latest`, `separated/`, each with a label before it or not: `wide=hpss:kernel=31`.
 * Throws ArgumentError for what is none of these, and for options that the separator does not take.
 */
export async function estimateSource(words: string | EstimateSource): Promise<EstimateSource> {
  if (typeof words !== 'string') return words;
  const [, label, rest] = /^(?:([^=:/\\]+)=)?(.+)$/s.exec(words) ?? [];
  if (rest === undefined) throw unknownSource(words);
  const [, name, settings] = /^([^:]+)(?::(.+))?$/s.exec(rest) ?? [];
  const given = (): Record<string, unknown> => (settings === undefined ? {} : parseSettings(words, settings));
  if (name !== undefined && (separatorNames().includes(name) || isOracle(name))) {
    const options = given();
    if (!isOracle(name)) createSeparator(name, options);
    return { kind: 'separator', label: label ?? rest, name, options };
  }
  // A folder's own name may hold a colon.
  if (isModelFolder(rest)) return modelSource(rest, { label, options: {} });
  if (name !== undefined && isModelFolder(name)) return modelSource(name, { label, options: given() });
  const folder = resolve(rest);
  if ((await stat(folder).catch(() => undefined))?.isDirectory() !== true) throw unknownSource(rest);
  return { kind: 'estimates', label: label ?? basename(folder), folder };
}

function modelSource(
  path: string,
  { label, options }: { readonly label: string | undefined; readonly options: Record<string, unknown> },
): EstimateSource {
  const folder = resolve(path);
  const choices = checkModelOptions(path, options);
  // A model without weights is refused before anything is measured.
  modelFiles(path, choices);
  return { kind: 'model', label: label ?? basename(folder), folder, options: choices };
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
      const pair = splitKeyValue(setting);
      if (pair === undefined) {
        throw new ArgumentError({
          place: words,
          expected: 'name:key=value,key=value',
          got: JSON.stringify(setting),
          remedy: 'auralflow list shows the options of each separator',
        });
      }
      const [key, value] = pair;
      const plain = { true: true, false: false }[value];
      return [key, plain ?? (Number.isNaN(Number(value)) ? value : Number(value))];
    }),
  );
}

function unknownSource(words: string): ArgumentError {
  const near = nearestName(words, [...separatorNames(), ...oracleNames]);
  return new ArgumentError({
    place: 'separator',
    expected: 'a separator, an oracle, a model folder or a folder of estimates',
    got: JSON.stringify(words),
    remedy: near === undefined ? 'auralflow list shows all names' : `Did you mean ${near}?`,
  });
}
