/**
 * The part of foundation/hostile.ts that runs in a process of its own: decodes one damaged file after the other and reports each,
 * so that the parent sees hangs, crashes and memory from outside. Arguments: first seed, number, memory limit in bytes.
 */

import { readFileSync } from 'node:fs';
import { decodeAudio } from '../../src/audio/index.ts';
import { fixtures } from '../../test/support/fixtures.ts';
import { mutate } from '../../test/support/mutate.ts';

/** What happened to one file. */
export interface HostileReport {
  readonly seed: number;
  readonly file: string;
  readonly kind: string;
  /** `'decoded'`, `'not finite'`, or the name of the error. */
  readonly outcome: string;
  readonly message?: string;
  readonly milliseconds: number;
  readonly rssBytes: number;
}

const [first, count, maxMemoryBytes] = process.argv.slice(2).map(Number) as [number, number, number];
const files = fixtures.map(({ file }) => ({
  file,
  bytes: new Uint8Array(readFileSync(new URL(`../../test/fixtures/audio/${file}`, import.meta.url))),
}));

for (let seed = first; seed < first + count; seed++) {
  // Every kind of damage meets every file: the numbers of both have no common divisor beside 1, or differ by rounds.
  const { file, bytes } = files[(seed + Math.floor(seed / files.length)) % files.length]!;
  const { kind, bytes: damaged } = mutate(bytes, seed);
  const start = performance.now();
  let outcome = 'decoded';
  let message: string | undefined;
  try {
    const { channels } = await decodeAudio(damaged, { maxMemoryBytes });
    if (channels.some((channel) => channel.some((value) => !Number.isFinite(value)))) outcome = 'not finite';
  } catch (error) {
    outcome = error instanceof Error ? error.name : 'not an error';
    message = error instanceof Error ? error.message : String(error);
  }
  const report: HostileReport = {
    seed,
    file,
    kind,
    outcome,
    ...(message === undefined ? {} : { message }),
    milliseconds: performance.now() - start,
    rssBytes: process.memoryUsage.rss(),
  };
  process.send!(report);
}
process.disconnect();
