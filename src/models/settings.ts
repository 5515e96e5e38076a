/** Settings of networks as they come from `config.json` or a command line: filled in, checked, and refused with the name that was probably meant. */

import {
  ArgumentError,
  checkChoice,
  checkInteger,
  checkNumber,
  describe,
  nearestName,
} from '../util/index.ts';
import type { Network, NetworkSetting, NetworkSettings } from './network.ts';

/**
 * All settings of `network`: those given, defaults for the rest. Throws ArgumentError that names the key for one that it does not have
 * (with the nearest that it has), and for values of another kind or out of bounds.
 */
export function resolveSettings(
  network: Network,
  given: Readonly<Record<string, unknown>> = {},
): NetworkSettings {
  for (const key of Object.keys(given)) {
    if (!network.settings.some((setting) => setting.key === key)) throw unknownKey(network, key);
  }
  return Object.fromEntries(
    network.settings.map((setting) => [
      setting.key,
      checkSetting(`${network.name}.${setting.key}`, setting, given[setting.key] ?? setting.default),
    ]),
  );
}

/** `value` if it is one that `setting` takes; else throws ArgumentError that names `place`. */
export function checkSetting(
  place: string,
  setting: NetworkSetting,
  value: unknown,
): number | boolean | string {
  const { kind, min, max, choices = [] } = setting;
  const range = { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
  switch (kind) {
    case 'integer':
      return checkInteger(place, value, range);
    case 'number':
      return checkNumber(place, value, range);
    case 'choice':
      return checkChoice(place, value, choices);
    case 'boolean':
      if (typeof value === 'boolean') return value;
      throw new ArgumentError({
        place,
        expected: 'true or false',
        got: describe(value),
        remedy: 'Write true or false, without quotes',
      });
  }
}

function unknownKey(network: Network, key: string): ArgumentError {
  const keys = network.settings.map((setting) => setting.key);
  const near = nearestName(key, keys);
  return new ArgumentError({
    place: `${network.name}.${key}`,
    expected: `one of the settings ${keys.join(', ')}`,
    got: describe(key),
    remedy: near === undefined ? 'Leave it out' : `Did you mean ${near}?`,
  });
}
