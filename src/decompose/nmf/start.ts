/** Where a factorization begins: what was given, what singular vectors say, or chance. */

import { ArgumentError, checkChoice, checkInteger, createRandom } from '../../util/index.ts';
import {
  checkLength,
  type FactorizeOptions,
  type InitialFactors,
  largestOf,
  type Plan,
} from './factorize-options.ts';
import { nndsvd } from './nndsvd.ts';

/** Both factors at the start; throws `ArgumentError` for given ones of other shapes and ranks that chance has no start for. */
export function startOf(
  data: Float32Array,
  { initial = 'random', seed = 0 }: FactorizeOptions,
  plan: Plan,
): Required<InitialFactors> {
  const { frameCount, binCount, rank } = plan;
  checkInteger('factorize.seed', seed);
  const given = typeof initial === 'object' ? initial : {};
  if (typeof initial !== 'object') checkChoice('factorize.initial', initial, ['random', 'nndsvd', 'nndsvda']);
  for (const [name, length] of [
    ['templates', binCount],
    ['activations', frameCount],
  ] as const) {
    const values = given[name];
    if (values === undefined) continue;
    checkLength(
      `factorize.initial.${name}`,
      values,
      [rank, length],
      `[component, ${length === binCount ? 'bin' : 'frame'}]`,
    );
    largestOf(`factorize.initial.${name}`, values);
  }
  if (given.templates === undefined && given.activations === undefined) checkRank(plan);
  if (initial === 'nndsvd' || initial === 'nndsvda') {
    return nndsvd(data, { frameCount, binCount, rank, fill: initial === 'nndsvd' ? 'zeros' : 'mean' });
  }
  const random = createRandom(seed);
  let size: number | undefined;
  const draw = (length: number): Float32Array => {
    size ??= sizeOf(data, rank);
    return Float32Array.from({ length }, () => size! * Math.abs(random.normal()));
  };
  return {
    activations: given.activations ?? draw(rank * frameCount),
    templates: given.templates ?? draw(rank * binCount),
  };
}

/** The root of the mean of V by component: two factors of that size have products as large as V. */
function sizeOf(data: Float32Array, rank: number): number {
  let sum = 0;
  for (let n = 0; n < data.length; n++) sum += data[n]!;
  return Math.sqrt(sum / data.length / rank);
}

function checkRank({ rank, frameCount, binCount }: Plan): void {
  const most = Math.min(frameCount, binCount);
  if (rank <= most) return;
  throw new ArgumentError({
    place: 'factorize.rank',
    expected: `at most ${most} components for ${frameCount} frames of ${binCount} bins: more can copy any data and say nothing`,
    got: String(rank),
    remedy: 'Take fewer components, more frames, or give initial templates',
  });
}
