/** The version of this package, from its package.json: part of manifests and of what decides whether a run can be resumed. */

import { readFileSync } from 'node:fs';

/** For example `'0.1.0'`. */
export function packageVersion(): string {
  const path = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
}
