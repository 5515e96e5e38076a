/**
 * Short-time objective intelligibility of speech and singing: STOI (C. H. Taal, R. C. Hendriks, R. Heusdens, J. Jensen, "An algorithm for
 * intelligibility prediction of time-frequency weighted noisy speech", IEEE TASLP 2011) and ESTOI (J. Jensen, C. H. Taal, "An algorithm for
 * predicting the intelligibility of speech masked by modulated noise maskers", IEEE/ACM TASLP 2016), with the numbers of pystoi.
 */

import { ArgumentError, checkInteger } from '../../util/index.ts';
import { type Channels, checkSameShape, meanOfDefined } from '../channels.ts';
import type { Metric } from '../metric.ts';
import { measureStems } from '../per-stem.ts';
import { type BandEnvelopes, bandCount, bandEnvelopes, stoiRate } from './bands.ts';
import { octaveResample } from './octave-resample.ts';

/** Frames per segment: 384 ms. */
const segmentFrames = 30;
/** The lower bound of a band's signal-to-distortion ratio is −15 dB: estimates are clipped to (1 + 10^(15/20)) times the reference. */
const clipFactor = 1 + 10 ** (15 / 20);
const machineEpsilon = 2 ** -52;

/** Options of {@link stoi}. */
export interface StoiOptions {
  /** In whole hertz. Signals at another rate than 10 kHz are resampled as Octave does. */
  readonly sampleRate: number;
  /** `true`: ESTOI, which also hears gaps in the masker. Default `false`: STOI. */
  readonly extended?: boolean;
}

/**
 * STOI or ESTOI, about 0 (nothing understood) to 1, of a voice; of music without voice it means nothing. Each channel by itself, averaged
 * over those whose reference is not silent.
 *
 * NaN where the reference is silent or, without its silent frames, shorter than 30 frames (397 ms); pystoi gives 1e-5 there with a warning.
 * Throws `ArgumentError` where shapes differ or the rate is not a whole number from 1000 to 1e6.
 */
export function stoi(reference: Channels, estimate: Channels, options: StoiOptions): number {
  const { extended = false } = options;
  const envelopes = allEnvelopes(reference, estimate, options.sampleRate);
  return meanOfDefined(envelopes.map((pair) => scoreOf(pair, extended)));
}

/** STOI and ESTOI of whole tracks; for vocal stems. Channels averaged; silent or very short references give NaN. */
export const stoiMetric: Metric = {
  name: 'stoi',
  title: 'Short-time objective intelligibility of voices (STOI, ESTOI)',
  scores: [
    { name: 'STOI', unit: '', better: 'higher' },
    { name: 'ESTOI', unit: '', better: 'higher' },
  ],
  frames: undefined,
  measure: (track, options = {}) =>
    measureStems(track, options, ({ reference, estimate }) => {
      const envelopes = allEnvelopes(reference.channels, estimate.channels, reference.sampleRate);
      return {
        STOI: meanOfDefined(envelopes.map((pair) => scoreOf(pair, false))),
        ESTOI: meanOfDefined(envelopes.map((pair) => scoreOf(pair, true))),
      };
    }),
};

/** The envelopes of each channel; `undefined` for one whose reference is silent. */
function allEnvelopes(
  reference: Channels,
  estimate: Channels,
  sampleRate: number,
): (BandEnvelopes | undefined)[] {
  checkSameShape('stoi', [reference, estimate]);
  checkInteger('stoi sampleRate', sampleRate, { min: 1000, max: 1e6 });
  return reference.map((channel, c) => {
    const other = estimate[c]!;
    let sounds = false;
    for (let n = 0; n < channel.length; n++) {
      if (!Number.isFinite(channel[n]) || !Number.isFinite(other[n])) throw notFinite(c, n);
      sounds ||= channel[n] !== 0;
    }
    if (!sounds) return undefined;
    const rates = { fromRate: sampleRate, toRate: stoiRate };
    return bandEnvelopes(octaveResample(channel, rates), octaveResample(other, rates));
  });
}

