/** From components to sources: what groups of components explain, and their shares of every bin. */

import { ratioMasks } from '../../dsp/index.ts';
import { ArgumentError, checkInteger } from '../../util/index.ts';
import { multiply } from '../matrix/multiply.ts';
import type { Factorization } from './factorize.ts';

/** Which components belong together: for each group their indices. */
export type ComponentGroups = readonly (readonly number[])[];

/** The factors that groups are made of. */
export type Factors = Pick<Factorization, 'rank' | 'frameCount' | 'binCount' | 'templates' | 'activations'>;

/**
 * What each group of components explains of V: Σ activations · templates over the group, `[frame, bin]`. Throws `ArgumentError` for components
 * that there are not.
 */
export function groupModels(factors: Factors, groups: ComponentGroups): Float32Array[] {
  const { frameCount, binCount } = factors;
  return groups.map((group, g) => {
    const rows = group.map((r, i) =>
      checkInteger(`groups[${g}][${i}]`, r, { min: 0, max: factors.rank - 1 }),
    );
    const activations = rowsOf(factors.activations, rows, frameCount);
    const templates = rowsOf(factors.templates, rows, binCount);
    const sizes = { rows: frameCount, inner: rows.length, columns: binCount, transposeA: true };
    return multiply(activations, templates, sizes);
  });
}

/**
 * The Wiener-type mask of each group, Mⱼᵖ / Σ Mᵢᵖ, `[frame, bin]`; they add up to 1. `power` p: 1 (default) where V is magnitudes or powers that
 * add up, 2 for magnitudes as the Wiener filter has it. Components in no group get nothing. Throws `ArgumentError` without groups.
 *
 * @example
 * const [left, right] = groupMasks(factorization, [[0, 1, 2], [3, 4, 5]]);
 */
export function groupMasks(
  factors: Factors,
  groups: ComponentGroups,
  options: { readonly power?: number } = {},
): Float32Array[] {
  if (groups.length === 0) {
    throw new ArgumentError({
      place: 'groups',
      expected: 'at least one group of components',
      got: 'none',
      remedy: 'Give the indices of the components of each source',
    });
  }
  return ratioMasks(groupModels(factors, groups), { power: options.power ?? 1 });
}

function rowsOf(matrix: Float32Array, rows: readonly number[], length: number): Float32Array {
  const picked = new Float32Array(rows.length * length);
  rows.forEach((r, i) => {
    picked.set(matrix.subarray(r * length, (r + 1) * length), i * length);
  });
  return picked;
}
