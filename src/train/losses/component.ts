/**
 * The component loss: what a mask keeps of the target, what it lets through of the rest, and how natural that rest sounds,
 * weighed against each other. Xu, Elshamy, Zhao and Fingscheidt, "Components loss for neural networks in mask-based
 * speech enhancement" (EURASIP JASMP 2021:24).
 */

import { add, div, mul, sqrt, sub, type Value } from '../../graph/index.ts';
import { ArgumentError, checkNumber } from '../../util/index.ts';
import type { LossInput } from './loss.ts';
import { meanFrom, sumFrom, type TargetLoss, targetLoss } from './reduce.ts';

/** Magnitudes of one shape, `[batch, …]`. */
export interface ComponentSignals {
  /** The target's magnitudes as the mask leaves them: M ⊙ |Y|. */
  readonly filteredSource: Value;
  /** The target's magnitudes: |Y|. */
  readonly source: Value;
  /** The residual's magnitudes as the mask leaves them: M ⊙ (|X| − |Y|). */
  readonly filteredResidual: Value;
  /** The residual's magnitudes: |X| − |Y|. */
  readonly residual: Value;
}

/** Weights of the components. */
export interface ComponentWeights {
  /** Weight of what is let through of the residual, at least 0. Default 0.2. */
  readonly alpha?: number;
  /** Weight of the residual's quality, at least 0; not used by two components. Default 0.8. */
  readonly beta?: number;
  /**
   * Two: the target kept, the residual removed. Three: the residual's quality besides. Default 2. Note that alpha 0.2 and
   * beta 0.8 leave the target no weight at all with three.
   */
  readonly components?: 2 | 3;
}

/** Added to the power of a residual before its root is taken, so that silence is divided by 1e-4 and not by 0. */
const silencePower = 1e-8;
/** Keeps α + β just below 1 where they are scaled down. */
const sumGuard = 1e-8;

/**
 * (1 − α − β)·|M⊙S − S|² + α·|M⊙R|² + β·|M⊙R/‖M⊙R‖ − R/‖R‖|², means over all elements: a scalar. S is the target and R the
 * residual; norms go over all axes but the first. β is 0 with two components, and α and β are divided by their sum where that is
 * above 1. ‖R‖ is √(ΣR² + 1e-8): a silent residual costs nothing. Throws ArgumentError for weights below 0.
 *
 * @example
 * const loss = componentLoss({ filteredSource, source, filteredResidual, residual }, { alpha: 0.3 });
 */
export function componentLoss(signals: ComponentSignals, weights: ComponentWeights = {}): Value {
  return meanFrom(componentsPerItem(signals, { weights: resolveWeights(weights), itemAxes: 1 }), 0);
}

/** {@link componentLoss} as a loss: the network's mask on the magnitudes of target and residual. */
export function componentLossOf(weights: ComponentWeights = {}): TargetLoss {
  const resolved = resolveWeights(weights);
  return targetLoss('component_loss', (input) =>
    componentsPerItem(maskedSignals(input), { weights: resolved, itemAxes: 2 }),
  );
}

function maskedSignals(input: LossInput): ComponentSignals {
  const mask = input.mask();
  const source = input.target.magnitude();
  const residual = sub(input.mixture.magnitude(), source);
  return { filteredSource: mul(mask, source), source, filteredResidual: mul(mask, residual), residual };
}

interface Weights {
  readonly alpha: number;
  readonly beta: number;
}

/** The loss of each item, the first `itemAxes` axes. */
function componentsPerItem(
  { filteredSource, source, filteredResidual, residual }: ComponentSignals,
  { weights: { alpha, beta }, itemAxes }: { readonly weights: Weights; readonly itemAxes: number },
): Value {
  const meanSquare = (x: Value) => meanFrom(mul(x, x), itemAxes);
  const unitPower = (x: Value) => div(x, sqrt(add(sumFrom(mul(x, x), itemAxes), silencePower)));
  const separation = mul(meanSquare(sub(filteredSource, source)), 1 - alpha - beta);
  const twoComponents = add(separation, mul(meanSquare(filteredResidual), alpha));
  if (beta === 0) return twoComponents;
  const quality = meanSquare(sub(unitPower(filteredResidual), unitPower(residual)));
  return add(twoComponents, mul(quality, beta));
}

function resolveWeights({ alpha = 0.2, beta = 0.8, components = 2 }: ComponentWeights): Weights {
  checkNumber('alpha', alpha, { min: 0 });
  checkNumber('beta', beta, { min: 0 });
  if (components !== 2 && components !== 3) {
    throw new ArgumentError({
      place: 'components',
      expected: '2 or 3',
      got: String(components),
      remedy: 'Leave it out for two components',
    });
  }
  const used = components === 2 ? 0 : beta;
  const sum = alpha + used;
  return sum > 1 ? { alpha: alpha / (sum + sumGuard), beta: used / (sum + sumGuard) } : { alpha, beta: used };
}
