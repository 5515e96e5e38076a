/** What every separator of this folder does with a chunk before and after the mathematics. */

import { type Audio, checkAudio, type SeparateChunkOptions, type Stems } from '../audio/index.ts';
import { ArgumentError, checkChoice } from '../util/index.ts';

/** Far beyond any sound (full scale is 1), far below where the power of a bin would overflow a float32. */
const largestSample = 1e12;

/**
 * Returns `chunk` if it is sound made of finite numbers up to ±1e12. One NaN would spread over a median's whole
 * reach and from there over every frame it touches, so methods that compare bins refuse it: `ArgumentError`
 * with channel and sample.
 */
export function checkFiniteChunk(place: string, chunk: Audio): Audio {
  checkAudio(place, chunk);
  chunk.channels.forEach((channel, c) => {
    for (let n = 0; n < channel.length; n++) {
      // Written so that NaN fails it.
      if (Math.abs(channel[n]!) <= largestSample) continue;
      throw new ArgumentError({
        place: `${place}.channels[${c}][${n}]`,
        expected: 'a finite sample, at most ±1e12',
        got: String(channel[n]),
        remedy: 'Replace NaN and infinite samples, by 0 for instance, before separating',
      });
    }
  });
  return chunk;
}

/**
 * The stems to compute: all of `stems`, or those that `options` ask for. Throws `ArgumentError` for an
 * unknown one.
 */
export function wantedStems(
  stems: readonly string[],
  options: SeparateChunkOptions | undefined,
): ReadonlySet<string> {
  if (options?.stems === undefined) return new Set(stems);
  return new Set(options.stems.map((stem) => checkChoice('stems', stem, stems)));
}

/**
 * Lets the host turn to other events between two pieces of lengthy synchronous work, so that an abort can
 * arrive and a page stay alive; then throws the signal's reason if it was aborted.
 */
export async function takeTurn(signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  await new Promise<void>((resolve) => setTimeout(resolve, 0));
  signal?.throwIfAborted();
}

/** `minuend` minus each of `parts`, sample by sample, as a new array. */
export function subtract(minuend: Float32Array, ...parts: readonly Float32Array[]): Float32Array {
  const rest = minuend.slice();
  for (const part of parts) for (let n = 0; n < rest.length; n++) rest[n]! -= part[n]!;
  return rest;
}

/** How {@link separateChannels} goes about it. */
export interface ChannelWork {
  /** Every stem, in the separator's order. */
  readonly stems: readonly string[];
  readonly options: SeparateChunkOptions | undefined;
  /** From one channel to its wanted stems by name; what else it returns is dropped. */
  readonly split: (
    channel: Float32Array,
    wanted: ReadonlySet<string>,
  ) => Readonly<Record<string, Float32Array | undefined>>;
}

/**
 * The stems of a method that treats every channel by itself, one after the other so that the working memory
 * is that of one.
 */
export async function separateChannels(chunk: Audio, { stems, options, split }: ChannelWork): Promise<Stems> {
  const wanted = wantedStems(stems, options);
  const names = stems.filter((stem) => wanted.has(stem));
  if (names.length === 0) return new Map();
  const splits: Map<string, Float32Array>[] = [];
  for (const channel of chunk.channels) {
    await takeTurn(options?.signal);
    const parts = channel.length === 0 ? undefined : split(channel, wanted);
    splits.push(new Map(names.map((name) => [name, parts?.[name] ?? new Float32Array(0)])));
  }
  const stemOf = (name: string): Audio => ({
    sampleRate: chunk.sampleRate,
    channels: splits.map((parts) => parts.get(name)!),
  });
  return new Map(names.map((name) => [name, stemOf(name)]));
}
