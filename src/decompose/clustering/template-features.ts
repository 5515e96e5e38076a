/**
 * What components of one source have in common: the colour of their spectra. Templates of one instrument differ in pitch, which places their
 * partials, and share the filter that weighs them (M. Spiertz, V. Gnann, "Source-filter based clustering for monaural blind source
 * separation", DAFx 2009).
 */

import { applyMelFilterBank, makeMelFilterBank, powerToDb } from '../../dsp/index.ts';
import { mfcc } from './mfcc.ts';

/** Templates `[component, bin]` of magnitudes, and what their bins are. */
export interface TemplateSet {
  readonly templates: Float32Array;
  readonly componentCount: number;
  readonly binCount: number;
  /** In hertz. */
  readonly sampleRate: number;
  readonly fftSize: number;
}

/** Of the cepstrum, beside the level: more describe pitch. */
const cepstralCount = 13;
/** Narrow enough for formants, wide enough that most bands hold a partial. */
const envelopeBands = 40;
/** Bands to either side among which the loudest counts: partials stand out, what lies between them does not matter. */
const bridgedBands = 2;
/** Below the loudest band all is equally silent, in dB. */
const envelopeDepthDb = 60;

/** Per component the mel-frequency cepstral coefficients 1 to 12 of its template: timbre without loudness. */
export function timbreFeatures(set: TemplateSet): readonly Float32Array[] {
  const { componentCount, sampleRate, fftSize } = set;
  const melCount = Math.min(40, set.binCount);
  const count = Math.min(cepstralCount, melCount);
  const coefficients = mfcc(levelledPowers(set), { sampleRate, fftSize, melCount, count });
  return Array.from({ length: componentCount }, (_, r) =>
    coefficients.subarray(r * count + 1, (r + 1) * count),
  );
}

/**
 * Per component the envelope of its template: the loudest of 5 neighbouring mel bands at a time, in decibels, which steps from partial to
 * partial over the gaps, without mean and of length 1. Squared distances are then 2·(1 − correlation).
 */
export function envelopeFeatures(set: TemplateSet): readonly Float32Array[] {
  const { componentCount, sampleRate, fftSize } = set;
  const melCount = Math.min(envelopeBands, set.binCount);
  const bank = makeMelFilterBank({ sampleRate, fftSize, melCount });
  const bands = applyMelFilterBank(levelledPowers(set), bank);
  return Array.from({ length: componentCount }, (_, r) => {
    const own = powerToDb(bands.slice(r * melCount, (r + 1) * melCount), {
      ...{ ref: 'max', amin: 1e-30, topDb: envelopeDepthDb },
    });
    const bridged = own.map((_, k) =>
      Math.max(...own.subarray(Math.max(0, k - bridgedBands), k + bridgedBands + 1)),
    );
    const mean = bridged.reduce((sum, value) => sum + value / melCount, 0);
    const length = Math.hypot(...bridged.map((value) => value - mean));
    return bridged.map((value) => (length > 0 ? (value - mean) / length : 0));
  });
}

/** Squares of the templates, each with a largest number of 1 (or silent), so that levels decide nothing. */
function levelledPowers({ templates, componentCount, binCount }: TemplateSet): Float32Array {
  const powers = new Float32Array(templates.length);
  for (let r = 0; r < componentCount; r++) {
    const own = templates.subarray(r * binCount, (r + 1) * binCount);
    const peak = own.reduce((most, value) => Math.max(most, value), 0);
    if (peak === 0) continue;
    for (let k = 0; k < binCount; k++) powers[r * binCount + k] = (own[k]! / peak) ** 2;
  }
  return powers;
}
