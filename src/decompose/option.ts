/**
 * Options of a separation method as data, so that a command line can list and parse them, and the check that
 * nobody passes a misspelt one. The values themselves are checked by the method that takes them.
 */

import { ArgumentError, nearestName } from '../util/index.ts';

/** One option of a method: what `auralflow list` prints and what a command line needs to parse its value. */
export interface OptionDescription {
  /** The key in the options object. */
  readonly name: string;
  /** `'pair'` is one number for both or two of them: harmonic first, percussive second. */
  readonly kind: 'number' | 'integer' | 'pair' | 'choice';
  /** The allowed words of a `'choice'`. */
  readonly choices?: readonly string[];
  /** The default as it is printed; `'none'` where leaving it out means something of its own. */
  readonly default: string;
  /** One line: what it does and its unit. */
  readonly summary: string;
}

/** Throws `ArgumentError`, naming the nearest option, unless every key of `options` is described. */
export function checkOptionNames(
  place: string,
  options: object,
  descriptions: readonly OptionDescription[],
): void {
  const names = descriptions.map(({ name }) => name);
  for (const name of Object.keys(options)) {
    if (names.includes(name)) continue;
    const near = nearestName(name, names);
    throw new ArgumentError({
      place: `${place}.${name}`,
      expected: names.length === 0 ? 'no options' : `one of the options ${names.join(', ')}`,
      got: JSON.stringify(name),
      remedy: near === undefined ? 'Leave it out' : `Did you mean ${near}?`,
    });
  }
}

/** Both numbers of a `'pair'` option: one number stands for two equal ones. */
export function pairOf(place: string, value: number | readonly [number, number]): readonly [number, number] {
  if (typeof value === 'number') return [value, value];
  if (Array.isArray(value) && value.length === 2) return [value[0], value[1]];
  throw new ArgumentError({
    place,
    expected: 'a number or a pair of numbers',
    got: Array.isArray(value) ? `${value.length} values` : String(value),
    remedy: 'Give one number, or one for the harmonic and one for the percussive part',
  });
}

/** The option of methods for the voice that leave what lies below a frequency to the rest. */
export function lowHertzOption(standard: number): OptionDescription {
  return {
    name: 'lowHertz',
    kind: 'number',
    default: String(standard),
    summary: 'nothing below this frequency is voice',
  };
}

/** The option of methods whose frames have a length in seconds. */
export function frameSecondsOption(standard: number): OptionDescription {
  return {
    name: 'frameSeconds',
    kind: 'number',
    default: String(standard),
    summary: 'length of a frame in seconds',
  };
}

/** The option of methods that make both soft and binary masks. */
export function maskOption(standard: string): OptionDescription {
  return {
    name: 'mask',
    kind: 'choice',
    choices: ['soft', 'binary'],
    default: standard,
    summary: 'a share per bin, or all or nothing',
  };
}

/** The option of methods with soft masks, whose exponent is that of the Wiener filter unless said otherwise. */
export const powerOption: OptionDescription = {
  name: 'power',
  kind: 'number',
  default: '2',
  summary: 'exponent of soft masks',
};

/** The option of methods that begin at random. */
export const seedOption: OptionDescription = {
  name: 'seed',
  kind: 'integer',
  default: '0',
  summary: 'seed of the random start',
};
