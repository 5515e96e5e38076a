/**
 * Which references an estimate is measured against. Separators and data sets rarely have the same stems: one gives
 * `accompaniment`, the other `drums`, `bass` and `other`. The rules, in order, and told in the notes:
 *
 * 1. an equation: `percussive = drums`, `harmonic = vocals + bass + other`;
 * 2. the stem of the same name; an estimate called `other` then also holds the references that no estimate has, and is called by
 *    what it is measured against, `bass + other`, so that it is not compared with an `other` that is less;
 * 3. `accompaniment`, `instrumental`, `no_vocals`, `minus_vocals`, `no_drums`, …: all references but the one.
 *
 * An estimate that no rule finds a reference for is left out, and so is a reference without an estimate.
 */

import { type Audio, lengthSamples, type Stems } from '../audio/index.ts';
import type { TrackAudio } from '../datasets/index.ts';
import { parseMix } from '../separate/index.ts';
import { ArgumentError } from '../util/index.ts';

/** References and estimates under the same names, in the order of the estimates. */
export interface MatchedStems {
  readonly references: Stems;
  readonly estimates: Stems;
  /** What was put together, cut, padded or left out, in words. */
  readonly notes: readonly string[];
  /** Whether the estimates together are to be the whole mixture: every reference in exactly one of them, once, and none left out. */
  readonly isWhole: boolean;
  /** The references that each stem is the sum of. */
  readonly members: ReadonlyMap<string, readonly string[]>;
}

/** Options of {@link matchStems}. */
export interface MatchOptions {
  /** The track, for errors. */
  readonly track: string;
  /** `estimate = sum of references`; see `separate`'s track arithmetic. Default none. */
  readonly equations?: readonly string[];
}

/** By estimate: what results are called, and the weights of the references that it is measured against. */
export type Recipe = ReadonlyMap<
  string,
  { readonly stem: string; readonly weights: ReadonlyMap<string, number> }
>;

/**
 * Pairs estimates with references. Estimates are cut, or filled up with silence, to the length of the references. Throws
 * ArgumentError, naming the track, where nothing fits together, or rates or channel counts differ.
 */
export function matchStems(estimates: Stems, truth: TrackAudio, options: MatchOptions): MatchedStems {
  const { track } = options;
  const { recipe, notes } = checkStemNames([...estimates.keys()], [...truth.stems.keys()], options);
  const any = truth.stems.values().next().value!;
  const fitted = new Map<string, Audio>();
  const references = new Map<string, Audio>();
  for (const [name, { stem, weights }] of recipe) {
    const estimate = estimates.get(name)!;
    checkShape({ place: `${track}: estimate ${name}`, estimate, reference: any });
    const difference = lengthSamples(estimate) - lengthSamples(any);
    if (difference !== 0) notes.push(lengthNote(name, difference));
    fitted.set(stem, difference === 0 ? estimate : withLength(estimate, lengthSamples(any)));
    references.set(stem, weightedSum(truth.stems, weights));
  }
  const isWhole = recipe.size === estimates.size && sharesOut(recipe, [...truth.stems.keys()]);
  const members = new Map([...recipe.values()].map(({ stem, weights }) => [stem, [...weights.keys()]]));
  return { references, estimates: fitted, notes, isWhole, members };
}

/**
 * Finds the references of estimates by their names alone, before anything is separated. Throws ArgumentError where none fits.
 */
export function checkStemNames(
  estimates: readonly string[],
  references: readonly string[],
  { track, equations = [] }: MatchOptions,
): { readonly recipe: Recipe; readonly notes: string[] } {
  const found = findRecipe(estimates, { names: references, equations });
  if (found.recipe.size === 0) throw nothingFits(track, { estimates, names: references });
  return found;
}

/** Whether every reference is in exactly one estimate, with weight 1. */
function sharesOut(recipe: Recipe, names: readonly string[]): boolean {
  return names.every((name) => {
    const weights = [...recipe.values()]
      .map(({ weights }) => weights.get(name) ?? 0)
      .filter((weight) => weight !== 0);
    return weights.length === 1 && weights[0] === 1;
  });
}

