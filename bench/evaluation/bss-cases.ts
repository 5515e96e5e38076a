/** Cases in which BSS Eval is compared with its reference implementations, and what makes their signals. */

import type { BssEvalOptions } from '../../src/metrics/bss-eval/bss-eval.ts';
import { createRandom, type Random } from '../../src/util/index.ts';

/** One comparison. */
export interface BssCase {
  readonly name: string;
  /** Which function of which peer: see bench/peers/bss_eval.py. */
  readonly peer: 'museval' | 'museval-v3' | 'sources' | 'sources_framewise' | 'images' | 'images_framewise';
  readonly kind: SignalKind;
  readonly sourceCount: number;
  readonly channelCount: number;
  readonly length: number;
  readonly window?: number;
  readonly hop?: number;
  readonly permute: boolean;
}

/** What the signals are like. */
export type SignalKind =
  | 'random'
  | 'filtered'
  | 'near-perfect'
  | 'silent-frames'
  | 'music-like'
  | 'dual-mono'
  | 'empty-channel'
  | 'permuted';

/** References and estimates, `[source][channel]`. */
export interface BssCaseSignals {
  readonly references: readonly (readonly Float64Array[])[];
  readonly estimates: readonly (readonly Float64Array[])[];
}

const v4 = { peer: 'museval', permute: false } as const;

/** Every kind, mono and stereo, 1 to 5 sources, lengths from below the filter's, every function. */
export const bssCases: readonly BssCase[] = [
  {
    name: 'random',
    ...v4,
    kind: 'random',
    sourceCount: 3,
    channelCount: 2,
    length: 20_500,
    window: 4000,
    hop: 4000,
  },
  {
    name: 'filtered',
    ...v4,
    kind: 'filtered',
    sourceCount: 2,
    channelCount: 2,
    length: 20_000,
    window: 4000,
    hop: 4000,
  },
  {
    name: 'near',
    ...v4,
    kind: 'near-perfect',
    sourceCount: 2,
    channelCount: 2,
    length: 16_000,
    window: 4000,
    hop: 4000,
  },
  {
    name: 'silent',
    ...v4,
    kind: 'silent-frames',
    sourceCount: 3,
    channelCount: 2,
    length: 20_000,
    window: 2000,
    hop: 2000,
  },
  {
    name: 'overlap',
    ...v4,
    kind: 'filtered',
    sourceCount: 3,
    channelCount: 1,
    length: 15_000,
    window: 4000,
    hop: 1500,
  },
  {
    name: 'gaps',
    ...v4,
    kind: 'random',
    sourceCount: 2,
    channelCount: 1,
    length: 15_000,
    window: 1000,
    hop: 2500,
  },
  {
    name: 'short',
    ...v4,
    kind: 'random',
    sourceCount: 2,
    channelCount: 2,
    length: 3000,
    window: 44_100,
    hop: 44_100,
  },
  {
    name: 'tiny',
    ...v4,
    kind: 'random',
    sourceCount: 2,
    channelCount: 1,
    length: 300,
    window: 44_100,
    hop: 44_100,
  },
  {
    name: 'small-windows',
    ...v4,
    kind: 'random',
    sourceCount: 2,
    channelCount: 1,
    length: 6000,
    window: 400,
    hop: 400,
  },
  {
    name: 'single',
    ...v4,
    kind: 'filtered',
    sourceCount: 1,
    channelCount: 2,
    length: 9000,
    window: 3000,
    hop: 3000,
  },
  {
    name: 'four',
    ...v4,
    kind: 'music-like',
    sourceCount: 4,
    channelCount: 2,
    length: 132_300,
    window: 44_100,
    hop: 44_100,
  },
  {
    name: 'five',
    ...v4,
    kind: 'music-like',
    sourceCount: 5,
    channelCount: 1,
    length: 60_000,
    window: 20_000,
    hop: 20_000,
  },
  {
    name: 'dual-mono',
    ...v4,
    kind: 'dual-mono',
    sourceCount: 2,
    channelCount: 2,
    length: 20_000,
    window: 5000,
    hop: 5000,
  },
  {
    name: 'empty-channel',
    ...v4,
    kind: 'empty-channel',
    sourceCount: 2,
    channelCount: 2,
    length: 20_000,
    window: 5000,
    hop: 5000,
  },
  {
    name: 'ordered',
    peer: 'museval',
    kind: 'permuted',
    sourceCount: 3,
    channelCount: 2,
    length: 12_000,
    window: 3000,
    hop: 3000,
    permute: true,
  },
  {
    name: 'v3',
    peer: 'museval-v3',
    kind: 'filtered',
    sourceCount: 2,
    channelCount: 2,
    length: 13_000,
    window: 4000,
    hop: 4000,
    permute: false,
  },
  {
    name: 'v3-silent',
    peer: 'museval-v3',
    kind: 'silent-frames',
    sourceCount: 2,
    channelCount: 1,
    length: 20_000,
    window: 2000,
    hop: 2000,
    permute: false,
  },
  {
    name: 'v3-ordered',
    peer: 'museval-v3',
    kind: 'permuted',
    sourceCount: 3,
    channelCount: 1,
    length: 9000,
    window: 3000,
    hop: 3000,
    permute: true,
  },
  {
    name: 'sources',
    peer: 'sources',
    kind: 'permuted',
    sourceCount: 4,
    channelCount: 1,
    length: 12_000,
    permute: true,
  },
  {
    name: 'sources-near',
    peer: 'sources',
    kind: 'near-perfect',
    sourceCount: 2,
    channelCount: 1,
    length: 12_000,
    permute: true,
  },
  {
    name: 'sources-filtered',
    peer: 'sources',
    kind: 'filtered',
    sourceCount: 5,
    channelCount: 1,
    length: 20_000,
    permute: false,
  },
  {
    name: 'sources-frames',
    peer: 'sources_framewise',
    kind: 'silent-frames',
    sourceCount: 2,
    channelCount: 1,
    length: 20_000,
    window: 4000,
    hop: 2000,
    permute: true,
  },
  {
    name: 'sources-one-frame',
    peer: 'sources_framewise',
    kind: 'random',
    sourceCount: 2,
    channelCount: 1,
    length: 5000,
    window: 4000,
    hop: 2000,
    permute: false,
  },
  {
    name: 'images',
    peer: 'images',
    kind: 'permuted',
    sourceCount: 3,
    channelCount: 2,
    length: 8000,
    permute: true,
  },
  {
    name: 'images-filtered',
    peer: 'images',
    kind: 'filtered',
    sourceCount: 2,
    channelCount: 2,
    length: 12_000,
    permute: false,
  },
  {
    name: 'images-frames',
    peer: 'images_framewise',
    kind: 'filtered',
    sourceCount: 2,
    channelCount: 2,
    length: 13_000,
    window: 4000,
    hop: 4000,
    permute: false,
  },
  {
    name: 'images-frames-silent',
    peer: 'images_framewise',
    kind: 'silent-frames',
    sourceCount: 2,
    channelCount: 1,
    length: 20_000,
    window: 2000,
    hop: 2000,
    permute: false,
  },
  // Longer than what is correlated in one go.
  {
    ...v4,
    name: 'long',
    kind: 'random',
    sourceCount: 2,
    channelCount: 1,
    length: 300_000,
    window: 140_000,
    hop: 70_000,
  },
  {
    name: 'sources-long',
    peer: 'sources',
    kind: 'filtered',
    sourceCount: 2,
    channelCount: 1,
    length: 270_000,
    permute: true,
  },
];

