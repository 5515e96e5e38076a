/** What `auralflow config` does. */

import { basename, join, resolve } from 'node:path';
import { findNetwork } from '../models/index.ts';
import { createModelFolder, editModelFolder } from '../node/index.ts';
import { configKeys, formatConfig, sectionNames, type TrainingConfig } from '../train/index.ts';
import { givenKeys } from './config-keys.ts';
import type { ConfigWords } from './config-words.ts';
import { exitCodes } from './errors.ts';
import { printLine } from './output.ts';

/** Runs the command and returns the exit code. */
export async function runConfig(
  folder: string,
  network: string | undefined,
  words: ConfigWords,
): Promise<number> {
  const path = words.save === undefined ? folder : join(words.save, folder);
  const settings = givenKeys(words);
  const config =
    network === undefined
      ? await editModelFolder(path, named(settings, words.name))
      : await createModelFolder(path, network, {
          name: words.name ?? basename(resolve(path)),
          settings,
        });
  if (words.json) printLine(formatConfig(config).trimEnd());
  else if (words.display) for (const line of table(config)) printLine(line);
  const changed = Object.keys(settings).length + (words.name === undefined ? 0 : 1);
  const what =
    network === undefined
      ? changed === 0
        ? undefined
        : 'changed'
      : 'written: edit it, then auralflow train';
  if (what !== undefined) process.stderr.write(`${join(path, 'config.json')} ${what}\n`);
  return exitCodes.ok;
}

function named(settings: Record<string, unknown>, name: string | undefined): Record<string, unknown> {
  return name === undefined ? settings : { ...settings, model_name: name };
}

/** A block per section: key, value, what it means. */
function table(config: TrainingConfig): string[] {
  const keys = configKeys(findNetwork(config.model_params.model_type));
  const rows = keys.map(({ section, key, summary }) => ({
    section,
    key,
    value: shown((config[section] as unknown as Record<string, unknown>)[key]),
    summary,
  }));
  const width = (column: 'key' | 'value'): number => Math.max(...rows.map((row) => row[column].length));
  const [keyWidth, valueWidth] = [width('key'), Math.min(24, width('value'))];
  return sectionNames.flatMap((section) => [
    section,
    ...rows
      .filter((row) => row.section === section)
      .map((row) => `  ${row.key.padEnd(keyWidth)}  ${row.value.padEnd(valueWidth)}  ${row.summary}`),
  ]);
}

function shown(value: unknown): string {
  return Array.isArray(value)
    ? value.join(',')
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value);
}
