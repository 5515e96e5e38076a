/** Names that are unique in a model: subgraphs see the names around them, so one set serves all. */

/** Last part of the names of nodes that copy a value to an output, which no op's name is. */
export const copySuffix = 'copy';

/** Names of such nodes. */
export const copyName: RegExp = /\/copy(_\d+)?$/;

/** Hands out names. */
export interface Names {
  /** Takes `name` as it is; false when it is taken already. */
  reserve(name: string): boolean;
  /** `wanted`, or `wanted_1`, `wanted_2`, … where that is taken. */
  unique(wanted: string): string;
}

/** An empty set of names. */
export function createNames(): Names {
  const taken = new Set<string>();
  const counts = new Map<string, number>();
  return {
    reserve(name) {
      if (taken.has(name)) return false;
      taken.add(name);
      return true;
    },
    unique(wanted) {
      let name = wanted;
      let count = counts.get(wanted) ?? 0;
      while (taken.has(name)) {
        count += 1;
        name = `${wanted}_${count}`;
      }
      counts.set(wanted, count);
      taken.add(name);
      return name;
    },
  };
}
