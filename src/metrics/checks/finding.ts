/** What a check without references finds: data, and the words for a reader. */

/** The kinds of findings. */
export type FindingKind =
  | 'not-finite'
  | 'silent'
  | 'residual'
  | 'clipping'
  | 'over-full-scale'
  | 'click'
  | 'leakage';

/** One thing that {@link checkSeparation} noticed. */
export interface SeparationFinding {
  readonly kind: FindingKind;
  /** `problem`: almost certainly a mistake. `notice`: worth a look, and normal for some music and methods. */
  readonly severity: 'problem' | 'notice';
  /** The stem it is about; none for the residual. */
  readonly stem?: string;
  /** The stem that leaks into it. */
  readonly other?: string;
  readonly channel?: number;
  /** Where the first of it is, in seconds from the start. */
  readonly atSeconds?: number;
  /** How often: samples, runs or clicks. */
  readonly count?: number;
  /** How much, in dB, where it has a level. */
  readonly valueDb?: number;
  /** A sentence without its full stop. */
  readonly words: string;
}

/** A level for a sentence: one digit behind the point, a true minus sign. */
export function inWords(valueDb: number): string {
  if (valueDb === Number.NEGATIVE_INFINITY) return '−∞ dB';
  return `${valueDb.toFixed(1).replace('-', '−')} dB`;
}

/** A time for a sentence. */
export function timeInWords(seconds: number): string {
  return `${seconds.toFixed(3)} s`;
}
