/**
 * The model of what repeats at a period: each bin is the median of that bin one period, two periods … earlier and later. What is not there
 * every time, a voice above all, is no median's middle. Z. Rafii and B. Pardo, "REpeating Pattern Extraction Technique (REPET)", IEEE
 * TASLP 21(1), 2013; with a period per frame A. Liutkus, Z. Rafii, R. Badeau, B. Pardo, G. Richard, "Adaptive filtering for music/voice
 * separation exploiting the repeating musical structure", ICASSP 2012.
 */

import { medianOfLists } from '../../dsp/index.ts';
import { ArgumentError, checkInteger } from '../../util/index.ts';
import type { BeatSpectrogram, PeriodRange } from './beat-spectrum.ts';
import { findPeriod } from './beat-spectrum.ts';
import { checkMatrix, type MatrixShape } from './matrix-shape.ts';

/** Options of {@link periodicModel}. */
export interface PeriodicModelOptions extends MatrixShape {
  /** The period in frames, from 1. */
  readonly period: number;
}

/** Options of {@link adaptiveModel}. */
export interface AdaptiveModelOptions extends MatrixShape {
  /** The period in frames, from 1, at each frame: frameCount of them. */
  readonly periods: Int32Array;
  /** Repetitions that a median is taken over, its own included; odd. */
  readonly order: number;
}

/**
 * The repeating part of a `[frame, bin]` matrix of magnitudes with one period p: frame t is the median over all frames t + j·p that there
 * are (NumPy's median: the mean of the middle two of an even count). Throws `ArgumentError` for a period below 1 and a matrix of another
 * size.
 */
export function periodicModel(magnitudes: Float32Array, options: PeriodicModelOptions): Float32Array {
  const { frameCount, binCount } = options;
  checkMatrix('periodicModel', magnitudes, options);
  const period = checkInteger('periodicModel.period', options.period, { min: 1 });
  const count = Math.min(period, frameCount);
  const starts = new Int32Array(count + 1);
  const members = new Int32Array(frameCount);
  for (let phase = 0, at = 0; phase < count; phase++) {
    for (let t = phase; t < frameCount; t += period) members[at++] = t;
    starts[phase + 1] = at;
  }
  // The frames of one phase share their median: it is taken once and copied along.
  const out = new Float32Array(magnitudes.length);
  const model = out.subarray(0, count * binCount);
  medianOfLists(magnitudes, { rows: frameCount, columns: binCount, starts, members, out: model });
  for (let t = count; t < frameCount; t++)
    out.copyWithin(t * binCount, (t - period) * binCount, (t - period + 1) * binCount);
  return out;
}

/**
 * The repeating part with a period of its own at each frame: frame t is the median over the frames t + j·p(t), |j| ≤ (order − 1)/2, that lie
 * in the matrix. Throws `ArgumentError` for an even order, a period below 1 and sizes that do not fit.
 */
export function adaptiveModel(magnitudes: Float32Array, options: AdaptiveModelOptions): Float32Array {
  const { frameCount, binCount, periods } = options;
  checkMatrix('adaptiveModel', magnitudes, options);
  const order = checkInteger('adaptiveModel.order', options.order, { min: 1 });
  if (order % 2 === 0 || periods.length !== frameCount || periods.some((period) => period < 1)) {
    throw new ArgumentError({
      place: 'adaptiveModel',
      expected: `an odd order and ${frameCount} periods from 1`,
      got: `order ${order} and ${periods.length} periods from ${periods.reduce((a, b) => Math.min(a, b), Infinity)}`,
      remedy: 'Give each frame its period',
    });
  }
  const reach = (order - 1) / 2;
  const starts = new Int32Array(frameCount + 1);
  const members = new Int32Array(frameCount * order);
  let at = 0;
  for (let t = 0; t < frameCount; t++) {
    for (let j = -reach; j <= reach; j++) {
      const frame = t + j * periods[t]!;
      if (frame >= 0 && frame < frameCount) members[at++] = frame;
    }
    starts[t + 1] = at;
  }
  return medianOfLists(magnitudes, {
    rows: frameCount,
    columns: binCount,
    starts,
    members: members.subarray(0, at),
  });
}

/**
 * The period at each of `frameCount` frames: that of the window whose middle is nearest (the later one if two are). A range that a short
 * window cannot hold is cut to it; a window of one frame has the period 1.
 */
export function periodsOverTime(
  { windows, stepFrames }: BeatSpectrogram,
  { frameCount, range }: { readonly frameCount: number; readonly range: PeriodRange },
): Int32Array {
  const found = windows.map((spectrum) => findPeriodWithin(spectrum, range));
  return Int32Array.from({ length: frameCount }, (_, t) => {
    return found[Math.min(found.length - 1, Math.floor(t / stepFrames + 0.5))]!;
  });
}

/**
 * {@link findPeriod}, at most a third of the spectrum so that there are three repetitions to take the middle of; where not even the
 * shortest period fits, the longest that does.
 */
export function findPeriodWithin(spectrum: Float64Array, { minFrames, maxFrames }: PeriodRange): number {
  const longest = Math.max(1, Math.min(maxFrames, Math.floor(spectrum.length / 3), spectrum.length - 1));
  if (spectrum.length < 2) return 1;
  return findPeriod(spectrum, { minFrames: Math.min(minFrames, longest), maxFrames: longest });
}
