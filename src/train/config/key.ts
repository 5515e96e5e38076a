/** What a key of `config.json` is: its kind, default and bounds, and what there is to say of it. */

/** A key whose value is none of a network setting's kinds, or one of them. */
export type KeyKind = 'integer' | 'number' | 'boolean' | 'choice' | 'text' | 'names' | 'criterion';

/** One key. */
export interface ConfigKey {
  readonly key: string;
  readonly kind: KeyKind;
  readonly default: unknown;
  /** Bounds of numbers, both allowed. */
  readonly min?: number;
  readonly max?: number;
  readonly choices?: readonly string[];
  /** One line for help texts and the table. */
  readonly summary: string;
  /** Why this default, or why it differs from the original's. */
  readonly why?: string;
}
