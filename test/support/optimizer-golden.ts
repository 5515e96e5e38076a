/** PyTorch's optimizers, clips, averages and schedules on small numbers: what scripts/golden/optimizers.py wrote. */

import { readFileSync } from 'node:fs';

/** Two small parameters. */
export type GoldenPair = Readonly<Record<'a' | 'b', readonly number[]>>;

/** The golden file. */
export interface OptimizerGolden {
  readonly start: GoldenPair;
  /** One pair per step. */
  readonly gradients: readonly GoldenPair[];
  readonly optimizers: readonly {
    readonly optimizer: string;
    /** By PyTorch's names. */
    readonly options: Readonly<Record<string, number | boolean | readonly number[]>>;
    /** After each step. */
    readonly weights: readonly GoldenPair[];
    readonly slots: Readonly<Record<keyof GoldenPair, Readonly<Record<string, readonly number[]>>>>;
  }[];
  readonly clips: Readonly<
    Record<'norm' | 'loose' | 'value', { readonly norm: number | null; readonly gradients: GoldenPair }>
  >;
  readonly average: GoldenPair;
  /** Seen by the plateaus, one per tick. */
  readonly metrics: readonly number[];
  /** Factors, one per tick. */
  readonly schedules: Readonly<Record<string, readonly number[]>>;
}

/** Read once per test file. */
export const optimizerGolden: OptimizerGolden = JSON.parse(
  readFileSync(new URL('../golden/optimizers.json', import.meta.url), 'utf8'),
) as OptimizerGolden;
