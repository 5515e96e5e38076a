/** What tells a model folder from others, without reading it. */

import { statSync } from 'node:fs';
import { join } from 'node:path';

/** The configuration's name in a model folder. */
export const configName = 'config.json';

/** Whether there is a folder of this name with a `config.json`. Never throws. */
export function isModelFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory() && statSync(join(path, configName)).isFile();
  } catch {
    return false;
  }
}
