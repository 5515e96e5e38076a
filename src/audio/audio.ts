/** The Audio value: what every step of the toolkit hands to the next. */

import { ArgumentError, checkInteger, checkNumber } from '../util/index.ts';

/**
 * A stretch of sound: one `Float32Array` per channel, all of the same length, full scale at ±1.
 * `audio.channels[c][n]` is channel `c` at sample `n`, at time `n / sampleRate` seconds.
 * Functions of this toolkit never change the Audio they are given.
 */
export interface Audio {
  /** Samples per second and channel, in hertz. */
  readonly sampleRate: number;
  /** At least one channel; stereo is left, right; more follow the WAVE order (FL FR FC LFE BL BR …). */
  readonly channels: readonly Float32Array[];
}

/** Consecutive samples of a stream: one array per channel, all equally long. The sample rate is the stream's. */
export type AudioBlock = readonly Float32Array[];

/** Sound that arrives piece by piece: the streamed form of {@link Audio}. */
export interface AudioStream {
  readonly sampleRate: number;
  readonly channelCount: number;
  /** Samples per channel, exact, or `undefined` where only the end will tell (a pipe). */
  readonly lengthSamples: number | undefined;
  /**
   * The blocks from sample `startSample` (default 0) to the end, in order, of any sizes above 0. A stream made from a
   * file, a blob or an {@link Audio} can be read again and again; one made from a pipe only once and only from 0.
   */
  blocks(options?: {
    readonly startSample?: number;
    readonly signal?: AbortSignal;
  }): AsyncIterable<AudioBlock>;
}

/** Samples per channel. */
export function lengthSamples(audio: Audio): number {
  return audio.channels[0]?.length ?? 0;
}

/** Length in seconds. */
export function durationSeconds(audio: Audio): number {
  return lengthSamples(audio) / audio.sampleRate;
}

/** Returns `audio` if it is sound: a positive rate, at least one channel, equal lengths. Throws {@link ArgumentError}. */
export function checkAudio(place: string, audio: Audio): Audio {
  checkNumber(`${place}.sampleRate`, audio.sampleRate, { above: 0 });
  checkInteger(`${place}.channels.length`, audio.channels.length, { min: 1 });
  const lengths = new Set(audio.channels.map((channel) => channel.length));
  if (lengths.size > 1) {
    throw new ArgumentError({
      place: `${place}.channels`,
      expected: 'channels of one length',
      got: `lengths ${[...lengths].join(', ')}`,
      remedy: 'Pad or cut the channels to the same number of samples',
    });
  }
  return audio;
}

/** An {@link Audio} as a stream of blocks of `blockSamples` samples (default 65536: large enough to be cheap). */
export function streamAudio(audio: Audio, blockSamples = 65536): AudioStream {
  const total = lengthSamples(audio);
  return {
    sampleRate: audio.sampleRate,
    channelCount: audio.channels.length,
    lengthSamples: total,
    async *blocks({ startSample = 0, signal } = {}) {
      for (let start = startSample; start < total; start += blockSamples) {
        signal?.throwIfAborted();
        yield audio.channels.map((channel) => channel.subarray(start, Math.min(start + blockSamples, total)));
      }
    },
  };
}

/** Reads a stream to its end into one {@link Audio}. */
export async function collectAudio(
  stream: AudioStream,
  options: { readonly signal?: AbortSignal } = {},
): Promise<Audio> {
  const blocks: AudioBlock[] = [];
  for await (const block of stream.blocks(options)) blocks.push(block);
  const total = blocks.reduce((sum, block) => sum + block[0]!.length, 0);
  const channels = Array.from({ length: stream.channelCount }, (_, c) => {
    const channel = new Float32Array(total);
    let offset = 0;
    for (const block of blocks) {
      channel.set(block[c]!, offset);
      offset += block[c]!.length;
    }
    return channel;
  });
  return { sampleRate: stream.sampleRate, channels };
}
