/**
 * How a song is cut: the length of the segments, how far they lie apart, how much context comes with each, and what
 * memory that takes. Made once, before anything is read.
 */

import type { Chunking, Separator } from '../audio/index.ts';
import { ArgumentError, checkInteger, checkNumber, LimitError } from '../util/index.ts';
import { type ChunkGrid, endless } from './grid.ts';
import { estimateMemory, type MemoryRequest } from './memory.ts';
import type { SeparateOptions } from './options.ts';

/** What the planning needs besides the options. */
export interface PlanRequest extends Omit<MemoryRequest, 'bytesPerSample'> {
  readonly separator: Separator;
  /** The rate the separator runs at, which all lengths are in. */
  readonly sampleRate: number;
}

/** A grid and its estimated memory; `memoryBytes` is `undefined` for a whole song of unknown length. */
export interface GridPlan {
  readonly grid: ChunkGrid;
  readonly overlap: number;
  readonly memoryBytes: number | undefined;
  /** The segment that would have been used with more memory; `undefined` where memory sufficed. */
  readonly shortenedFromSamples: number | undefined;
  /** Where the song is separated whole: the longest that may be gathered, and what to throw when it is longer. */
  readonly songLimit: { readonly samples: number; readonly error: () => LimitError };
}

/** Shorter segments would waste more time on the call than on the sound. */
const shortestSegmentSamples = 1024;

/** A segment shorter than a quarter of its context would be separated more than five times over. */
const shortestSegmentPerContext = 1 / 4;

/** Estimate for methods that see the whole song: input, stems in double precision, and a spectrogram of each. */
const songBytesPerSample = { fixed: 64, perStem: 48 };

/** Plans the grid. Throws ArgumentError for an impossible segment or overlap, LimitError where memory cannot do. */
export function planGrid(request: PlanRequest, options: SeparateOptions): GridPlan {
  const chunking = request.separator.chunking(request.sampleRate);
  return chunking === 'song' ? planSong(request, options) : planChunks(request, { ...options, chunking });
}

function planSong(request: PlanRequest, options: SeparateOptions): GridPlan {
  const { separator, lengthSamples, stemCount, callChannels } = request;
  for (const name of ['segmentSeconds', 'overlap'] as const) {
    if (options[name] === undefined || options[name] === 0) continue;
    throw new ArgumentError({
      place: name,
      expected: `none: ${separator.name} must see the whole song`,
      got: String(options[name]),
      remedy: 'Leave it out, or separate an excerpt',
    });
  }
  const perSample = callChannels * (songBytesPerSample.fixed + stemCount * songBytesPerSample.perStem);
  const memoryBytes = lengthSamples === undefined ? undefined : lengthSamples * perSample;
  const limit = checkLimit(options.maxMemoryBytes);
  const error = () => songTooLong(separator.name, { memoryBytes, limit });
  if (memoryBytes !== undefined && memoryBytes > limit) throw error();
  const grid = { segmentSamples: endless, strideSamples: endless, beforeSamples: 0, afterSamples: 0 };
  return {
    grid,
    overlap: 0,
    memoryBytes,
    shortenedFromSamples: undefined,
    songLimit: { samples: Math.floor(limit / perSample), error },
  };
}

function songTooLong(
  separatorName: string,
  { memoryBytes, limit }: { memoryBytes: number | undefined; limit: number },
): LimitError {
  return new LimitError({
    place: `separator ${separatorName}`,
    expected: `a song that it can see whole within ${limit} bytes`,
    got: memoryBytes === undefined ? 'a longer one' : `one that needs about ${Math.ceil(memoryBytes)} bytes`,
    remedy: 'Allow more memory, or separate an excerpt',
    neededBytes: memoryBytes,
  });
}

type ChunkOptions = SeparateOptions & { readonly chunking: Chunking };