/** The signals of a case; the same in every run. */
export function signalsOf({
  kind,
  sourceCount,
  channelCount,
  length,
  name,
  window,
}: BssCase): BssCaseSignals {
  const random = createRandom(name.length * 1000 + sourceCount * 10 + channelCount);
  const each = (make: (source: number, channel: number) => Float64Array): Float64Array[][] =>
    Array.from({ length: sourceCount }, (_, j) => Array.from({ length: channelCount }, (_, c) => make(j, c)));
  const isMusic = kind === 'music-like';
  const references = each((j) => (isMusic ? tone(random, { length, source: j }) : noise(random, length)));
  if (kind === 'dual-mono') for (const source of references) source[1]!.set(source[0]!);
  if (kind === 'empty-channel') references[0]![1]!.fill(0);
  const leak = kind === 'near-perfect' ? 1e-3 : 0.2;
  const hiss = kind === 'near-perfect' ? 2e-3 : 0.1;
  const estimates = each((j, c) => {
    const target = references[j]![c]!;
    const others = references.filter((_, n) => n !== j).map((source) => source[c]!);
    const spoilt = kind === 'filtered' || isMusic ? filter(random, target) : target;
    return spoilt.map(
      (value, n) =>
        value + leak * others.reduce((sum, other) => sum + other[n]!, 0) + hiss * random.normal() * 0.3,
    );
  });
  if (kind === 'silent-frames') {
    const frame = window ?? 2000;
    for (const channel of references[0]!) channel.fill(0, frame, 2 * frame);
    for (const channel of estimates[1]!) channel.fill(0, 3 * frame - 500, 4 * frame + 500);
  }
  if (isMusic)
    for (const source of [...references, ...estimates]) for (const channel of source) quantize(channel);
  if (kind === 'permuted') estimates.push(estimates.shift()!);
  return { references, estimates };
}

/** The options of ours for a case of museval's. */
export function optionsOf({ window, hop, permute, peer }: BssCase): BssEvalOptions {
  return {
    permute,
    mode: peer === 'museval-v3' ? 'v3' : 'v4',
    ...(window === undefined ? {} : { windowSamples: window }),
    ...(hop === undefined ? {} : { hopSamples: hop }),
  };
}

function noise(random: Random, length: number): Float64Array {
  return Float64Array.from({ length }, () => 0.3 * random.normal());
}

/** Partials that come and go above noise that falls with frequency: what makes normal equations badly conditioned. */
function tone(random: Random, { length, source }: { length: number; source: number }): Float64Array {
  const pitch = 0.01 * (1 + source) * (1 + 0.1 * random.uniform());
  const phases = Array.from({ length: 6 }, () => 6 * random.uniform());
  let low = 0;
  return Float64Array.from({ length }, (_, n) => {
    low = 0.97 * low + 0.03 * random.normal();
    const partials = phases.reduce(
      (sum, phase, k) => sum + Math.sin(pitch * (k + 1) * n + phase) / (k + 1),
      0,
    );
    return 0.2 * partials * (0.6 + 0.4 * Math.sin(n / (3000 + 700 * source))) + 0.1 * low;
  });
}

/** An echo and a duller tone. */
function filter(random: Random, samples: Float64Array): Float64Array {
  const taps = Float64Array.from({ length: 40 }, (_, k) =>
    k === 0 ? 0.9 : 0.15 * random.normal() * 0.9 ** k,
  );
  return samples.map((_, n) => {
    let sum = 0.1 * (samples[n - 700] ?? 0);
    for (let k = 0; k <= Math.min(n, 39); k++) sum += taps[k]! * samples[n - k]!;
    return sum;
  });
}

/** To 16 bits, as files are. */
function quantize(samples: Float64Array): void {
  for (let n = 0; n < samples.length; n++) samples[n] = Math.round(samples[n]! * 32767) / 32768;
}
