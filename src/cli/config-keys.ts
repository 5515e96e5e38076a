/** The keys of configurations as options of commands: every key of every network, and their values from words. */

import { Option } from 'commander';
import { networks } from '../models/index.ts';
import { configKeys, type SectionKey } from '../train/index.ts';
import { ArgumentError, describe } from '../util/index.ts';

/** All keys of all networks, each once. */
export function allKeys(): readonly SectionKey[] {
  const keys = new Map<string, SectionKey>();
  for (const key of networks.flatMap(configKeys)) if (!keys.has(key.key)) keys.set(key.key, key);
  return [...keys.values()];
}

/** An option per key, by section: `--mask-activation <…>`. Words with underscores are the same (see `program.ts`). */
export function keyOptions(): readonly Option[] {
  return allKeys().map((key) =>
    new Option(`--${dashed(key.key)} ${placeholder(key)}`, key.summary)
      .argParser((text: string) => readValue(key, text))
      .helpGroup(`${key.section}:`),
  );
}

/** The keys among a command's parsed options. */
export function givenKeys(words: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = allKeys().map(({ key, kind }) => {
    const value = words[camel(key)];
    // An option without its word is `true`: right for switches, and refused with its key for others.
    return [key, value === true && kind !== 'boolean' ? '' : value] as const;
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function placeholder({ kind, choices }: SectionKey): string {
  switch (kind) {
    case 'boolean':
      return '[true|false]';
    case 'choice':
      return `<${choices!.length > 4 ? 'name' : choices!.join('|')}>`;
    case 'names':
      return '<a,b>';
    case 'integer':
      return '<n>';
    case 'number':
      return '<x>';
    default:
      return '<text>';
  }
}

/** What a word means; what it may be is the configuration's affair. */
function readValue({ key, kind }: SectionKey, text: string): unknown {
  switch (kind) {
    case 'boolean':
      return { true: true, on: true, yes: true, false: false, off: false, no: false }[text] ?? text;
    case 'integer':
    case 'number':
      return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
    case 'names':
      return text.split(',').map((name) => name.trim());
    case 'criterion':
      return text.trim().startsWith('{') ? readJson(key, text) : text;
    default:
      return text;
  }
}

function readJson(key: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ArgumentError({
      place: `--${key}`,
      expected: 'JSON',
      got: describe(text),
      remedy: `Write '{"l1": 1, "si_sdr_loss": 0.1}' with the quotes inside`,
      cause,
    });
  }
}

function dashed(key: string): string {
  return key.replaceAll('_', '-');
}

function camel(key: string): string {
  return key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
