/** Ready-made separators by name: what `-n NAME` and `separate(…, { separator: 'NAME' })` choose from. */

import type { Separator } from '../audio/index.ts';
import {
  decompositions,
  type OptionDescription,
  refinePhase,
  splitPhaseOptions,
} from '../decompose/index.ts';
import { checkChoice } from '../util/index.ts';

/** What a list says of a separator. */
export interface SeparatorDescription {
  readonly name: string;
  /** What it exploits: `'median filtering'`, `'stereo panning'`, … */
  readonly family: string;
  /** One line: what it separates and when to use it. */
  readonly summary: string;
  /** Its stems, in their standard order. */
  readonly stems: readonly string[];
  /** Where it was published. */
  readonly paper: string | undefined;
  /** Options that {@link createSeparator} takes for it. */
  readonly options: readonly OptionDescription[];
}

/** The names of all separators, in the order they are listed to users. */
export function separatorNames(): readonly string[] {
  return decompositions.map(({ name }) => name);
}

/**
 * The separator called `name`, with `options` of its own (see {@link describeSeparators}; default: none, each
 * option at its default) and, for all of them, those of `phaseOptions`: `phase` and what it takes go to `refinePhase`. Throws `ArgumentError` for an unknown name or option, naming the nearest, and for a
 * value out of range.
 *
 * @example
 * const separator = createSeparator('hpss', { kernel: 17 });
 * const stems = await separator.separate(audio); // Map: harmonic, percussive
 */
export function createSeparator(name: string, options: object = {}): Separator {
  checkChoice('separator', name, separatorNames());
  const { own, phase } = splitPhaseOptions(options);
  const separator = decompositions.find((decomposition) => decomposition.name === name)!.create(own);
  return phase === undefined ? separator : refinePhase(separator, phase);
}

/** Every separator described, in the order of {@link separatorNames}. */
export function describeSeparators(): readonly SeparatorDescription[] {
  return decompositions.map(({ name, family, summary, stems, paper, options }) => ({
    name,
    family,
    summary,
    stems,
    paper,
    options,
  }));
}
