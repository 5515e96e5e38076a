/**
 * Batch normalization by the statistics of the batch itself: what BatchNormalization computes with `training_mode` 1, its
 * gradient, and how the same is said in other ops.
 */

import type { Tensor } from '../../tensor/index.ts';
import type { GradientContext, OpNode, Value } from '../node.ts';
import { add, div, mul, sub } from './arithmetic.ts';
import { expandLike, reduceSum } from './broadcast.ts';
import { at, indicesOf, tabulate } from './naive.ts';
import { axesBesideChannel, defaultEpsilon, epsilonOf, inverseRoot, perChannel } from './per-channel.ts';
import { countAlong, reduceMean } from './reduce.ts';
import { reshape } from './shape.ts';

/** The share of old statistics in the new ones, by default. */
const defaultMomentum = 0.9;

/**
 * With x̂ the normalized values: dx = scale / √(variance + ε) · (dy − mean(dy) − x̂ · mean(dy · x̂)), and what comes back from
 * the statistics themselves; as dy·a + x·b + c with a, b and c per channel. The gradient of scale is Σ dy · x̂, that of bias
 * Σ dy. Σ dy · (x − mean) is Σ dy · x − mean · Σ dy, which needs no other pass: it loses the digits that y = x·a + b loses.
 */
export function batchGradients(context: GradientContext): (Value | undefined)[] {
  const { node, inputs, gradients, wanted } = context;
  const [x, scale] = inputs as readonly [Value, Value];
  const [dy, dMean, dVariance] = gradients;
  const momentum = momentumOf(node);
  const axes = axesBesideChannel(x.type);
  const count = countAlong(x, axes);
  const broad = (value: Value): Value => reshape(value, perChannel(x.type));
  const { mean, variance } = momentum === 0 ? statisticsOf(context) : batchStatistics(x);
  const inverse = inverseRoot(variance, epsilonOf(node.attributes));
  const total = dy && reduceSum(dy, axes);
  const along = dy && mul(sub(reduceSum(mul(dy, x), axes), mul(mean, total!)), inverse);
  const inner = (): Value | undefined => {
    const slope = mul(scale, inverse);
    // x is wanted with this, per channel, and this more.
    const tilts = [
      along && div(mul(mul(along, mul(slope, inverse)), -1), count),
      dVariance && div(mul(dVariance, 2 * (1 - momentum)), count),
    ];
    const shifts = [
      total && div(mul(mul(total, slope), -1), count),
      dMean && div(mul(dMean, 1 - momentum), count),
    ];
    const tilt = sumOf(tilts);
    const shift = sumOf([...shifts, tilt && mul(mul(tilt, mean), -1)]);
    const parts = [dy && mul(dy, broad(slope)), tilt && mul(x, broad(tilt)), shift && broad(shift)];
    const dx = sumOf(parts);
    return dx && expandLike(dx, x);
  };
  return [
    wanted[0] ? inner() : undefined,
    wanted[1] ? along : undefined,
    wanted[2] ? total : undefined,
    wanted[3] && dMean && momentum !== 0 ? mul(dMean, momentum) : undefined,
    wanted[4] && dVariance && momentum !== 0 ? mul(dVariance, momentum) : undefined,
  ];
}

function sumOf(values: readonly (Value | undefined)[]): Value | undefined {
  const given = values.filter((value) => value !== undefined);
  return given.length === 0 ? undefined : given.reduce(add);
}

/** What a node with `training_mode` 1 computes, said in reductions and arithmetic: for devices without it. */
export function composeBatchNormalization(node: OpNode): readonly Value[] {
  const [x, scale, bias, oldMean, oldVariance] = node.inputs as readonly [Value, Value, Value, Value, Value];
  const momentum = momentumOf(node);
  const broad = (value: Value): Value => reshape(value, perChannel(x.type));
  const { mean, variance } = batchStatistics(x);
  const slope = mul(scale, inverseRoot(variance, epsilonOf(node.attributes)));
  const y = add(mul(sub(x, broad(mean)), broad(slope)), broad(bias));
  if (momentum === 0) return [y, mean, variance];
  const follow = (old: Value, batch: Value): Value => add(mul(old, momentum), mul(batch, 1 - momentum));
  return [y, follow(oldMean, mean), follow(oldVariance, variance)];
}

interface Statistics {
  readonly mean: Value;
  readonly variance: Value;
}

/** The outputs of a node that remembers nothing: those of the batch. */
function statisticsOf({ outputs }: GradientContext): Statistics {
  return { mean: outputs[1]!, variance: outputs[2]! };
}

function batchStatistics(x: Value): Statistics {
  const axes = axesBesideChannel(x.type);
  const mean = reduceMean(x, axes);
  const centred = sub(x, reshape(mean, perChannel(x.type)));
  return { mean, variance: reduceMean(mul(centred, centred), axes) };
}

function momentumOf({ attributes }: OpNode): number {
  return typeof attributes.momentum === 'number' ? attributes.momentum : defaultMomentum;
}

/** Plainly: the normalized values and both statistics. */
export function naiveBatch(
  [x, scale, bias, oldMean, oldVariance]: readonly (Tensor | undefined)[],
  momentum: number = defaultMomentum,
): Tensor[] {
  const channels = x!.shape[1]!;
  const all = [...indicesOf(x!.shape)];
  const columns = Array.from({ length: channels }, (_, c) =>
    all.filter((index) => index[1] === c).map((index) => at(x!, index)),
  );
  const mean = columns.map(average);
  const variance = columns.map((column, c) => average(column.map((value) => (value - mean[c]!) ** 2)));
  const follow = (old: Tensor, batch: readonly number[]): Tensor =>
    tabulate([channels], ([c]) => at(old, [c!]) * momentum + batch[c!]! * (1 - momentum));
  const y = tabulate(x!.shape, (index) => {
    const c = index[1]!;
    const standard = (at(x!, index) - mean[c]!) / Math.sqrt(variance[c]! + defaultEpsilon);
    return standard * at(scale!, [c]) + at(bias!, [c]);
  });
  return [y, follow(oldMean!, mean), follow(oldVariance!, variance)];
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
