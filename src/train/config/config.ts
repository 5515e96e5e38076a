/**
 * The configuration of a model folder, `config.json`: read, checked, filled in, edited and written. Its sections and keys are the original's;
 * whatever is wrong is refused with the key's name and the nearest that there is.
 */

import {
  checkSetting,
  findNetwork,
  type Network,
  type NetworkSetting,
  type NetworkSettings,
  networkNames,
} from '../../models/index.ts';
import { ArgumentError, checkChoice, describe, nearestName } from '../../util/index.ts';
import { type Criterion, createCriterion } from '../losses/list.ts';
import { fixedKeys, type SectionKey, type SectionName, sectionNames } from './keys.ts';
import type { DatasetParams } from './keys-dataset.ts';
import type { TrainingParams } from './keys-training.ts';
import type { VisualizerParams } from './keys-visualizer.ts';
import { retiredKeys } from './retired-keys.ts';

/** A checked configuration. */
export interface TrainingConfig {
  /** Beside type and name, the network's own settings. */
  readonly model_params: NetworkSettings & { readonly model_type: string; readonly model_name: string };
  readonly dataset_params: DatasetParams;
  readonly training_params: TrainingParams;
  readonly visualizer_params: VisualizerParams;
}

/** All keys of a configuration with this network, in the order of the file. */
export function configKeys(network: Network): readonly SectionKey[] {
  const own = network.settings.map((setting): SectionKey => ({ section: 'model_params', ...setting }));
  return sectionNames.flatMap((section) => [
    ...fixedKeys.filter((key) => key.section === section),
    ...own.filter((key) => key.section === section),
  ]);
}

/**
 * The template of a network, by its name: every key at its default. Throws ArgumentError for an unknown network, naming the nearest.
 *
 * @example
 * configTemplate('SpectrogramNetSimple', { name: 'vocals-1' }).training_params.lr; // 0.001
 */
export function configTemplate(network: string, options: { readonly name?: string } = {}): TrainingConfig {
  const { name = 'my_model' } = options;
  return parseConfig({ model_params: { model_type: network, model_name: name } });
}

/**
 * Checks what a `config.json` holds and fills in what is missing. Throws ArgumentError that names section and key: for unknown ones, with the
 * nearest known; for values of another kind or out of range; and for keys of the original that mean nothing here any more.
 */
export function parseConfig(value: unknown, place = 'config.json'): TrainingConfig {
  const sections = asRecord(place, value);
  for (const section of Object.keys(sections)) {
    if (!(sectionNames as readonly string[]).includes(section)) throw unknownSection(place, section);
  }
  const given = Object.fromEntries(
    sectionNames.map((section) => [section, asRecord(`${place}: ${section}`, sections[section] ?? {})]),
  ) as Record<SectionName, Readonly<Record<string, unknown>>>;
  const network = networkOf(place, given.model_params.model_type);
  const keys = configKeys(network);
  for (const section of sectionNames) {
    for (const key of Object.keys(given[section])) checkKey(key, { section, keys, place, network });
  }
  const filled = Object.fromEntries(
    sectionNames.map((section) => [
      section,
      Object.fromEntries(
        keys
          .filter((key) => key.section === section)
          .map((key) => [
            key.key,
            checkValue(`${place}: ${section}.${key.key}`, key, given[section][key.key]),
          ]),
      ),
    ]),
  ) as unknown as TrainingConfig;
  checkCriterion(place, filled.training_params);
  return filled;
}

/**
 * `config` with some keys changed, whichever sections they stand in; `undefined` leaves a key. With another `model_type`, settings that both networks have are kept. Throws
 * ArgumentError as {@link parseConfig} does.
 */
export function editConfig(
  config: TrainingConfig,
  changes: Readonly<Record<string, unknown>>,
  place = 'config.json',
): TrainingConfig {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  const network = networkOf(place, changes.model_type ?? config.model_params.model_type);
  const keys = configKeys(network);
  const edited = Object.fromEntries(
    sectionNames.map((section) => {
      const known = keys.filter((key) => key.section === section).map(({ key }) => key);
      const kept = Object.entries(config[section]).filter(([key]) => known.includes(key));
      return [section, Object.fromEntries(kept) as Record<string, unknown>];
    }),
  );
  for (const [key, value] of given) {
    const found = keys.find((one) => one.key === key);
    if (found === undefined) throw unknownKey(key, { place: `${place}: ${key}`, keys, network });
    edited[found.section]![key] = value;
  }
  return parseConfig(edited, place);
}

