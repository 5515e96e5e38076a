/** The golden vectors of BSS Eval as cases: signals, options and what the references gave. See scripts/golden/bss-eval.py. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const golden = (name: string): string => fileURLToPath(new URL(`../golden/${name}`, import.meta.url));

/** One case; scores and orders with NaN as null and infinities as strings. */
interface StoredCase {
  readonly name: string;
  readonly function:
    | 'museval'
    | 'museval-v3'
    | 'sources'
    | 'sources_framewise'
    | 'images'
    | 'images_framewise';
  readonly sources: number;
  readonly channels: number;
  readonly start: number;
  readonly end: number;
  /** Side, source, from, to. */
  readonly silence: readonly (readonly [number, number, number, number])[];
  readonly order: readonly number[] | null;
  readonly permute: boolean;
  readonly window?: number;
  readonly hop?: number;
  readonly scores: Readonly<Record<string, readonly (readonly (number | string | null)[])[]>>;
  readonly orders: readonly (readonly (number | null)[])[];
}

/** One case with its signals, `[source][channel]`. */
export interface BssGoldenCase extends StoredCase {
  readonly references: readonly (readonly Float32Array[])[];
  readonly estimates: readonly (readonly Float32Array[])[];
}

interface Stored {
  readonly sources: number;
  readonly channels: number;
  readonly length: number;
  readonly cases: readonly StoredCase[];
}

/** All cases. */
export function bssGoldenCases(): BssGoldenCase[] {
  const { sources, channels, length, cases } = JSON.parse(
    readFileSync(golden('bss-eval.json'), 'utf8'),
  ) as Stored;
  const samples = new Float32Array(Uint8Array.from(readFileSync(golden('bss-eval.f32'))).buffer);
  return cases.map((stored) => {
    const [references, estimates] = [0, 1].map((side) => {
      const signals = Array.from({ length: stored.sources }, (_, source) =>
        Array.from({ length: stored.channels }, (_, channel) => {
          const at = ((side * sources + source) * channels + channel) * length;
          const cut = samples.slice(at + stored.start, at + stored.end);
          for (const [where, which, from, to] of stored.silence) {
            if (where === side && which === source) cut.fill(0, from, to);
          }
          return cut;
        }),
      );
      return side === 1 && stored.order !== null ? stored.order.map((n) => signals[n]!) : signals;
    });
    return { ...stored, references: references!, estimates: estimates! };
  });
}

/** Scores as numbers. */
export function goldenNumbers(rows: readonly (readonly (number | string | null)[])[]): number[][] {
  return rows.map((row) =>
    row.map((value) => (value === null ? Number.NaN : value === 'inf' ? Infinity : Number(value))),
  );
}

/** The largest difference in dB of scores below 60; `Infinity` where NaNs or infinities stand at different places. */
export function scoreDifference(
  ours: readonly (readonly number[])[],
  theirs: readonly (readonly number[])[],
): number {
  let worst = 0;
  theirs.forEach((row, source) => {
    row.forEach((expected, frame) => {
      const value = ours[source]![frame]!;
      if (Number.isNaN(expected) !== Number.isNaN(value)) worst = Infinity;
      else if (expected < 60) worst = Math.max(worst, Math.abs(value - expected));
      else if (value < 60) worst = Infinity;
    });
  });
  return worst;
}
