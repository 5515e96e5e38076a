/** `--phase` and `--phase-iterations`, beside the same in `--option`: what would go unheard is refused. */

import { type PhaseMethod, phaseMethods } from '../decompose/index.ts';
import { ArgumentError, checkChoice } from '../util/index.ts';
import { parseNumber } from './parse.ts';
import type { SeparateWords } from './separate-words.ts';

/**
 * The search for phases that the words ask for, given the options of the separator. Throws ArgumentError for one that is asked for twice,
 * and for rounds of none. A model may have a search of its own (`isModel`), whose rounds may be set alone.
 */
export function phaseWords(
  words: Pick<SeparateWords, 'phase' | 'phaseIterations'>,
  options: Readonly<Record<string, unknown>>,
  { isModel }: { readonly isModel: boolean },
): { readonly phase?: PhaseMethod; readonly phaseIterations?: number } {
  const inOptions = options.phase === undefined ? undefined : `--option phase=${options.phase}`;
  if (words.phase !== undefined && inOptions !== undefined) {
    throw new ArgumentError({
      place: '--phase',
      expected: 'one way of saying where the phases come from',
      got: `--phase ${words.phase} and ${inOptions}`,
      remedy: 'Leave one of them out',
    });
  }
  if (
    words.phaseIterations !== undefined &&
    words.phase === undefined &&
    inOptions === undefined &&
    !isModel
  ) {
    throw new ArgumentError({
      place: '--phase-iterations',
      expected: 'a search for phases whose rounds these are',
      got: 'none',
      remedy: `Add --phase and one of ${phaseMethods.filter((name) => name !== 'mixture').join(', ')}`,
    });
  }
  const { phase, phaseIterations } = words;
  return {
    ...(phase === undefined ? {} : { phase: checkChoice('--phase', phase, phaseMethods) }),
    ...(phaseIterations === undefined
      ? {}
      : {
          phaseIterations: parseNumber('--phase-iterations', phaseIterations, {
            min: 0,
            max: 10_000,
            integer: true,
          }),
        }),
  };
}
