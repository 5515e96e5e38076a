/**
 * The chunk engine: a mixture in, the mixture and its stems out, as streams side by side. It cuts the song on a fixed
 * grid, has chunks separated (several at once if the executor can), adds the results up in order, and hands out what is
 * complete. Its output does not depend on how the input came in blocks, on the order in which chunks finish, or on where
 * reading starts.
 */

import type { Audio, AudioBlock, AudioStream, Separator } from '../audio/index.ts';
import { average } from './average.ts';
import { type ChannelGroup, separateInGroups } from './channels.ts';
import { checkStems } from './check-stems.ts';
import { openChunks, orAborted } from './executor.ts';
import { type ChunkGrid, endless } from './grid.ts';
import type { ChunkExecutor } from './options.ts';
import { type ChunkJob, Pass } from './pass.ts';
import { createStreamReader, type StreamReader } from './stream-reader.ts';

/** What the engine works with. */
export interface EngineOptions {
  readonly separator: Separator;
  /** The stems to compute, in output order. */
  readonly stems: readonly string[];
  readonly grid: ChunkGrid;
  /** One pass for each, led in by that many samples of silence. */
  readonly leads: readonly number[];
  readonly groups: readonly ChannelGroup[];
  readonly executor: ChunkExecutor;
  /** Whether the mixture goes first in the output's channels. */
  readonly withMixture: boolean;
}

/**
 * The separated stream: the channels of the mixture (if asked for), then those of each stem. Same rate and length as
 * `mixture`, which must be at a rate the separator runs at.
 */
export function separateChunks(mixture: AudioStream, options: EngineOptions): AudioStream {
  const parts = options.stems.length + (options.withMixture ? 1 : 0);
  return {
    sampleRate: mixture.sampleRate,
    channelCount: parts * mixture.channelCount,
    lengthSamples: mixture.lengthSamples,
    blocks: ({ startSample = 0, signal } = {}) => run(mixture, { ...options, startSample, signal }),
  };
}

interface RunOptions extends EngineOptions {
  readonly startSample: number;
  readonly signal: AbortSignal | undefined;
}

/** A chunk on its way: the kept part of its stems, channel after channel, once it is there. */
interface OpenChunk {
  readonly pass: Pass;
  readonly job: ChunkJob;
  readonly result: Promise<Float32Array[]>;
}

async function* run(mixture: AudioStream, options: RunOptions): AsyncGenerator<AudioBlock, void> {
  const { grid, leads, startSample, signal, executor, withMixture } = options;
  const channelCount = options.stems.length * mixture.channelCount;
  const passes = leads.map((lead) => new Pass(grid, { lead, from: startSample, channelCount }));
  const firstNeeded = Math.min(startSample, ...passes.map((pass) => pass.peek(endless).chunkFrom));
  const input = createStreamReader(mixture, { startSample: Math.max(0, firstNeeded), signal });
  const open: OpenChunk[] = [];
  const mostOpen = openChunks(executor);
  let emitted = startSample;
  try {
    for (;;) {
      while (open.length < mostOpen) {
        const chunk = await openNext(passes, { input, mixture, options });
        if (chunk === undefined) break;
        open.push(chunk);
        const nextNeeded = Math.min(...passes.map((pass) => pass.peek(endless).chunkFrom));
        input.window.dropBefore(withMixture ? Math.min(emitted, nextNeeded) : nextNeeded);
      }
      const first = open.shift();
      if (first === undefined) return;
      const stems = await orAborted(first.result, signal);
      const [from, to, block] =
        passes.length === 1 && !first.pass.fades
          ? keepDirectly(first.job, { stems, from: emitted })
          : addUp(passes, { chunk: first, stems, from: emitted });
      if (to <= from) continue;
      emitted = to;
      yield withMixture ? [...input.window.copy(from, to), ...block] : block;
    }
  } finally {
    await input.close();
  }
}

/** Cuts the next chunk and has it separated; `undefined` when the song is over. */
async function openNext(
  passes: readonly Pass[],
  { input, mixture, options }: { input: StreamReader; mixture: AudioStream; options: RunOptions },
): Promise<OpenChunk | undefined> {
  // The pass that is furthest behind goes on, so that what is complete in all of them moves along.
  const pass = passes.reduce((a, b) => (b.peek(endless).from < a.peek(endless).from ? b : a));
  await input.fill(pass.peek(endless).chunkTo);
  const job = pass.peek(input.ended ? input.window.end : endless);
  if (job.from >= job.to) return undefined;
  pass.advance();
  const channels = input.window.copy(job.chunkFrom, job.chunkTo);
  const result = separateChunk({ sampleRate: mixture.sampleRate, channels }, { job, options });
  // It is awaited in its turn; until then a failure must not count as unhandled.
  result.catch(() => {});
  return { pass, job, result };
}

async function separateChunk(
  chunk: Audio,
  { job, options }: { job: ChunkJob; options: RunOptions },
): Promise<Float32Array[]> {
  const { separator, stems, groups, executor, signal } = options;
  const { sampleRate } = chunk;
  const subset = stems.length === separator.stems.length ? undefined : stems;
  const results = await separateInGroups(chunk, {
    groups,
    async run(part) {
      const request = {
        separatorName: separator.name,
        stems,
        lengthSamples: job.chunkTo - job.chunkFrom,
        channelCount: part.channels.length,
        sampleRate,
        position: job.chunkFrom,
      };
      return checkStems(await executor.run(part, { stems: subset, signal }), request);
    },
  });
  const [begin, end] = [job.from - job.chunkFrom, job.to - job.chunkFrom];
  return stems.flatMap((name) => results.get(name)!.channels.map((channel) => channel.subarray(begin, end)));
}

/** Nothing is shared between segments: their samples go out as they came. */
function keepDirectly(
  job: ChunkJob,
  { stems, from }: { stems: Float32Array[]; from: number },
): [from: number, to: number, block: Float32Array[]] {
  const skip = from - job.from;
  return [from, job.to, skip === 0 ? stems : stems.map((channel) => channel.subarray(skip))];
}

/** Adds a chunk to its pass and averages what is complete in all passes. */
function addUp(
  passes: readonly Pass[],
  { chunk, stems, from }: { chunk: OpenChunk; stems: Float32Array[]; from: number },
): [from: number, to: number, block: Float32Array[]] {
  chunk.pass.add(chunk.job, stems);
  const to = Math.min(...passes.map((pass) => pass.complete));
  if (to <= from) return [from, from, []];
  const taken = passes.map((pass) => pass.take(to));
  const block = stems.map((_, c) => average(taken.map((estimate) => estimate[c]!)));
  return [from, to, block];
}