/** The file's text. */
export function formatConfig(config: TrainingConfig): string {
  return `${JSON.stringify(config, null, 4)}\n`;
}

function asRecord(place: string, value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>;
  }
  throw new ArgumentError({
    place,
    expected: 'an object: keys and values in braces',
    got: Array.isArray(value) ? 'a list' : describe(value),
    remedy: 'auralflow config NAME NETWORK writes a template',
  });
}

function networkOf(place: string, name: unknown): Network {
  const where = `${place}: model_params.model_type`;
  if (name === undefined) {
    throw new ArgumentError({
      place: where,
      expected: `one of ${networkNames().join(', ')}`,
      got: 'nothing',
      remedy: 'Name the network',
    });
  }
  return findNetwork(checkChoice(where, name, networkNames()));
}

interface KeyContext {
  readonly section: SectionName;
  readonly keys: readonly SectionKey[];
  readonly place: string;
  readonly network: Network;
}

function checkKey(key: string, { section, keys, place, network }: KeyContext): void {
  const found = keys.find((one) => one.key === key);
  if (found?.section === section) return;
  const where = `${place}: ${section}.${key}`;
  if (found !== undefined) {
    throw new ArgumentError({
      place: where,
      expected: `this key in ${found.section}`,
      got: `it in ${section}`,
      remedy: `Move it to ${found.section}`,
    });
  }
  throw unknownKey(key, { place: where, keys, network });
}

function unknownKey(key: string, { place, keys, network }: Omit<KeyContext, 'section'>): ArgumentError {
  const retired = retiredKeys[key];
  if (retired !== undefined) {
    return new ArgumentError({
      place,
      expected: 'keys that mean something here',
      got: `one of the original Auralflow: ${retired}`,
      remedy: 'Take the line out',
    });
  }
  const near = nearestName(
    key,
    keys.map((one) => one.key),
  );
  const section = keys.find((one) => one.key === near)?.section;
  return new ArgumentError({
    place,
    expected: `a key of ${network.name}'s configuration`,
    got: describe(key),
    remedy:
      near === undefined
        ? 'Correct or remove it; auralflow config --help shows all keys'
        : `Did you mean ${near} (${section})?`,
  });
}

function unknownSection(place: string, section: string): ArgumentError {
  const near = nearestName(section, sectionNames);
  return new ArgumentError({
    place: `${place}: ${section}`,
    expected: `one of the sections ${sectionNames.join(', ')}`,
    got: describe(section),
    remedy: near === undefined ? 'Move its keys to one of them' : `Did you mean ${near}?`,
  });
}

function checkValue(place: string, key: SectionKey, given: unknown): unknown {
  const value = given === undefined ? key.default : given;
  switch (key.kind) {
    case 'text':
      return checkText(place, value);
    case 'names':
      return checkNames(place, value);
    case 'criterion':
      return value;
    default:
      return checkSetting(place, key as NetworkSetting, value);
  }
}

function checkText(place: string, value: unknown): string {
  if (typeof value === 'string' && value.trim() !== '') return value;
  throw new ArgumentError({ place, expected: 'a text', got: describe(value), remedy: 'Write it in quotes' });
}

function checkNames(place: string, value: unknown): readonly string[] {
  const isList = Array.isArray(value) && value.every((name) => typeof name === 'string' && name !== '');
  if (isList && value.length > 0 && new Set(value).size === value.length && !value.includes('mixture')) {
    return [...(value as string[])];
  }
  throw new ArgumentError({
    place,
    expected: 'a list of different stems, the mixture not among them',
    got: isList ? `[${value.join(', ')}]` : describe(value),
    remedy: 'Write ["vocals"]',
  });
}

/** What a criterion may be is the losses' affair; here only the place is put before their message. */
function checkCriterion(place: string, params: TrainingParams): void {
  try {
    createCriterion(params.criterion as Criterion, { ...params });
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    throw new ArgumentError({
      place: `${place}: training_params.${error.place}`,
      expected: error.expected,
      got: error.got,
      remedy: error.remedy,
      cause: error,
    });
  }
}
