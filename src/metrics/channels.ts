/** What the metrics on plain arrays share: the signal as channels, its checks, sums in double precision, decibels. */

import { ArgumentError, checkChoice } from '../util/index.ts';

/** One signal: an array per channel, all equally long. `Float64Array` keeps what a double holds; Audio's channels fit as they are. */
export type Channels = readonly (Float32Array | Float64Array)[];

/**
 * How channels count. `'each'`: every channel is a signal of its own with its own gain, and the decibels are averaged, as in torchmetrics,
 * nussl and fast_bss_eval. `'joined'`: the channels are one long signal with one gain, as in BSS Eval's SDR and the demixing challenges.
 */
export type ChannelRule = 'each' | 'joined';

/** Throws `ArgumentError` unless all signals have the same channel count and length, and at least one sample. */
export function checkSameShape(place: string, signals: readonly Channels[]): void {
  const shapes = new Set(signals.flatMap((channels) => channels.map(({ length }) => length)));
  const counts = new Set(signals.map(({ length }) => length));
  if (shapes.size === 1 && counts.size === 1 && !shapes.has(0)) return;
  throw new ArgumentError({
    place,
    expected: 'signals of one channel count and one length above 0',
    got: signals
      .map(
        (channels) => `${channels.length} × ${[...new Set(channels.map(({ length }) => length))].join('/')}`,
      )
      .join(' and '),
    remedy: 'Give channels × samples of the same shape on both sides',
  });
}

/** Σ x·y over all channels and samples. */
export function dot(x: Channels, y: Channels): number {
  let sum = 0;
  for (let c = 0; c < x.length; c++) {
    const [a, b] = [x[c]!, y[c]!];
    for (let n = 0; n < a.length; n++) sum += a[n]! * b[n]!;
  }
  return sum;
}

/** Σ x². */
export function energy(x: Channels): number {
  return dot(x, x);
}

/** Σ (gain·x − y)². */
export function distance(x: Channels, y: Channels, gain = 1): number {
  let sum = 0;
  for (let c = 0; c < x.length; c++) {
    const [a, b] = [x[c]!, y[c]!];
    for (let n = 0; n < a.length; n++) sum += (gain * a[n]! - b[n]!) ** 2;
  }
  return sum;
}

/** 10·log₁₀(a/b): `Infinity` where b is 0, `-Infinity` where a is, NaN where both are. */
export function decibels(a: number, b: number): number {
  return 10 * Math.log10(a / b);
}

/** Every channel without its mean, in double precision. */
export function withoutMean(x: Channels): Float64Array[] {
  return x.map((channel) => {
    let sum = 0;
    for (let n = 0; n < channel.length; n++) sum += channel[n]!;
    const mean = sum / channel.length;
    return Float64Array.from(channel, (value) => value - mean);
  });
}

/** The mean of the numbers that are not NaN; NaN where there is none. */
export function meanOfDefined(values: readonly number[]): number {
  const defined = values.filter((value) => !Number.isNaN(value));
  return defined.reduce((sum, value) => sum + value, 0) / defined.length;
}

/** Checks the rule's word. */
export function checkChannelRule(rule: ChannelRule): ChannelRule {
  return checkChoice('channels', rule, ['each', 'joined'] as const);
}
