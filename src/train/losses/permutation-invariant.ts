/**
 * Permutation invariant training: estimates may come in any order, and the order that fits best counts. Yu, Kolbæk, Tan and
 * Jensen (ICASSP 2017). For targets of one kind (two singers); stems with names do not need it.
 */

import { add, concat, mul, reduceMean, reduceMin, slice, type Value } from '../../graph/index.ts';
import { ArgumentError } from '../../util/index.ts';
import type { Loss, LossInput, LossSignal } from './loss.ts';
import { isTargetLoss } from './reduce.ts';

/** All orders of up to this many targets are tried: 24. */
const mostTargets = 4;

/**
 * The mean over the batch of the smallest loss among all orders of the estimates, chosen for each item by itself. A pair of
 * estimate and target is compared once, however many orders it stands in. Throws ArgumentError for losses that are not means
 * over targets (rmse, kl_div_loss, multi_stft_loss), and in `build` for more than four targets.
 */
export function permutationInvariant(loss: Loss): Loss {
  if (!isTargetLoss(loss)) {
    throw new ArgumentError({
      place: `permutationInvariant: ${loss.name}`,
      expected: 'a loss that is known for each target by itself',
      got: loss.name,
      remedy: 'Use l1, l2, mask, component_loss, snr_loss, si_sdr_loss or a sum of these',
    });
  }
  return {
    name: `permutation-invariant ${loss.name}`,
    build(input) {
      const count = targetCount(input.target.waveform());
      // [shift]: [batch, target], the loss of target t and estimate (t + shift) mod count.
      const shifted = Array.from({ length: count }, (_, shift) => loss.perTarget(rolled(input, shift)));
      const cost = (target: number, estimate: number): Value =>
        slice(shifted[(estimate - target + count) % count]!, { axis: 1, start: target, end: target + 1 });
      const costs = permutations(count).map((order) =>
        order.map((estimate, target) => cost(target, estimate)).reduce((sum, part) => add(sum, part)),
      );
      return mul(reduceMean(reduceMin(concat(costs, 1), [1])), 1 / count);
    },
  };
}

function targetCount({ type }: Value): number {
  const count = type.shape[1];
  if (typeof count === 'number' && count <= mostTargets) return count;
  throw new ArgumentError({
    place: 'permutationInvariant',
    expected: `at most ${mostTargets} targets`,
    got: String(count),
    remedy: 'Use it for few targets of one kind',
  });
}

/** The input with its estimates moved on by `shift` targets. */
function rolled(input: LossInput, shift: number): LossInput {
  if (shift === 0) return input;
  const estimate: LossSignal = {
    magnitude: () => roll(input.estimate.magnitude(), shift),
    waveform: () => roll(input.estimate.waveform(), shift),
  };
  const { target, mixture, latent } = input;
  return { estimate, target, mixture, latent, mask: () => roll(input.mask(), shift) };
}

function roll(x: Value, shift: number): Value {
  const rest = slice(x, { axis: 1, start: shift, end: x.type.shape[1] as number });
  return concat([rest, slice(x, { axis: 1, start: 0, end: shift })], 1);
}

/** All orders of 0 to count − 1. */
function permutations(count: number): readonly (readonly number[])[] {
  const extend = (order: readonly number[]): readonly (readonly number[])[] => {
    if (order.length === count) return [order];
    const free = Array.from({ length: count }, (_, n) => n).filter((n) => !order.includes(n));
    return free.flatMap((next) => extend([...order, next]));
  };
  return extend([]);
}
