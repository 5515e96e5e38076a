/** The engine of all BSS Eval functions: ratios of pairs of estimates and references, frame by frame. */

import { type CorrelationLayout, correlationLayout } from '../kernels/correlation-layout.ts';
import { Correlator, type Stretch } from '../kernels/correlator.ts';
import { ToeplitzSolver, type ToeplitzSystem } from '../kernels/toeplitz-solver.ts';
import type { MeasureOptions } from '../metric.ts';
import {
  type BssRatios,
  createDecomposer,
  type PairDecomposition,
  ratiosOf,
  type SourcePair,
  type TargetKind,
} from './decomposition.ts';
import { createPause } from './pause.ts';
import { type BssSignals, isAnySilent, refuseNotFinite } from './signals.ts';

/** What is to be computed. */
export interface PairsOptions extends MeasureOptions {
  /** For messages. */
  readonly place: string;
  readonly pairs: readonly SourcePair[];
  readonly frames: readonly Stretch[];
  readonly filterLength: number;
  readonly target: TargetKind;
  /** Whether the filters are those of the whole signal (v4) or of each frame (v3). */
  readonly filters: 'whole' | 'framewise';
}

/** `[pair][frame]`. */
export type PairRatios = BssRatios[][];

const undefinedRatios: BssRatios = { sdr: Number.NaN, isr: Number.NaN, sir: Number.NaN, sar: Number.NaN };

/** The share of the work that goes into correlations where filters are those of the whole signal, for progress. */
const correlationShare = 0.8;

/** Samples that are correlated without a turn for the host: some 20 ms of work for four stereo stems. */
const longestPart = 1 << 17;

/** Ratios of all pairs; NaN in frames where any reference or estimate is silent. */
export async function evaluatePairs(signals: BssSignals, options: PairsOptions): Promise<PairRatios> {
  const pause = createPause(options.signal);
  options.signal?.throwIfAborted();
  const job = createJob(signals, options);
  const ratios: PairRatios = options.pairs.map(() => []);
  const add = (correlations: Float64Array | undefined, parts: readonly PairDecomposition[]): void => {
    options.pairs.forEach((_, n) => {
      const value = correlations === undefined ? undefinedRatios : job.ratios(n, correlations, parts[n]!);
      ratios[n]!.push(value);
    });
  };
  const { frames, onProgress } = options;
  const silent = frames.map((frame) => isAnySilent(signals, frame));
  if (options.filters === 'whole') {
    const { whole, windows } = await job.correlate(pause, (share) => onProgress?.(share * correlationShare));
    const parts = await job.decompose(whole, pause);
    for (let n = 0; n < frames.length; n++) {
      add(silent[n] ? undefined : windows[n], parts);
      await pause();
    }
  } else {
    for (let n = 0; n < frames.length; n++) {
      if (silent[n]) add(undefined, []);
      else {
        const correlations = await job.correlateStretch(frames[n]!, pause);
        add(correlations, await job.decompose(correlations, pause));
      }
      await pause();
      onProgress?.((n + 1) / frames.length);
    }
  }
  onProgress?.(1);
  return ratios;
}

