/** Whether a track can be passed over because its outputs are there. */

import { stat } from 'node:fs/promises';
import { hashFile } from './content-hash.ts';
import type { ManifestFile } from './manifest.ts';
import type { SeparateInput } from './open-input.ts';

/** What {@link skipReason} goes by. */
export interface SkipCheck {
  /** Absolute paths of all outputs of the track. */
  readonly outputs: readonly string[];
  readonly source: SeparateInput;
  readonly settingsHash: string;
  readonly manifest: ManifestFile | undefined;
}

/**
 * Why the track need not be separated, or `undefined` if it must be: one of its outputs is missing, or the manifest has the
 * track and says that other settings or another input made it. Without an entry in a manifest, existing is enough.
 */
export async function skipReason(check: SkipCheck): Promise<string | undefined> {
  const { outputs, source, manifest } = check;
  for (const path of outputs) {
    const isFile = await stat(path).then(
      (stats) => stats.isFile(),
      () => false,
    );
    if (!isFile) return undefined;
  }
  const entry = manifest?.find(outputs);
  if (entry === undefined) return 'its outputs exist';
  if (entry.settingsHash !== check.settingsHash) return undefined;
  if (typeof source !== 'string' || entry.input.sha256 === undefined) return undefined;
  const isSameInput = entry.input.sha256 === (await hashFile(source));
  return isSameInput ? 'its outputs exist and the manifest agrees' : undefined;
}
