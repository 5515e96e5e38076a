/**
 * Opening, probing and decoding any audio file: the content says which format it is, the name is asked only where the content
 * does not tell, and the host's own means come last.
 */

import { AuralflowError, FormatError, LimitError, type LimitErrorParts } from '../util/index.ts';
import type { Audio } from './audio.ts';
import { type ByteSource, bytesSource } from './bytes.ts';
import type { AudioFormat, AudioInfo, AudioReader, OpenOptions } from './format.ts';
import { audioFormats } from './formats/list.ts';
import { id3v2Bytes } from './formats/tags/id3.ts';

/** What formats are recognised by. */
const headBytes = 65536;
/** What decoding may take unless told otherwise: about 50 minutes of stereo at 44.1 kHz. */
const defaultMaxMemoryBytes = 2 ** 30;

/** Room made before the first block, over all channels: 64 MiB. */
const firstBufferSamples = 2 ** 24;

/**
 * Opens an audio file of any format for streamed reading. `reader.close()` closes the source too; if opening fails, the source
 * stays open and is the caller's.
 *
 * Throws {@link FormatError} for what is not audio or damaged, {@link LimitError} where reading would need more than
 * `maxMemoryBytes`. Damage further in is thrown by `blocks()` when it is reached, after the sound before it.
 *
 * @example
 * const reader = await openAudio(bytesSource(bytes));
 * for await (const block of reader.blocks()) console.log(block[0].length);
 * await reader.close();
 */
export async function openAudio(source: ByteSource, options: OpenOptions = {}): Promise<AudioReader> {
  options.signal?.throwIfAborted();
  const format = await recognise(source);
  if ((options.soundTrack ?? 0) > 0 && format?.name !== 'm4a') {
    throw new FormatError({
      place: source.name,
      expected: 'an MP4 file, since one of several sound tracks is asked for',
      got: format?.name ?? 'something else',
      remedy: 'Leave the number of the sound track out',
    });
  }
  if (format !== undefined) return await format.open(source, options);
  const hinted = formatByName(source.name);
  if (hinted !== undefined) {
    try {
      return await hinted.open(source, options);
    } catch (error) {
      // A name is only a hint: what it promised is not there.
      if (!(error instanceof FormatError)) throw error;
    }
  }
  const reader = await options.host?.fallbackReader?.(source, options);
  if (reader !== undefined) return reader;
  throw new FormatError({
    place: source.name,
    expected: `an audio file (${audioFormats.map(({ name }) => name).join(', ')})`,
    got: source.size === 0 ? 'an empty file' : 'something else',
    remedy: options.host?.remedy ?? 'Convert it to one of these formats',
  });
}

/**
 * What an audio file is: format, codec, rate, channels, length, tags. Reads headers only. Closes the source. Throws as
 * {@link openAudio} does.
 */
export async function probeAudio(
  input: Uint8Array | ByteSource,
  options: OpenOptions = {},
): Promise<AudioInfo> {
  const source = asSource(input);
  try {
    const reader = await openAudio(source, options);
    await reader.close();
    return reader.info;
  } catch (error) {
    await source.close();
    throw error;
  }
}

/**
 * All sound of an audio file. Closes the source. Throws as {@link openAudio} does, and {@link LimitError} where the sound is
 * larger than `maxMemoryBytes` (default 1 GiB).
 *
 * @example
 * const { sampleRate, channels } = await decodeAudio(await readFile('song.mp3'));
 */
export async function decodeAudio(input: Uint8Array | ByteSource, options: OpenOptions = {}): Promise<Audio> {
  const source = asSource(input);
  const limit = options.maxMemoryBytes ?? defaultMaxMemoryBytes;
  let reader: AudioReader | undefined;
  try {
    reader = await openAudio(source, options);
    const { sampleRate, channelCount } = reader;
    const buffer = createGrowingBuffer(source, { channelCount, limit, expected: reader.lengthSamples ?? 0 });
    const signal = options.signal;
    for await (const block of reader.blocks(signal === undefined ? {} : { signal })) buffer.append(block);
    return { sampleRate, channels: buffer.channels() };
  } finally {
    await (reader ?? source).close();
  }
}

/** The format whose mark the file carries, behind an ID3 tag if there is one. */
async function recognise(source: ByteSource): Promise<AudioFormat | undefined> {
  const head = await source.read(0, headBytes);
  const tagBytes = id3v2Bytes(head);
  const sound = tagBytes === 0 ? head : await source.read(tagBytes, headBytes);
  return (
    audioFormats.find((format) => format.sniff(sound)) ??
    (tagBytes === 0 ? undefined : audioFormats.find((format) => format.sniff(head)))
  );
}

function formatByName(name: string): AudioFormat | undefined {
  const extension = /\.([^./\\]+)$/.exec(name)?.[1]?.toLowerCase();
  return audioFormats.find(({ extensions }) => extension !== undefined && extensions.includes(extension));
}

function asSource(input: Uint8Array | ByteSource): ByteSource {
  return input instanceof Uint8Array ? bytesSource(input) : input;
}

/** Channels that grow as blocks come, within `limit` bytes. */
function createGrowingBuffer(
  source: ByteSource,
  { channelCount, limit, expected }: { channelCount: number; limit: number; expected: number },
): { append(block: readonly Float32Array[]): void; channels(): Float32Array[] } {
  let length = 0;
  const expectedBytes = expected * channelCount * 4;
  if (expectedBytes > limit) throw tooLarge({ neededBytes: expectedBytes });
  // A header may promise anything: only once sound has come is all of it made room for.
  let buffers = allocate(Math.min(expected, Math.ceil(firstBufferSamples / channelCount)));

  function allocate(samples: number): Float32Array[] {
    if (samples * channelCount * 4 > limit) throw tooLarge({});
    try {
      return Array.from({ length: channelCount }, () => new Float32Array(samples));
    } catch (cause) {
      if (cause instanceof AuralflowError) throw cause;
      throw tooLarge({ cause });
    }
  }

  function tooLarge(known: Pick<LimitErrorParts, 'neededBytes' | 'cause'>): LimitError {
    return new LimitError({
      place: source.name,
      expected: `sound of at most ${limit} bytes in memory`,
      got: 'more',
      remedy: 'Read it in blocks with openAudio, or raise maxMemoryBytes',
      ...known,
    });
  }

  return {
    append(block) {
      const end = length + block[0]!.length;
      if (end > buffers[0]!.length) {
        // Doubling, but never beyond the limit while the sound itself is still within it.
        const most = Math.floor(limit / 4 / channelCount);
        const wanted = end <= expected ? expected : Math.min(most, 2 * buffers[0]!.length);
        const grown = allocate(Math.max(end, wanted));
        for (const [c, channel] of buffers.entries()) grown[c]!.set(channel.subarray(0, length));
        buffers = grown;
      }
      for (const [c, channel] of block.entries()) buffers[c]!.set(channel, length);
      length = end;
    },
    channels: () =>
      buffers.map((channel) => (channel.length === length ? channel : channel.slice(0, length))),
  };
}