function findRecipe(
  estimates: readonly string[],
  { names, equations }: { readonly names: readonly string[]; readonly equations: readonly string[] },
): { readonly recipe: Recipe; readonly notes: string[] } {
  const given = new Map(equations.map((text) => parseMix(text, names)).map((mix) => [mix.name, mix.weights]));
  const claimed = new Set(
    [...given].flatMap(([name, weights]) => (estimates.includes(name) ? [...weights.keys()] : [])),
  );
  for (const name of estimates) if (names.includes(name) && !given.has(name)) claimed.add(name);
  const recipe = new Map<string, { stem: string; weights: ReadonlyMap<string, number> }>();
  const notes: string[] = [];
  for (const name of estimates) {
    const weights = given.get(name) ?? byName(name, { names, claimed });
    if (weights === undefined) {
      notes.push(`${name} is not scored: no reference of that name`);
      continue;
    }
    const isMore = !given.has(name) && names.includes(name) && weights.size > 1;
    recipe.set(name, { stem: isMore ? [...weights.keys()].join(' + ') : name, weights });
    if (weights.size > 1 || !weights.has(name))
      notes.push(`reference of ${name}: ${[...weights.keys()].join(' + ')}`);
  }
  const used = new Set([...recipe.values()].flatMap(({ weights }) => [...weights.keys()]));
  const unused = names.filter((name) => !used.has(name));
  if (unused.length > 0) notes.push(`no estimate of ${unused.join(', ')}`);
  return { recipe, notes };
}

function byName(
  name: string,
  { names, claimed }: { readonly names: readonly string[]; readonly claimed: ReadonlySet<string> },
): ReadonlyMap<string, number> | undefined {
  const sumOf = (list: readonly string[]) => new Map(list.map((stem) => [stem, 1]));
  if (names.includes(name)) {
    return name === 'other'
      ? sumOf(names.filter((stem) => stem === name || !claimed.has(stem)))
      : sumOf([name]);
  }
  const without = ['accompaniment', 'instrumental', 'karaoke'].includes(name)
    ? 'vocals'
    : /^(?:no|minus)_(.+)$/.exec(name)?.[1];
  return without !== undefined && names.includes(without) && names.length > 1
    ? sumOf(names.filter((stem) => stem !== without))
    : undefined;
}

/** Σ weight · stem. A single stem is passed on as it is. */
export function weightedSum(stems: Stems, weights: ReadonlyMap<string, number>): Audio {
  const entries = [...weights];
  const [[first, weight]] = entries as [[string, number]];
  const start = stems.get(first)!;
  if (entries.length === 1 && weight === 1) return start;
  const channels = start.channels.map((channel, c) => {
    const sum = new Float64Array(channel.length);
    for (const [name, factor] of entries) {
      const added = stems.get(name)!.channels[c]!;
      for (let n = 0; n < sum.length; n++) sum[n]! += factor * added[n]!;
    }
    return Float32Array.from(sum);
  });
  return { sampleRate: start.sampleRate, channels };
}

function withLength(audio: Audio, length: number): Audio {
  const channels = audio.channels.map((channel) => {
    const fitted = new Float32Array(length);
    fitted.set(channel.subarray(0, length));
    return fitted;
  });
  return { sampleRate: audio.sampleRate, channels };
}

function lengthNote(name: string, difference: number): string {
  return difference > 0
    ? `estimate ${name}: its last ${difference} samples were cut to the length of the references`
    : `estimate ${name}: ${-difference} samples of silence were added to the length of the references`;
}

function checkShape({
  place,
  estimate,
  reference,
}: {
  readonly place: string;
  readonly estimate: Audio;
  readonly reference: Audio;
}): void {
  if (estimate.sampleRate !== reference.sampleRate) {
    throw new ArgumentError({
      place,
      expected: `${reference.sampleRate} Hz, the rate of the references`,
      got: `${estimate.sampleRate} Hz`,
      remedy: 'Resample one of the two; scores of resampled sound differ, so it is not done silently',
    });
  }
  if (estimate.channels.length !== reference.channels.length) {
    throw new ArgumentError({
      place,
      expected: `${reference.channels.length} channels, as the references have`,
      got: String(estimate.channels.length),
      remedy: 'Give estimates with the channels of the references',
    });
  }
}

function nothingFits(
  track: string,
  { estimates, names }: { readonly estimates: readonly string[]; readonly names: readonly string[] },
): ArgumentError {
  return new ArgumentError({
    place: track,
    expected: `an estimate of ${names.join(', ')}`,
    got: estimates.length === 0 ? 'none' : estimates.join(', '),
    remedy: `Say what an estimate is to be compared with: "${estimates[0] ?? 'stem'} = ${names[0] ?? 'drums'}"`,
  });
}