function planChunks(request: PlanRequest, options: ChunkOptions): GridPlan {
  const { chunking } = options;
  const overlap = checkNumber('overlap', options.overlap ?? chunking.overlap, { min: 0, below: 1 });
  const asked = askedSegment(request, options);
  const wanted = asked ?? chunking.segmentSamples;
  const limit = checkLimit(options.maxMemoryBytes);
  const memory = { ...request, bytesPerSample: chunking.bytesPerSample };
  const needed = (segment: number) => estimateMemory(gridOf(segment, { chunking, overlap }), memory);
  const segment = needed(wanted) <= limit ? wanted : shrink(wanted, { limit, needed, chunking });
  if (segment === undefined || (asked !== undefined && segment < asked)) {
    throw tooLittleMemory(limit, needed(asked ?? Math.min(wanted, shortestSegment(chunking))));
  }
  const grid = gridOf(segment, { chunking, overlap });
  const shortenedFromSamples = segment < wanted ? wanted : undefined;
  return {
    grid,
    overlap,
    memoryBytes: needed(segment),
    shortenedFromSamples,
    songLimit: { samples: endless, error: () => tooLittleMemory(limit, limit) },
  };
}

/** The segment the caller asked for, on the separator's grid. */
function askedSegment(
  { separator, sampleRate }: PlanRequest,
  { segmentSeconds, chunking }: ChunkOptions,
): number | undefined {
  if (segmentSeconds === undefined) return undefined;
  checkNumber('segmentSeconds', segmentSeconds, { above: 0 });
  const segment = Math.max(1, Math.round((segmentSeconds * sampleRate) / chunking.alignSamples));
  const samples = segment * chunking.alignSamples;
  const longest = longestSegment(chunking);
  if (samples <= longest) return samples;
  throw new ArgumentError({
    place: 'segmentSeconds',
    expected: `at most ${longest / sampleRate} s, the longest that ${separator.name} takes`,
    got: `${segmentSeconds} s`,
    remedy: 'Choose a shorter segment, or none',
  });
}

function longestSegment({ maxSegmentSamples, beforeSamples, afterSamples, alignSamples }: Chunking): number {
  if (maxSegmentSamples === undefined) return endless;
  return Math.floor((maxSegmentSamples - beforeSamples - afterSamples) / alignSamples) * alignSamples;
}

function shortestSegment({ alignSamples, beforeSamples, afterSamples }: Chunking): number {
  const least = Math.max(shortestSegmentSamples, (beforeSamples + afterSamples) * shortestSegmentPerContext);
  return Math.ceil(least / alignSamples) * alignSamples;
}

function gridOf(segmentSamples: number, plan: { chunking: Chunking; overlap: number }): ChunkGrid {
  const { alignSamples, beforeSamples, afterSamples } = plan.chunking;
  const stride = Math.floor(((1 - plan.overlap) * segmentSamples) / alignSamples) * alignSamples;
  return {
    segmentSamples,
    strideSamples: Math.max(alignSamples, stride),
    // Rounded up so that chunks, too, begin on the separator's grid.
    beforeSamples: Math.ceil(beforeSamples / alignSamples) * alignSamples,
    afterSamples,
  };
}

/** The longest segment up to `wanted` that fits: halving, then growing back step by step would gain little. */
function shrink(
  wanted: number,
  fit: { limit: number; needed: (segment: number) => number; chunking: Chunking },
): number | undefined {
  const { alignSamples } = fit.chunking;
  let low = Math.min(wanted, shortestSegment(fit.chunking)) / alignSamples;
  let high = wanted / alignSamples;
  if (fit.needed(low * alignSamples) > fit.limit) return undefined;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (fit.needed(middle * alignSamples) <= fit.limit) low = middle;
    else high = middle;
  }
  return low * alignSamples;
}

function checkLimit(maxMemoryBytes: number | undefined): number {
  if (maxMemoryBytes === undefined) return Number.POSITIVE_INFINITY;
  return checkInteger('maxMemoryBytes', maxMemoryBytes, { above: 0 });
}

function tooLittleMemory(limitBytes: number, leastBytes: number): LimitError {
  return new LimitError({
    place: 'maxMemoryBytes',
    expected: `at least ${Math.ceil(leastBytes)} bytes for this separator and these settings`,
    got: `${limitBytes}`,
    remedy: `Allow ${Math.ceil(leastBytes / 2 ** 20)} MiB or more, or run fewer jobs`,
    neededBytes: Math.ceil(leastBytes),
  });
}
