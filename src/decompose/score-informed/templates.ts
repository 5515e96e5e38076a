/**
 * Spectra that a pitch may have, as starts for a factorization: weights that fall with m in a band round each harmonic m of the pitch, 0 elsewhere. Since
 * multiplicative updates keep zeros, the factorization fills in the colour but can never move to another pitch (S. Ewert and
 * M. Müller, "Using score-informed constraints for NMF-based source separation", ICASSP 2012; equations as in M. Müller,
 * "Fundamentals of Music Processing", section 8.3).
 */

import { pitchToHertz } from '../../score/index.ts';
import { ArgumentError, checkInteger, checkNumber } from '../../util/index.ts';

/** The bins of a template, and how wide its bands are. */
export interface TemplateOptions {
  /** Bins of a spectrum, from 0 hertz on. */
  readonly binCount: number;
  /** Distance of two bins in hertz: `sampleRate / fftSize`. */
  readonly hertzPerBin: number;
  /**
   * Half-width of a band as a part of its frequency, below 1. Default 0.05: a semitone is 0.059, so that an instrument may be out of
   * tune or stiff, and still no neighbour fits in.
   */
  readonly pitchTolerance?: number;
  /**
   * The exponent d of the weights m^−d, from 0. Default 1, that of the lectures. Bands widen with m, so that at 1 all harmonics weigh the
   * same in sum; what separates better with few iterations is 3, the default of `separateByScore`.
   */
  readonly harmonicDecay?: number;
}

/** The bands of the lectures' templates; see {@link TemplateOptions.pitchTolerance}. */
export const defaultPitchTolerance = 0.05;

/**
 * The template of one pitch, `[bin]`. With f0 its frequency and δ the spacing of the bins, harmonic m = 1, 2, …
 *
 *     W[k] = m^−d  for trunc((1 − tolerance)·m·f0 / δ) ≤ k ≤ trunc((1 + tolerance)·m·f0 / δ)
 *
 * up to the last bin; where bands overlap (m > 10), the higher harmonic's weight stands. Throws `ArgumentError` for a pitch that
 * has no harmonic within the bins.
 */
export function harmonicTemplate(pitch: number, options: TemplateOptions): Float32Array {
  const { binCount, hertzPerBin, tolerance, decay } = checkOptions(options);
  const template = new Float32Array(binCount);
  const hertz = pitchToHertz(checkNumber('pitch', pitch));
  const orders = Math.ceil((binCount * hertzPerBin) / ((1 - tolerance) * hertz));
  for (let m = 1; m <= orders; m++) {
    const first = Math.trunc(((1 - tolerance) * m * hertz) / hertzPerBin);
    const last = Math.min(binCount - 1, Math.trunc(((1 + tolerance) * m * hertz) / hertzPerBin));
    for (let bin = first; bin <= last; bin++) template[bin] = m ** -decay;
  }
  if (template.some((weight) => weight > 0)) return template;
  throw new ArgumentError({
    place: 'pitch',
    expected: `a pitch below ${(binCount * hertzPerBin).toFixed(0)} Hz, where the spectrum ends`,
    got: `${pitch} (${hertz.toFixed(0)} Hz)`,
    remedy: 'Leave out notes that high, or use sound of a higher sample rate',
  });
}

/** The templates of several pitches, `[pitch, bin]` row-major. */
export function harmonicTemplates(pitches: readonly number[], options: TemplateOptions): Float32Array {
  const { binCount } = checkOptions(options);
  const templates = new Float32Array(pitches.length * binCount);
  for (const [row, pitch] of pitches.entries()) {
    templates.set(harmonicTemplate(pitch, options), row * binCount);
  }
  return templates;
}

/** What an onset template starts from, the same in every bin: low beside the 1 of a fundamental, since strokes are short. */
export const onsetTemplateWeight = 0.1;

/**
 * Two templates per pitch, `[2 · pitch + kind, bin]` row-major: kind 0 the stroke of its beginning, {@link onsetTemplateWeight} in every
 * bin, kind 1 its tone as in {@link harmonicTemplates}.
 */
export function harmonicTemplatesWithOnsets(
  pitches: readonly number[],
  options: TemplateOptions,
): Float32Array {
  const { binCount } = checkOptions(options);
  const templates = new Float32Array(2 * pitches.length * binCount).fill(onsetTemplateWeight);
  for (const [row, pitch] of pitches.entries()) {
    templates.set(harmonicTemplate(pitch, options), (2 * row + 1) * binCount);
  }
  return templates;
}

function checkOptions({ binCount, hertzPerBin, pitchTolerance, harmonicDecay }: TemplateOptions): {
  readonly binCount: number;
  readonly hertzPerBin: number;
  readonly tolerance: number;
  readonly decay: number;
} {
  return {
    binCount: checkInteger('binCount', binCount, { min: 1 }),
    hertzPerBin: checkNumber('hertzPerBin', hertzPerBin, { above: 0 }),
    decay: checkNumber('harmonicDecay', harmonicDecay ?? 1, { min: 0, max: 20 }),
    tolerance: checkNumber('pitchTolerance', pitchTolerance ?? defaultPitchTolerance, { min: 0, below: 1 }),
  };
}
