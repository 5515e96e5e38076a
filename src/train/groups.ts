/** Parameter groups: other settings for parameters whose names match, the rest follows the optimizer. */

import { ArgumentError, checkNumber } from '../util/index.ts';
import type { Optimizer } from './optimizers/optimizer.ts';

/** Settings of the parameters whose full dotted name `match` finds. The first group that matches counts. */
export interface ParameterGroup {
  /** For example `/\.bias$/` or `/^encoder\./`. */
  readonly match: RegExp;
  /** In place of the optimizer's; schedules multiply it alike. */
  readonly learningRate?: number;
  /** In place of the optimizer's. */
  readonly weightDecay?: number;
  /** Not trained at all: no gradient is computed. Default false. */
  readonly frozen?: boolean;
}

/** What holds for one parameter. */
export interface ParameterSettings {
  readonly learningRate: number;
  readonly weightDecay: number;
}

/** The group that a parameter is in; `undefined` for the rest. */
export function groupOf(groups: readonly ParameterGroup[], name: string): ParameterGroup | undefined {
  return groups.find(({ match }) => name.search(match) >= 0);
}

/**
 * The settings of each trained parameter. Throws ArgumentError where a group matches no parameter at all: a pattern that
 * finds nothing is a mistake.
 */
export function settingsOf(
  names: { readonly trained: readonly string[]; readonly all: readonly string[] },
  { optimizer, groups }: { readonly optimizer: Optimizer; readonly groups: readonly ParameterGroup[] },
): Map<string, ParameterSettings> {
  groups.forEach(({ match, learningRate, weightDecay }, i) => {
    if (learningRate !== undefined) checkNumber(`groups[${i}].learningRate`, learningRate, { min: 0 });
    if (weightDecay !== undefined) checkNumber(`groups[${i}].weightDecay`, weightDecay, { min: 0 });
    if (names.all.some((name) => name.search(match) >= 0)) return;
    throw new ArgumentError({
      place: `groups[${i}].match`,
      expected: 'a pattern that finds a parameter',
      got: String(match),
      remedy: `Names look like ${names.all.slice(0, 3).join(', ')}`,
    });
  });
  return new Map(
    names.trained.map((name) => {
      const group = groupOf(groups, name);
      return [
        name,
        {
          learningRate: group?.learningRate ?? optimizer.learningRate,
          weightDecay: group?.weightDecay ?? optimizer.weightDecay,
        },
      ];
    }),
  );
}
