/**
 * Which stems are measured together. SIR and SAR depend on all references of a measurement, and references that are sums of others
 * (accompaniment beside drums and bass) would leave them undetermined: so stems that share a reference are measured apart, as museval
 * does with accompaniment; unlike there, the second measurement changes nothing about the first.
 */

/** Stems measured together, and those of them whose scores are taken from it. */
export interface Scenario {
  readonly stems: readonly string[];
  readonly kept: readonly string[];
}

/**
 * The scenarios of stems that are sums of `members`: first the stems that share nothing, those of fewest references before others; then
 * each remaining one with whatever shares nothing with it.
 */
export function scenariosOf(members: ReadonlyMap<string, readonly string[]>): Scenario[] {
  const shares = (one: string, other: string): boolean =>
    members.get(one)!.some((name) => members.get(other)!.includes(name));
  const first = new Set<string>();
  const simpleFirst = [...members.keys()].sort((a, b) => members.get(a)!.length - members.get(b)!.length);
  for (const stem of simpleFirst) if (![...first].some((taken) => shares(stem, taken))) first.add(stem);
  const together = [...members.keys()].filter((stem) => first.has(stem));
  const apart = [...members.keys()].filter((stem) => !first.has(stem));
  return [
    { stems: together, kept: together },
    ...apart.map((stem) => ({
      stems: [stem, ...together.filter((other) => !shares(stem, other))],
      kept: [stem],
    })),
  ];
}
