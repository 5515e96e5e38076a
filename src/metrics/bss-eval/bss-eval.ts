/**
 * BSS Eval version 4, and version 3 in its framewise form, as museval computes them (F.-R. Stöter, A. Liutkus, N. Ito, "The 2018 Signal
 * Separation Evaluation Campaign", LVA/ICA 2018).
 */

import { checkChoice, checkInteger } from '../../util/index.ts';
import type { Channels } from '../channels.ts';
import type { MeasureOptions } from '../metric.ts';
import type { SourcePair } from './decomposition.ts';
import { evaluatePairs, type PairRatios } from './evaluate-pairs.ts';
import { checkFrameSizes, framesOf } from './frames.ts';
import { bestOrder } from './permutation.ts';
import { joinSignals, refuseSilence } from './signals.ts';

/** Options of {@link bssEval}. */
export interface BssEvalOptions extends MeasureOptions {
  /** Length of a frame in samples; `Infinity` for one frame. Default 44100: 1 s at 44.1 kHz, as `museval.evaluate`. */
  readonly windowSamples?: number;
  /** Distance of frames in samples. Default `windowSamples`: no overlap; of no matter for an infinite window. */
  readonly hopSamples?: number;
  /** Length of the distortion filters in samples, from 1. Default 512, which every published figure has. */
  readonly filterLength?: number;
  /**
   * `'v4'` (default): one set of filters for the whole signal, so that a frame does not adapt to its own errors. `'v3'`: new filters in every
   * frame, much slower, and kinder to the estimates.
   */
  readonly mode?: 'v4' | 'v3';
  /**
   * Whether to look for the order of the estimates that has the highest mean SIR, over the frames that are defined: one for the whole signal
   * in v4, one for each frame in v3. Default `false`: estimate j belongs to reference j.
   */
  readonly permute?: boolean;
}

/** What {@link bssEval} gives: decibels `[source][frame]`, sources in the order of the references. */
export interface BssEvalScores {
  /** Source to distortion: |s|² / |e − s|². The overall quality; depends on the level of the estimate. */
  readonly sdr: readonly Float64Array[];
  /** Image to spatial distortion: what filtering of the own reference explains of the error. */
  readonly isr: readonly Float64Array[];
  /** Source to interference: what filtering of the other references explains. */
  readonly sir: readonly Float64Array[];
  /** Sources to artifacts: what no filtering explains. */
  readonly sar: readonly Float64Array[];
  /** `permutations[0][source]` (v4) or `permutations[frame][source]` (v3) is the estimate that belongs to a reference. */
  readonly permutations: readonly Int32Array[];
}

/**
 * SDR, ISR, SIR and SAR of every source in every frame, equal to museval 0.4 to rounding (1e-3 dB and far below for scores under 60 dB).
 *
 * `references[source]` and `estimates[source]` are arrays of channels. Frames that do not fill a window are left out; a signal shorter than a
 * window is one frame. A frame in which any reference or estimate is silent (its channels add up to 0) is NaN for all sources. With a single
 * source SIR is `Infinity`: nothing interferes. SIR and SAR depend on which references are given, SDR and ISR do not.
 *
 * The memory it takes beside the signals is about 8·(p²·L + q·p·L) bytes per frame in v4 (p, q: channels of all references, estimates; L:
 * `filterLength`), 0.6 MB for four stereo stems. Decode lossy files to 16 bits first: references that are empty above some frequency have
 * filters that rounding decides on, here and in museval.
 *
 * Throws `ArgumentError` where counts or shapes differ, a whole reference or estimate is silent, a sample is not finite, or an option is out
 * of range; the signal's reason when aborted.
 */
export async function bssEval(
  references: readonly Channels[],
  estimates: readonly Channels[],
  options: BssEvalOptions = {},
): Promise<BssEvalScores> {
  const { windowSamples = 44_100, filterLength = 512, permute = false } = options;
  const { hopSamples = Number.isFinite(windowSamples) ? windowSamples : 1 } = options;
  const mode = checkChoice('mode', options.mode ?? 'v4', ['v4', 'v3'] as const);
  const sizes = checkFrameSizes({ windowSamples, hopSamples });
  checkInteger('filterLength', filterLength, { min: 1 });
  const signals = joinSignals('bssEval', references, estimates);
  refuseSilence('bssEval', signals);
  const { sourceCount } = signals;
  const frames = framesOf(signals.lengthSamples, sizes);
  const pairs = pairsOf(sourceCount, permute);
  const ratios = await evaluatePairs(signals, {
    ...options,
    place: 'bssEval',
    pairs,
    frames,
    filterLength,
    target: 'images',
    filters: mode === 'v4' ? 'whole' : 'framewise',
  });
  const perFrame = mode === 'v3';
  const permutations = permute
    ? ordersOf(ratios, { sourceCount, frameCount: frames.length, perFrame })
    : [identity(sourceCount)];
  const pick = (name: 'sdr' | 'isr' | 'sir' | 'sar'): Float64Array[] =>
    Array.from({ length: sourceCount }, (_, source) =>
      Float64Array.from(frames, (_, frame) => {
        const order = permutations[perFrame ? frame : 0] ?? permutations[0]!;
        return ratios[permute ? order[source]! * sourceCount + source : source]![frame]![name];
      }),
    );
  return {
    sdr: pick('sdr'),
    isr: pick('isr'),
    sir: pick('sir'),
    sar: pick('sar'),
    permutations: perFrame && !permute ? frames.map(() => identity(sourceCount)) : permutations,
  };
}

/** Every estimate with its reference; with `permute` every estimate with every reference, at `estimate · sourceCount + reference`. */
export function pairsOf(sourceCount: number, permute: boolean): SourcePair[] {
  const sources = Array.from({ length: sourceCount }, (_, n) => n);
  if (!permute) return sources.map((n) => ({ estimate: n, reference: n }));
  return sources.flatMap((estimate) => sources.map((reference) => ({ estimate, reference })));
}

/** The best order by mean SIR, of each frame or of all together; ratios of all pairs as {@link pairsOf} sorts them. */
export function ordersOf(
  ratios: PairRatios,
  shape: { readonly sourceCount: number; readonly frameCount: number; readonly perFrame: boolean },
): Int32Array[] {
  const { sourceCount, frameCount, perFrame } = shape;
  const frames = Array.from({ length: frameCount }, (_, n) => n);
  const orderOver = (some: readonly number[]): Int32Array => {
    const mean = (pair: number): number => {
      const defined = some.map((n) => ratios[pair]![n]!.sir).filter((value) => !Number.isNaN(value));
      return defined.reduce((sum, value) => sum + value, 0) / defined.length;
    };
    return bestOrder(
      Array.from({ length: sourceCount }, (_, estimate) =>
        Array.from({ length: sourceCount }, (_, reference) => mean(estimate * sourceCount + reference)),
      ),
    );
  };
  return perFrame ? frames.map((n) => orderOver([n])) : [orderOver(frames)];
}

/** Everything in its place. */
export function identity(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, n) => n);
}
