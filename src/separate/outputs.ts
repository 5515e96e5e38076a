/**
 * What is delivered, and what must be computed for it. Every output is a weighted sum of the mixture and the separator's
 * stems: a stem is itself, `no_vocals` the sum of the others, `minus_vocals` the mixture minus one, `residual` the mixture
 * minus all, and a mix whatever its line says.
 */

import type { Separator } from '../audio/index.ts';
import { ArgumentError, checkChoice } from '../util/index.ts';
import { parseMix } from './arithmetic.ts';
import type { Consistency, OtherMethod, SeparateOptions } from './options.ts';

/** One output: how much of the mixture and of which stems it holds. */
export interface Output {
  readonly name: string;
  readonly mixture: number;
  readonly stems: ReadonlyMap<string, number>;
}

/** All outputs and what they need. */
export interface OutputPlan {
  readonly outputs: readonly Output[];
  /** Stems to compute, in the separator's order. */
  readonly computedStems: readonly string[];
  readonly needsMixture: boolean;
  readonly notes: readonly string[];
}

/** Names that stand for the mixture in track arithmetic. */
const mixtureNames: readonly string[] = ['mix', 'mixture'];
const otherMethods: readonly OtherMethod[] = ['none', 'add', 'minus'];
const consistencies: readonly Consistency[] = ['equal', 'energy'];

/** The names of the outputs that `options` will give, in order, for checking file names before any work. */
export function outputNames(options: SeparateOptions): readonly string[] {
  return planOutputs(options).outputs.map(({ name }) => name);
}

/** Plans the outputs. Throws ArgumentError for unknown stems, contradictory options and names given twice. */
export function planOutputs(options: SeparateOptions): OutputPlan {
  const { separator, consistent } = options;
  if (consistent !== undefined) checkChoice('consistent', consistent, consistencies);
  const notes: string[] = [];
  const outputs = [...chosenStems(options), ...complement(options), ...residual(options, notes)];
  for (const text of options.mixes ?? []) outputs.push(mixOutput(text, { outputs, separator }));
  checkNames(outputs);
  const used = new Set(outputs.flatMap(({ stems }) => [...stems.keys()]));
  if (used.size === 0) throw nothingToDo(separator);
  const computedStems = separator.stems.filter((name) => consistent !== undefined || used.has(name));
  const needsMixture = consistent !== undefined || outputs.some(({ mixture }) => mixture !== 0);
  return { outputs, computedStems, needsMixture, notes };
}

function chosenStems({ separator, stems, twoStems, mixes, residual }: SeparateOptions): Output[] {
  if (twoStems !== undefined) {
    if (stems !== undefined) throw exclusive('twoStems', 'stems');
    return [stemOutput(checkChoice('twoStems', twoStems, separator.stems))];
  }
  if (stems === undefined) return separator.stems.map(stemOutput);
  for (const name of stems) checkChoice('stems', name, separator.stems);
  if (stems.length === 0 && !residual && (mixes ?? []).length === 0) {
    throw nothingToDo(separator);
  }
  return separator.stems.filter((name) => stems.includes(name)).map(stemOutput);
}

function stemOutput(name: string): Output {
  return { name, mixture: 0, stems: new Map([[name, 1]]) };
}

function complement({ separator, twoStems, otherMethod = 'add' }: SeparateOptions): Output[] {
  checkChoice('otherMethod', otherMethod, otherMethods);
  if (twoStems === undefined || otherMethod === 'none') return [];
  if (otherMethod === 'minus') {
    return [{ name: `minus_${twoStems}`, mixture: 1, stems: new Map([[twoStems, -1]]) }];
  }
  const others = separator.stems.filter((name) => name !== twoStems);
  if (others.length > 0) {
    return [{ name: `no_${twoStems}`, mixture: 0, stems: new Map(others.map((name) => [name, 1])) }];
  }
  throw new ArgumentError({
    place: 'otherMethod',
    expected: `none or minus: ${separator.name} has no stem besides ${twoStems}`,
    got: 'add',
    remedy: 'Choose minus, which takes the stem from the mixture',
  });
}

function residual(
  { separator, residual, stems, twoStems, consistent }: SeparateOptions,
  notes: string[],
): Output[] {
  if (!residual) return [];
  if (consistent !== undefined) throw exclusive('residual', 'consistent');
  if (!separator.stems.includes('residual')) {
    return [{ name: 'residual', mixture: 1, stems: new Map(separator.stems.map((name) => [name, -1])) }];
  }
  if (!separator.sumsToMixture) {
    throw new ArgumentError({
      place: 'residual',
      expected: 'a separator without a stem of that name',
      got: separator.name,
      remedy: 'Ask for it by track arithmetic under another name',
    });
  }
  notes.push(`${separator.name} has a residual of its own, which makes its stems add up to the mixture.`);
  const chosen = (stems?.includes('residual') ?? twoStems === undefined) || twoStems === 'residual';
  return chosen ? [] : [stemOutput('residual')];
}

/** A line of track arithmetic; it may use the outputs before it. */
function mixOutput(text: string, known: { outputs: readonly Output[]; separator: Separator }): Output {
  const tracks = new Map<string, Output>();
  for (const name of mixtureNames) tracks.set(name, { name, mixture: 1, stems: new Map() });
  for (const output of [...known.separator.stems.map(stemOutput), ...known.outputs]) {
    tracks.set(output.name, output);
  }
  const { name, weights } = parseMix(text, [...tracks.keys()]);
  if (mixtureNames.includes(name)) {
    throw new ArgumentError({
      place: `mix ${JSON.stringify(text)}`,
      expected: 'a new name',
      got: `${name}, which is the mixture`,
      remedy: 'Give the mix another name',
    });
  }
  let mixture = 0;
  const stems = new Map<string, number>();
  for (const [track, weight] of weights) {
    const output = tracks.get(track)!;
    mixture += weight * output.mixture;
    for (const [stem, inner] of output.stems) stems.set(stem, (stems.get(stem) ?? 0) + weight * inner);
  }
  const stemWeights = new Map([...stems].filter(([, weight]) => weight !== 0));
  return { name, mixture, stems: stemWeights };
}

function checkNames(outputs: readonly Output[]): void {
  const seen = new Set<string>();
  for (const { name } of outputs) {
    if (!seen.has(name)) seen.add(name);
    else {
      throw new ArgumentError({
        place: 'outputs',
        expected: 'a name of its own for each',
        got: `${name} twice`,
        remedy: 'Give the mix another name',
      });
    }
  }
}

function nothingToDo({ stems }: Separator): ArgumentError {
  return new ArgumentError({
    place: 'stems',
    expected: `at least one of ${stems.join(', ')}`,
    got: 'none',
    remedy: 'Name a stem, or leave the option out for all of them',
  });
}

function exclusive(a: string, b: string): ArgumentError {
  return new ArgumentError({
    place: a,
    expected: `either ${a} or ${b}`,
    got: 'both',
    remedy: `Leave one of them out`,
  });
}
