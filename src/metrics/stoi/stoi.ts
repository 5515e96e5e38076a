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
  let sum = 0;
  for (let start = 0; start < segmentCount; start++) {
    const x = segmentOf(envelopes.reference, start);
    const y = segmentOf(envelopes.estimate, start);
    sum += extended ? spectralCorrelation(x, y) / segmentFrames : temporalCorrelation(x, y) / bandCount;
  }
  return sum / segmentCount;
}

/** A segment's bands, each a row of 30 values. */
function segmentOf(envelopes: Float64Array, start: number): Float64Array[] {
  return Array.from({ length: bandCount }, (_, band) =>
    Float64Array.from({ length: segmentFrames }, (__, i) => envelopes[(start + i) * bandCount + band]!),
  );
}

/** STOI: per band the correlation of the reference with the estimate, which is brought to its level and clipped; summed over bands. */
function temporalCorrelation(x: readonly Float64Array[], y: readonly Float64Array[]): number {
  let sum = 0;
  for (let band = 0; band < bandCount; band++) {
    const row = x[band]!;
    const gain = norm(row) / (norm(y[band]!) + machineEpsilon);
    const clipped = y[band]!.map((value, i) => Math.min(value * gain, row[i]! * clipFactor));
    const [a, b] = [centred(row), centred(clipped)];
    let product = 0;
    for (let i = 0; i < a.length; i++) product += a[i]! * b[i]!;
    sum += product / ((norm(a) + machineEpsilon) * (norm(b) + machineEpsilon));
  }
  return sum;
}

/** ESTOI: bands are made zero-mean and of norm 1 over the frames, then frames over the bands; the sum of the frames' correlations. */
function spectralCorrelation(x: readonly Float64Array[], y: readonly Float64Array[]): number {
  const [a, b] = [normalizedColumns(x), normalizedColumns(y)];
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    for (let band = 0; band < bandCount; band++) sum += a[i]![band]! * b[i]![band]!;
  }
  return sum;
}

function normalizedColumns(rows: readonly Float64Array[]): Float64Array[] {
  const normal = rows.map(normalized);
  return Array.from({ length: segmentFrames }, (_, i) =>
    normalized(Float64Array.from(normal, (row) => row[i]!)),
  );
}

/** Without its mean and of norm 1; all 0 where there is nothing but a mean. */
function normalized(values: Float64Array): Float64Array {
  const rest = centred(values);
  const size = norm(rest);
  return size === 0 ? rest : rest.map((value) => value / size);
}

function centred(values: Float64Array): Float64Array {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  return values.map((value) => value - mean);
}

function norm(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return Math.sqrt(sum);
}

function notFinite(channel: number, sample: number): ArgumentError {
  return new ArgumentError({
    place: `stoi, channel ${channel}, sample ${sample}`,
    expected: 'finite samples',
    got: 'NaN or an infinite one',
    remedy: 'Replace it by 0',
  });
}
