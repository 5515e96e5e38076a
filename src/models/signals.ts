/**
 * What a model shows to a loss: estimates, targets and mixture, each as magnitudes or waveforms. Everything is put into the graph when it is asked for,
 * once. The training loop's losses take exactly this, by its structure.
 */

import { add, expand, mul, reshape, type Shape, unsqueeze, type Value } from '../graph/index.ts';
import { type Complex, complexAbs, complexAdd, complexScale } from '../nn/index.ts';
import { ArgumentError } from '../util/index.ts';
import type { NetworkOutput, SignalShape } from './network.ts';
import type { SegmentTransform } from './transform.ts';

/** One side of a comparison, all targets together. */
export interface ModelSignal {
  /** `[batch, target, channel, bin, frame]`. */
  magnitude(): Value;
  /** `[batch, target, channel, sample]`. */
  waveform(): Value;
}

/** All that a loss may look at. */
export interface ModelSignals {
  readonly estimate: ModelSignal;
  readonly target: ModelSignal;
  /** The mixture, once per target, so that shapes agree. */
  readonly mixture: ModelSignal;
  /** The mask, `[batch, target, channel, bin, frame]`, in [0, 1]. Throws ArgumentError for networks without one. */
  mask(): Value;
  /** Mean and standard deviation of a variational network's latent values, `[batch, step, feature]`; `undefined` for others. */
  readonly latent: { readonly mean: Value; readonly deviation: Value } | undefined;
}

/** What there is to make signals of. */
export interface SignalParts {
  /** For messages. */
  readonly network: string;
  readonly shape: SignalShape;
  readonly transform: SegmentTransform;
  readonly output: NetworkOutput;
  readonly mixture: MixtureParts;
}

/** The mixture: `[batch, channel, …]`. */
export interface MixtureParts {
  readonly waveform: Value;
  readonly bins: () => Complex;
  readonly magnitude: () => Value;
}

/** A function that computes once and then remembers. */
export function once<T>(compute: () => T): () => T {
  let known: { readonly value: T } | undefined;
  return () => {
    known ??= { value: compute() };
    return known.value;
  };
}

/** The mixture's parts, each made when it is first needed. */
export function mixtureParts(waveform: Value, transform: SegmentTransform): MixtureParts {
  const bins = once(() => transform.forward(waveform));
  return { waveform, bins, magnitude: once(() => complexAbs(bins())) };
}

/** Bins and waveforms of the estimates, `[batch, target, channel, …]`. */
export function estimateOf(parts: Omit<SignalParts, 'shape' | 'network'>): {
  readonly bins: () => Complex;
  readonly magnitude: () => Value;
  readonly waveform: () => Value;
} {
  const { output, transform, mixture } = parts;
  const { mask, waveform } = output;
  const masked = once((): Complex => complexScale(perTarget(mixture.bins()), mask!));
  const bins = once((): Complex => {
    if (waveform === undefined) return masked();
    const own = transform.forward(waveform);
    return mask === undefined ? own : complexAdd(masked(), own);
  });
  return {
    bins,
    // |M·X| is M·|X|, which costs less.
    magnitude: once(() =>
      waveform === undefined ? mul(mask!, unsqueeze(mixture.magnitude(), [1])) : complexAbs(bins()),
    ),
    waveform: once(() => {
      if (mask === undefined) return waveform!;
      const separated = transform.inverse(masked());
      return waveform === undefined ? separated : add(separated, waveform);
    }),
  };
}

/** The signals of a network's output, beside the true `targets` `[batch, target, channel, sample]`. */
export function modelSignals(parts: SignalParts, targets: Value): ModelSignals {
  const { network, shape, transform, output, mixture } = parts;
  const estimate = estimateOf(parts);
  return {
    estimate: { magnitude: estimate.magnitude, waveform: estimate.waveform },
    target: {
      magnitude: once(() => complexAbs(transform.forward(targets))),
      waveform: () => targets,
    },
    mixture: {
      magnitude: once(() => repeated(mixture.magnitude(), shape.targets.length)),
      waveform: once(() => repeated(mixture.waveform, shape.targets.length)),
    },
    mask() {
      if (output.mask !== undefined) return output.mask;
      throw new ArgumentError({
        place: network,
        expected: 'a network with a mask',
        got: 'one that gives waveforms',
        remedy: 'Choose a loss that compares magnitudes or waveforms, or a network on spectrograms',
      });
    },
    latent: output.latent,
  };
}

/** Complex values `[batch, channel, …]` with an axis for the targets, of size 1. */
function perTarget({ re, im }: Complex): Complex {
  return { re: unsqueeze(re, [1]), im: unsqueeze(im, [1]) };
}

/** `x` `[batch, channel, …]` as `[batch, target, channel, …]`. */
function repeated(x: Value, targets: number): Value {
  const [batch, ...rest] = x.type.shape;
  const shape: Shape = [batch!, targets, ...rest];
  return targets === 1 ? reshape(x, shape) : expand(unsqueeze(x, [1]), shape);
}
