/** Where the words of a command mean a model folder: as first input (`separate my_model song.mp3`) or by `-n`. */

import { existsSync } from 'node:fs';
import { defaultSeparator, isModelFolder } from '../node/index.ts';
import { ArgumentError, nearestName } from '../util/index.ts';
import { separatorNames } from '../zoo/index.ts';

/** Inputs without the model folder, and the folder where there is one. */
export interface ModelChoice {
  readonly inputs: readonly string[];
  readonly folder: string | undefined;
}

/** Finds the model folder. Throws ArgumentError where a folder and a separator are both named. */
export function chooseModel(inputs: readonly string[], name: string): ModelChoice {
  // A path that is no model folder is refused where it is read, with what is missing.
  if (!separatorNames().includes(name) && (name.includes('/') || existsSync(name))) {
    return { inputs, folder: name };
  }
  checkName(name);
  const [first, ...songs] = inputs;
  if (first === undefined || !isModelFolder(first)) return { inputs, folder: undefined };
  if (name !== defaultSeparator) {
    throw new ArgumentError({
      place: '--name',
      expected: `nothing beside the model folder ${first}`,
      got: name,
      remedy: 'Leave one of them out',
    });
  }
  if (songs.length === 0) {
    throw new ArgumentError({
      place: 'auralflow separate',
      expected: 'songs behind the model folder',
      got: first,
      remedy: `auralflow separate ${first} song.mp3`,
    });
  }
  return { inputs: songs, folder: first };
}

/** What is like a separator's name is refused where separators are made, with the nearest. */
function checkName(name: string): void {
  const names = separatorNames();
  if (names.includes(name) || nearestName(name, names) !== undefined) return;
  throw new ArgumentError({
    place: '--name',
    expected: `one of ${names.join(', ')}, or a model folder`,
    got: JSON.stringify(name),
    remedy: 'auralflow list explains the separators; for a folder in another place, give its path',
  });
}
