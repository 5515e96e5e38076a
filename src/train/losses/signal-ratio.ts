/**
 * Ratios of target to error in decibels, negated: SNR, and SI-SDR, which does not care how loud the estimate is. Le Roux,
 * Wisdom, Erdogan and Hershey, "SDR – half-baked or well done?" (ICASSP 2019).
 */

import { add, div, log, mul, reduceMean, reduceSum, sub, type Value } from '../../graph/index.ts';
import { checkChoice, checkNumber } from '../../util/index.ts';
import { meanFrom, type TargetLoss, targetLoss } from './reduce.ts';

/** Options of {@link snrLoss}. */
export interface SnrOptions {
  /** One ratio per source, its channels' energies added (default), or one per channel, whose mean is taken. */
  readonly per?: 'source' | 'channel';
  /**
   * Ratios come near this many decibels and not above: an estimate that is good enough stops pulling. 10^(−limit/10) of the
   * target's energy is added to the error's, as Wisdom et al. do for mixtures of mixtures (2020). Default: no limit.
   */
  readonly limitDb?: number;
  /** Added to both energies, so that silence has a ratio. Default 1e-8. */
  readonly eps?: number;
}

/** Options of {@link siSdrLoss}. */
export interface SiSdrOptions extends SnrOptions {
  /** Take the means off both signals first, channel by channel. Default false. */
  readonly zeroMean?: boolean;
}

const defaultEps = 1e-8;

/**
 * −10·log₁₀((Σs² + ε) / (Σ(s − ŝ)² + ε)), the mean over sources: a scalar in decibels, lower is better. Signals are
 * `[…, channel, sample]`. Where the target is silent, a quieter estimate is the better one.
 */
export function snrLoss(estimate: Value, target: Value, options: SnrOptions = {}): Value {
  return reduceMean(negativeRatioDb(target, sub(target, estimate), checkOptions(options)));
}

/**
 * −10·log₁₀((Σ|αs|² + ε) / (Σ|ŝ − αs|² + ε)) with α = Σŝs / (Σs² + ε) per channel, the mean over sources: a scalar in
 * decibels, lower is better. Signals are `[…, channel, sample]`. Where the target is silent, a quieter estimate is the better
 * one; silence for silence gives 0.
 *
 * @example
 * const loss = siSdrLoss(estimate, target, { zeroMean: true });
 */
export function siSdrLoss(estimate: Value, target: Value, options: SiSdrOptions = {}): Value {
  return reduceMean(negativeSiSdr(estimate, target, options));
}

/** {@link snrLoss} as a loss on waveforms. */
export function snrLossOf(options: SnrOptions = {}): TargetLoss {
  const checked = checkOptions(options);
  return targetLoss('snr_loss', ({ estimate, target }) => {
    const truth = target.waveform();
    return meanFrom(negativeRatioDb(truth, sub(truth, estimate.waveform()), checked), 2);
  });
}

/** {@link siSdrLoss} as a loss on waveforms. */
export function siSdrLossOf(options: SiSdrOptions = {}): TargetLoss {
  checkOptions(options);
  return targetLoss('si_sdr_loss', ({ estimate, target }) =>
    meanFrom(negativeSiSdr(estimate.waveform(), target.waveform(), options), 2),
  );
}

function negativeSiSdr(estimate: Value, target: Value, options: SiSdrOptions): Value {
  const checked = checkOptions(options);
  const centred = (x: Value) => (options.zeroMean ? sub(x, reduceMean(x, [-1], { keepDims: true })) : x);
  const [guess, truth] = [centred(estimate), centred(target)];
  const sum = (x: Value) => reduceSum(x, [-1], { keepDims: true });
  const scale = div(sum(mul(guess, truth)), add(sum(mul(truth, truth)), checked.eps));
  const projection = mul(truth, scale);
  return negativeRatioDb(projection, sub(guess, projection), checked);
}

interface CheckedOptions {
  readonly axes: readonly number[];
  readonly eps: number;
  /** Share of the target's energy that counts as error at least. */
  readonly floor: number;
}

/** [..., channel, sample] to [...] or [..., channel]. */
function negativeRatioDb(signal: Value, error: Value, { axes, eps, floor }: CheckedOptions): Value {
  const energy = (x: Value) => add(reduceSum(mul(x, x), axes), eps);
  const top = energy(signal);
  const bottom = floor === 0 ? energy(error) : add(energy(error), mul(top, floor));
  return mul(sub(log(bottom), log(top)), 10 / Math.LN10);
}

function checkOptions({ per = 'source', limitDb, eps = defaultEps }: SnrOptions): CheckedOptions {
  checkChoice('per', per, ['source', 'channel']);
  checkNumber('eps', eps, { above: 0 });
  if (limitDb !== undefined) checkNumber('limitDb', limitDb, { above: 0 });
  return {
    axes: per === 'source' ? [-2, -1] : [-1],
    eps,
    floor: limitDb === undefined ? 0 : 10 ** (-limitDb / 10),
  };
}
