/** Ours beside museval and mir_eval on the cases, score by score. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bssEval } from '../../src/metrics/bss-eval/bss-eval.ts';
import {
  bssEvalImages,
  bssEvalImagesFramewise,
  bssEvalSources,
  bssEvalSourcesFramewise,
} from '../../src/metrics/bss-eval/bss-eval-v3.ts';
import { type BssCase, type BssCaseSignals, optionsOf, signalsOf } from './bss-cases.ts';

const python = fileURLToPath(new URL('../peers/.venv/bin/python', import.meta.url));
const peer = fileURLToPath(new URL('../peers/bss_eval.py', import.meta.url));

/** `[SDR, ISR, SIR, SAR][source][frame]`. */
type Table = readonly (readonly (readonly number[])[])[];

/** How one case compares. */
export interface Comparison {
  readonly name: string;
  /** The largest difference in dB among scores below `ceiling` in the peer. */
  readonly worst: number;
  readonly compared: number;
  /** Scores that are NaN on one side only. */
  readonly differentNaNs: number;
  /** Scores beyond the ceiling there and below it here. */
  readonly lostPerfection: number;
  readonly sameOrder: boolean;
}

/** Scores above are mostly rounding on either side. */
const ceiling = 60;

/** Runs a peer's command on files in a folder of its own. */
export function withPeer<T>(
  work: (folder: string, ask: (command: string) => unknown) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'bss-eval-'));
  const ask = (command: string): unknown =>
    JSON.parse(
      execFileSync(python, [peer, command, folder], {
        encoding: 'utf8',
        env: { ...process.env, OMP_NUM_THREADS: '2' },
        stdio: ['ignore', 'pipe', 'inherit'],
      }),
    );
  return work(folder, ask).finally(() => rmSync(folder, { recursive: true }));
}

/** Every case by both, and what the versions are. */
export function compareCases(
  cases: readonly BssCase[],
  signalsFor: (one: BssCase) => BssCaseSignals = signalsOf,
): Promise<{ readonly versions: string; readonly comparisons: Comparison[] }> {
  return withPeer(async (folder, ask) => {
    writeFileSync(join(folder, 'cases.json'), JSON.stringify(cases));
    for (const one of cases) writeSignals(join(folder, `${one.name}.signals`), signalsFor(one));
    const { versions, cases: theirs } = ask('scores') as {
      versions: string;
      cases: Record<string, { frames: number; orders: (number[] | null)[] }>;
    };
    const comparisons: Comparison[] = [];
    for (const one of cases) {
      const { frames, orders } = theirs[one.name]!;
      const values = new Float64Array(
        Uint8Array.from(readFileSync(join(folder, `${one.name}.scores`))).buffer,
      );
      const at = (score: number, source: number, frame: number): number =>
        values[(score * one.sourceCount + source) * frames + frame]!;
      comparisons.push(compare(one, await ours(one, signalsFor(one)), { frames, orders, at }));
    }
    return { versions, comparisons };
  });
}

/** Signals as float64. */
function writeSignals(path: string, { references, estimates }: BssCaseSignals): void {
  const channels = [...references.flat(), ...estimates.flat()];
  writeFileSync(path, Buffer.concat(channels.map((channel) => new Uint8Array(channel.buffer))));
}

interface Ours {
  readonly table: Table;
  readonly orders: readonly (Int32Array | undefined)[];
}

async function ours(one: BssCase, { references, estimates }: BssCaseSignals): Promise<Ours> {
  const { windowSamples, hopSamples, permute } = { windowSamples: 1, hopSamples: 1, ...optionsOf(one) };
  const options = { permute: permute ?? false, windowSamples, hopSamples };
  const first = (signals: readonly (readonly Float64Array[])[]): Float64Array[] => signals.map(([c]) => c!);
  const none = references.map(() => [] as number[]);
  const lists = (scores: readonly Float64Array[]): number[][] => scores.map((frames) => [...frames]);
  const single = (scores: Float64Array): number[][] => [...scores].map((value) => [value]);
  if (one.peer.startsWith('museval')) {
    const scores = await bssEval(references, estimates, optionsOf(one));
    const table = [scores.sdr, scores.isr, scores.sir, scores.sar].map(lists);
    return { table, orders: scores.permutations };
  }
  if (one.peer === 'sources') {
    const { sdr, sir, sar, permutation } = await bssEvalSources(first(references), first(estimates), options);
    return { table: [single(sdr), none, single(sir), single(sar)], orders: [permutation] };
  }
  if (one.peer === 'images') {
    const { sdr, isr, sir, sar, permutation } = await bssEvalImages(references, estimates, options);
    return { table: [sdr, isr, sir, sar].map(single), orders: [permutation] };
  }
  if (one.peer === 'sources_framewise') {
    const scores = await bssEvalSourcesFramewise(first(references), first(estimates), options);
    return {
      table: [lists(scores.sdr), none, lists(scores.sir), lists(scores.sar)],
      orders: scores.permutations,
    };
  }
  const scores = await bssEvalImagesFramewise(references, estimates, options);
  return { table: [scores.sdr, scores.isr, scores.sir, scores.sar].map(lists), orders: scores.permutations };
}

function compare(
  one: BssCase,
  { table, orders }: Ours,
  theirs: {
    readonly frames: number;
    readonly orders: readonly (readonly number[] | null)[];
    readonly at: (score: number, source: number, frame: number) => number;
  },
): Comparison {
  let [worst, compared, differentNaNs, lostPerfection] = [0, 0, 0, 0];
  table.forEach((sources, score) => {
    sources.forEach((frames, source) => {
      if (score !== 1 && frames.length !== theirs.frames)
        throw new Error(`${one.name}: ${frames.length} frames`);
      frames.forEach((value, frame) => {
        const expected = theirs.at(score, source, frame);
        // mir_eval leaves the ISR of silent frames uninitialized.
        if (one.peer === 'images_framewise' && score === 1 && Number.isNaN(value)) return;
        if (Number.isNaN(value) !== Number.isNaN(expected)) differentNaNs++;
        else if (expected >= ceiling) lostPerfection += value < ceiling - 1e-3 ? 1 : 0;
        else if (!Number.isNaN(value)) {
          worst = Math.max(worst, Math.abs(value - expected));
          compared++;
        }
      });
    });
  });
  const sameOrder =
    orders.length === theirs.orders.length &&
    orders.every((order, n) => `${order ?? null}` === `${theirs.orders[n] ?? null}`);
  return { name: one.name, worst, compared, differentNaNs, lostPerfection, sameOrder };
}
