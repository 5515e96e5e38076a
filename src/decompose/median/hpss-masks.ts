/**
 * The masks of harmonic-percussive separation on a plain magnitude matrix. Tones are lines along time,
 * strokes are lines along frequency: a running median along one direction keeps the lines of that direction
 * and removes those across it (D. FitzGerald, "Harmonic/percussive separation using median filtering", DAFx
 * 2010); comparing both medians bin by bin gives the masks (margins: J. Driedger, M. Müller, S. Disch,
 * "Extending harmonic-percussive separation of audio signals", ISMIR 2014). `hpss`, `hrps` and both stages of
 * `hpss-vocals` stand on it.
 */

import { medianFilter } from '../../dsp/index.ts';
import { checkChoice, checkInteger, checkNumber } from '../../util/index.ts';
import { pairOf } from '../option.ts';

/** How two medians become two masks. */
export interface MaskRule {
  /**
   * `'soft'` (default): a share between 0 and 1, which leaves fewer artefacts. `'binary'`: all or nothing,
   * which lets less of the other part through.
   */
  readonly mask?: 'soft' | 'binary';
  /**
   * Exponent of soft masks, above 0. Default 2, the Wiener gain of two independent sources; higher is harder.
   */
  readonly power?: number;
  /**
   * How many times stronger one median must be than the other, at least 1: one number for both masks, or
   * harmonic and percussive. Default 1: the masks add up to 1. Above 1 what is neither clearly the one nor
   * the other belongs to no mask.
   */
  readonly margin?: number | readonly [number, number];
}

/** Options of {@link hpssMasks}. */
export interface HpssMaskOptions extends MaskRule {
  /** Rows of the matrix. */
  readonly frameCount: number;
  /** Columns of the matrix. */
  readonly binCount: number;
  /**
   * Median lengths: one number for both, or frames (harmonic) and bins (percussive). Default 31, librosa's.
   */
  readonly kernel?: number | readonly [number, number];
}

/** A mask per part, each `[frame, bin]` with values from 0 to 1. */
export interface HpssMasks {
  readonly harmonic: Float32Array;
  readonly percussive: Float32Array;
}

/** A {@link MaskRule} checked, with defaults filled in. */
export interface ResolvedMaskRule {
  readonly mask: 'soft' | 'binary';
  readonly power: number;
  readonly harmonicMargin: number;
  readonly percussiveMargin: number;
}

/**
 * The masks of a `[frame, bin]` frame-major matrix of magnitudes (or powers), equal to those of
 * `librosa.decompose.hpss(S, mask=True)` when soft.
 *
 * With H the median over `kernel[0]` frames, P the one over `kernel[1]` bins (the matrix mirrored at its
 * borders), p the power and m, n the margins:
 *
 * | mask | harmonic | percussive |
 * |---|---|---|
 * | soft | Hᵖ / (Hᵖ + (m·P)ᵖ) | Pᵖ / (Pᵖ + (n·H)ᵖ) |
 * | binary, both margins 1 | H ≥ P | H < P |
 * | binary | H > m·P | P > n·H |
 *
 * Where both medians are 0, soft masks are ½ each (0 with a margin above 1); binary ones give the bin to the
 * harmonic part (to neither with a margin). Throws `ArgumentError` for a kernel below 1, a margin below 1, a
 * power not above 0 and a matrix of another size.
 *
 * @example
 * const { harmonic, percussive } = hpssMasks(magnitudes, { frameCount: 1292, binCount: 1025 });
 */
export function hpssMasks(magnitudes: Float32Array, options: HpssMaskOptions): HpssMasks {
  const { frameCount, binCount } = options;
  const [frames, bins] = checkKernels('hpssMasks.kernel', options.kernel ?? 31);
  const rule = resolveMaskRule('hpssMasks', options);
  const shape = { rows: frameCount, columns: binCount };
  const harmonic = medianFilter(magnitudes, { ...shape, axis: 'rows', size: frames });
  const percussive = medianFilter(magnitudes, { ...shape, axis: 'columns', size: bins });
  const ofHarmonic = shareRule(rule, 'harmonic', { ofPowers: false });
  const ofPercussive = shareRule(rule, 'percussive', { ofPowers: false });
  for (let i = 0; i < harmonic.length; i++) {
    const h = harmonic[i]!;
    const p = percussive[i]!;
    harmonic[i] = shareOf(h, p, ofHarmonic);
    percussive[i] = shareOf(p, h, ofPercussive);
  }
  return { harmonic, percussive };
}

/** Both median lengths, checked: positive integers. */
export function checkKernels(
  place: string,
  kernel: number | readonly [number, number],
): readonly [number, number] {
  const [frames, bins] = pairOf(place, kernel);
  return [checkInteger(place, frames, { min: 1 }), checkInteger(place, bins, { min: 1 })];
}

/** `rule` checked, with defaults. Throws `ArgumentError`. */
export function resolveMaskRule(place: string, rule: MaskRule): ResolvedMaskRule {
  const [harmonicMargin, percussiveMargin] = pairOf(`${place}.margin`, rule.margin ?? 1);
  return {
    mask: checkChoice(`${place}.mask`, rule.mask ?? 'soft', ['soft', 'binary'] as const),
    power: checkNumber(`${place}.power`, rule.power ?? 2, { above: 0 }),
    harmonicMargin: checkNumber(`${place}.margin`, harmonicMargin, { min: 1 }),
    percussiveMargin: checkNumber(`${place}.margin`, percussiveMargin, { min: 1 }),
  };
}

/** Whether the two masks of a rule add up to 1 in every bin. */
export function isPartition({ harmonicMargin, percussiveMargin }: ResolvedMaskRule): boolean {
  return harmonicMargin === 1 && percussiveMargin === 1;
}

/** How one part's share of a bin follows from both medians. */
export interface ShareRule {
  readonly binary: boolean;
  /** Exponent of the medians. */
  readonly exponent: number;
  /** Factor of the other part's median. */
  readonly margin: number;
  /** The share where both medians are 0, if soft. */
  readonly empty: number;
  /** Whether a tie goes to this part, if binary. */
  readonly takesTies: boolean;
}

/**
 * The rule of one part. The medians are of magnitudes, or, with `ofPowers`, of powers: a median picks one of
 * its inputs by rank, so squaring before or after it is the same, and a root per bin is saved.
 */
export function shareRule(
  rule: ResolvedMaskRule,
  part: 'harmonic' | 'percussive',
  { ofPowers }: { readonly ofPowers: boolean },
): ShareRule {
  const margin = part === 'harmonic' ? rule.harmonicMargin : rule.percussiveMargin;
  return {
    binary: rule.mask === 'binary',
    exponent: ofPowers ? rule.power / 2 : rule.power,
    margin: ofPowers ? margin ** 2 : margin,
    empty: isPartition(rule) ? 0.5 : 0,
    takesTies: part === 'harmonic' && isPartition(rule),
  };
}

/** The share, 0 to 1, of the part whose median is `own` against `other`. */
export function shareOf(own: number, other: number, rule: ShareRule): number {
  const against = rule.margin * other;
  if (rule.binary) return own > against || (own === against && rule.takesTies) ? 1 : 0;
  if (own === 0 && against === 0) return rule.empty;
  if (rule.exponent === 1) return own / (own + against);
  // Hᵖ / (Hᵖ + (m·P)ᵖ) divided by Hᵖ: a ratio neither overflows nor loses both terms at any power.
  return 1 / (1 + (against / own) ** rule.exponent);
}