function scoreOf(envelopes: BandEnvelopes | undefined, extended: boolean): number {
  if (envelopes === undefined || envelopes.frameCount < segmentFrames) return Number.NaN;
  const segmentCount = envelopes.frameCount - segmentFrames + 1;
  const correlate = extended ? spectralCorrelation : temporalCorrelation;
  const x = new Float64Array(bandCount * segmentFrames);
  const y = new Float64Array(bandCount * segmentFrames);
  let sum = 0;
  for (let start = 0; start < segmentCount; start++) {
    readSegment(envelopes.reference, start, x);
    readSegment(envelopes.estimate, start, y);
    sum += correlate(x, y);
  }
  return sum / segmentCount;
}

/** A segment as `[band, frame]`: bands are rows of 30 values. */
function readSegment(envelopes: Float64Array, start: number, segment: Float64Array): void {
  for (let i = 0; i < segmentFrames; i++) {
    for (let band = 0; band < bandCount; band++) {
      segment[band * segmentFrames + i] = envelopes[(start + i) * bandCount + band]!;
    }
  }
}

/** A stretch of a matrix in memory: a row has the step 1, a column the length of a row. */
interface Line {
  readonly first: number;
  readonly step: number;
  readonly count: number;
}

/**
 * STOI: per band the correlation of the reference with the estimate, which is brought to its level and clipped; mean over bands. Overwrites
 * both.
 */
function temporalCorrelation(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let band = 0; band < bandCount; band++) {
    const row = { first: band * segmentFrames, step: 1, count: segmentFrames };
    const gain = norm(x, row) / (norm(y, row) + machineEpsilon);
    for (let i = row.first; i < row.first + row.count; i++) {
      y[i] = Math.min(y[i]! * gain, x[i]! * clipFactor);
    }
    centre(x, row);
    centre(y, row);
    sum += product(x, y, row) / ((norm(x, row) + machineEpsilon) * (norm(y, row) + machineEpsilon));
  }
  return sum / bandCount;
}

/**
 * ESTOI: bands are made zero-mean and of norm 1 over the frames, then frames over the bands; the mean of the frames' correlations. Overwrites
 * both.
 */
function spectralCorrelation(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (const matrix of [x, y]) {
    for (let band = 0; band < bandCount; band++) {
      normalize(matrix, { first: band * segmentFrames, step: 1, count: segmentFrames });
    }
  }
  for (let frame = 0; frame < segmentFrames; frame++) {
    const column = { first: frame, step: segmentFrames, count: bandCount };
    normalize(x, column);
    normalize(y, column);
    sum += product(x, y, column);
  }
  return sum / segmentFrames;
}

/** Takes the mean off and makes the norm 1; all 0 where there is nothing but a mean. */
function normalize(matrix: Float64Array, line: Line): void {
  centre(matrix, line);
  const size = norm(matrix, line);
  if (size === 0) return;
  for (let n = 0, i = line.first; n < line.count; n++, i += line.step) matrix[i]! /= size;
}

function centre(matrix: Float64Array, { first, step, count }: Line): void {
  let sum = 0;
  for (let n = 0, i = first; n < count; n++, i += step) sum += matrix[i]!;
  for (let n = 0, i = first; n < count; n++, i += step) matrix[i]! -= sum / count;
}

function norm(matrix: Float64Array, line: Line): number {
  return Math.sqrt(product(matrix, matrix, line));
}

function product(x: Float64Array, y: Float64Array, { first, step, count }: Line): number {
  let sum = 0;
  for (let n = 0, i = first; n < count; n++, i += step) sum += x[i]! * y[i]!;
  return sum;
}

function notFinite(channel: number, sample: number): ArgumentError {
  return new ArgumentError({
    place: `stoi, channel ${channel}, sample ${sample}`,
    expected: 'finite samples',
    got: 'NaN or an infinite one',
    remedy: 'Replace it by 0',
  });
}
