/** What a figure is: one measured property of the project with the floor it must not fall below. */

/** The outcome of measuring. */
export interface Measurement {
  /** The measured value with its unit, as it is printed. */
  readonly measured: string;
  /** Whether the floor holds. */
  readonly ok: boolean;
  /** How it was measured, or what else was seen. */
  readonly note?: string;
}

/** One line of `npm run figures -- AREA`. */
export interface Figure {
  readonly what: string;
  readonly floor: string;
  measure(): Promise<Measurement>;
}