function createJob(signals: BssSignals, options: PairsOptions) {
  const { sourceCount, channelCount, lengthSamples } = signals;
  const { pairs, frames, filterLength, place } = options;
  const sizes = {
    referenceCount: sourceCount * channelCount,
    estimateCount: signals.estimates.length,
    filterLength,
    distances: pairs.flatMap(({ estimate, reference }) =>
      Array.from(
        { length: channelCount },
        (_, c) => [estimate * channelCount + c, reference * channelCount + c] as const,
      ),
    ),
  };
  const layout = correlationLayout(sizes);
  const wholeStretch = { start: 0, end: lengthSamples };
  const longestSamples = Math.max(...frames.map(({ start, end }) => end - start));
  // Parts reach no further than their neighbours.
  const partSamples = Math.max(longestPart, filterLength);
  const correlator = new Correlator({ ...sizes, longestSamples: Math.min(lengthSamples, partSamples) });
  const decompose = createFilterFinder(layout, { channelCount, pairs });

  /** The correlations inside a stretch, a long one in parts. */
  async function correlateStretch(
    { start, end }: Stretch,
    pause: () => Promise<void>,
  ): Promise<Float64Array> {
    for (let from = start; from < end; from += partSamples) {
      correlator.addStretch(signals, { start: from, end: Math.min(end, from + partSamples) });
      if (from > start) correlator.addBoundary(signals, from, { start, end });
      await pause();
    }
    const correlations = correlator.take();
    // The energies of all references, and distances that hold the estimates': one number that is not finite makes them so.
    for (let i = 0; i < layout.referenceCount; i++) check(correlations[layout.pairAt(i, i)]!);
    for (let n = layout.distanceAt; n < layout.length; n++) check(correlations[n]!);
    return correlations;
  }

  function check(sum: number): void {
    if (!Number.isFinite(sum)) refuseNotFinite(place, signals);
  }

  /** The correlations of the whole signal and of each frame. */
  async function correlate(
    pause: () => Promise<void>,
    onShare: (share: number) => void,
  ): Promise<{ whole: Float64Array; windows: Float64Array[] }> {
    const windows: Float64Array[] = [];
    for (const frame of frames) {
      windows.push(await correlateStretch(frame, pause));
      onShare(windows.length / frames.length);
    }
    if (frames[0]!.end === lengthSamples) return { whole: windows[0]!, windows };
    const isTiled = frames.every(({ start }, n) => start === n * longestSamples);
    if (!isTiled || longestSamples < filterLength) {
      return { whole: await correlateStretch(wholeStretch, pause), windows };
    }
    // Frames side by side add up to the whole, with what reaches across their borders and what remains at the end.
    const across = new Correlator({ ...sizes, longestSamples: filterLength });
    for (const { end } of frames) across.addBoundary(signals, end, wholeStretch);
    const parts = [across.take(), ...windows];
    const tiledEnd = frames.at(-1)!.end;
    if (tiledEnd < lengthSamples) {
      parts.push(await correlateStretch({ start: tiledEnd, end: lengthSamples }, pause));
    }
    const whole = new Float64Array(layout.length);
    for (const part of parts) for (let n = 0; n < whole.length; n++) whole[n]! += part[n]!;
    return { whole, windows };
  }

  return {
    correlateStretch,
    correlate,
    decompose,
    ratios(n: number, correlations: Float64Array, decomposition: PairDecomposition): BssRatios {
      let distance = 0;
      for (let c = 0; c < channelCount; c++) {
        distance += correlations[layout.distanceAt + n * channelCount + c]!;
      }
      const { target } = options;
      return ratiosOf(decomposition, { layout, channelCount, correlations, distance, target });
    },
  };
}

/** From correlations to the decompositions of all pairs: the filters that they ask for, and the energies of what these make. */
function createFilterFinder(
  layout: CorrelationLayout,
  { channelCount, pairs }: { readonly channelCount: number; readonly pairs: readonly SourcePair[] },
): (correlations: Float64Array, pause: () => Promise<void>) => Promise<PairDecomposition[]> {
  const { referenceCount, estimateCount, filterLength } = layout;
  const solverFor = (signalCount: number): ToeplitzSolver =>
    new ToeplitzSolver({ signalCount, filterLength, sideCount: Math.min(estimateCount, 16) });
  const isSingle = referenceCount === channelCount;
  const decomposer = createDecomposer(layout, channelCount);
  let jointSolver: ToeplitzSolver | undefined;
  let ownSolver: ToeplitzSolver | undefined;

  return async (correlations, pause) => {
    jointSolver ??= solverFor(referenceCount);
    const estimates = Array.from({ length: estimateCount }, (_, e) => e);
    const sides = (channels: readonly number[], first: number, count: number): Float64Array[][] =>
      channels.map((e) =>
        Array.from({ length: count }, (_, i) => {
          const at = layout.crossAt(e, first + i);
          return correlations.subarray(at, at + filterLength);
        }),
      );
    const joint = await jointSolver.factor(systemOf(layout, correlations, 0, referenceCount), pause);
    const all = joint.solve(sides(estimates, 0, referenceCount));
    const found: PairDecomposition[] = [];
    for (const pair of pairs) {
      const channels = Array.from({ length: channelCount }, (_, c) => pair.estimate * channelCount + c);
      const first = pair.reference * channelCount;
      const bank = channels.map((e) => all[e]!);
      let own = bank;
      if (!isSingle) {
        ownSolver ??= solverFor(channelCount);
        const system = systemOf(layout, correlations, first, channelCount);
        own = (await ownSolver.factor(system, pause)).solve(sides(channels, first, channelCount));
      }
      found.push(decomposer(pair, { all: bank, own }));
      await pause();
    }
    return found;
  };
}

function systemOf(
  layout: CorrelationLayout,
  correlations: Float64Array,
  first: number,
  signalCount: number,
): ToeplitzSystem {
  return {
    signalCount,
    filterLength: layout.filterLength,
    product: (i, j, lag) =>
      i <= j
        ? correlations[layout.pairAt(first + i, first + j) + lag]!
        : correlations[layout.pairAt(first + j, first + i) - lag]!,
  };
}
