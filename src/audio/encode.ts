/** Sound into the bytes of a file: streamed into any sink, or whole into memory. */

import { ArgumentError, describe, nearestName } from '../util/index.ts';
import { type Audio, checkAudio, lengthSamples, streamAudio } from './audio.ts';
import { type ByteSink, memorySink } from './bytes.ts';
import type { AudioFormat, AudioWriter, EncodeOptions } from './format.ts';
import { audioFormats } from './formats/list.ts';

/**
 * Starts a file in the format of this name: `'wav'`, `'flac'`, `'mp3'`, `'ogg'` or `'opus'` (Opus in an
 * Ogg file), `'m4a'`. Blocks go in by `write`, `finish` completes the file and closes the sink. Whatever fails on the way
 * aborts the sink and is thrown; memory stays the same however long the file gets, and the same sound and options always
 * give the same bytes.
 *
 * Throws {@link ArgumentError} for a format that cannot be written, and for a sample rate, channel count, sample format or
 * bitrate that it cannot have.
 *
 * @example
 * const writer = await createAudioWriter('mp3', sink, { sampleRate: 44100, channelCount: 2 });
 * for await (const block of stream.blocks()) await writer.write(block);
 * await writer.finish();
 */
export async function createAudioWriter(
  format: string,
  sink: ByteSink,
  options: EncodeOptions,
): Promise<AudioWriter> {
  try {
    return await findWritable(format).create(sink, options);
  } catch (error) {
    await sink.abort();
    throw error;
  }
}

/** Options of {@link encodeAudio}. */
export interface EncodeAudioOptions
  extends Omit<EncodeOptions, 'sampleRate' | 'channelCount' | 'lengthSamples'> {
  /** As in {@link createAudioWriter}. Default `'wav'`: nothing is lost and everything reads it. */
  readonly format?: string;
  /** Aborting it rejects with its reason. */
  readonly signal?: AbortSignal;
}

/**
 * The bytes of a file that holds `audio`. Throws as {@link createAudioWriter} does.
 *
 * @example
 * const bytes = await encodeAudio(stems.get('vocals'), { format: 'flac', sampleFormat: 's24' });
 */
export async function encodeAudio(
  audio: Audio,
  { format = 'wav', signal, ...options }: EncodeAudioOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const { sampleRate, channels } = checkAudio('audio', audio);
  const sink = memorySink(`audio.${format}`);
  const writer = await createAudioWriter(format, sink, {
    ...options,
    sampleRate,
    channelCount: channels.length,
    lengthSamples: lengthSamples(audio),
  });
  try {
    for await (const block of streamAudio(audio).blocks(signal === undefined ? {} : { signal })) {
      await writer.write(block);
    }
    await writer.finish();
  } catch (error) {
    await writer.abort();
    throw error;
  }
  return sink.bytes();
}

type WritableFormat = AudioFormat & Required<Pick<AudioFormat, 'create'>>;

function findWritable(format: string): WritableFormat {
  const writable = audioFormats.filter((candidate): candidate is WritableFormat => 'create' in candidate);
  const found = writable.find(({ name }) => name === (format === 'opus' ? 'ogg' : format));
  if (found !== undefined) return found;
  const names = [...new Set([...writable.map(({ name }) => name), 'opus'])];
  const near = nearestName(String(format), names);
  throw new ArgumentError({
    place: 'format',
    expected: `one of ${names.join(', ')}`,
    got: describe(format),
    remedy: near === undefined ? 'Choose a name from the list' : `Did you mean ${near}?`,
  });
}
