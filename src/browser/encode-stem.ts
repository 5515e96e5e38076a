/** From sound to a file that the page can offer for download. */

import {
  type Audio,
  audioFormats,
  checkAudio,
  createAudioWriter,
  type EncodeOptions,
  lengthSamples,
  memorySink,
} from '../audio/index.ts';
import { type OutputFormat, type OutputOptions, outputSettings } from '../host/index.ts';
import type { WorkOptions } from '../util/index.ts';
import { browserCodecHost } from './codec-host.ts';
import { nextTask } from './next-task.ts';

/** Options of {@link encodeStem}. */
export interface EncodeStemOptions extends WorkOptions, OutputOptions, Pick<EncodeOptions, 'tags'> {}

/** One second of sound at a time: often enough to show progress, to be cancelled, and for the page to stay alive. */
const blockSeconds = 1;

/**
 * Encodes `audio`; returns the file as a Blob of the format's MIME type, in memory (for files too long for that, write with
 * `createAudioWriter` into a `fileHandleSink`). Throws ArgumentError for what the format cannot have; rejects with the reason
 * of an aborted `signal`.
 *
 * @example
 * const blob = await encodeStem(stems.get('vocals'), { format: 'mp3', bitrate: 192000 });
 * link.href = URL.createObjectURL(blob);
 * link.download = 'vocals.mp3';
 */
export async function encodeStem(audio: Audio, options: EncodeStemOptions = {}): Promise<Blob> {
  const { signal, onProgress, tags } = options;
  const { format, encode } = outputSettings(options);
  const { sampleRate, channels } = checkAudio('audio', audio);
  const total = lengthSamples(audio);
  const sink = memorySink(`stem.${format}`);
  const writer = await createAudioWriter(format, sink, {
    ...encode,
    ...(tags === undefined ? {} : { tags }),
    sampleRate,
    channelCount: channels.length,
    lengthSamples: total,
    host: browserCodecHost(),
  });
  try {
    const step = Math.max(1, Math.round(blockSeconds * sampleRate));
    for (let start = 0; start < total; start += step) {
      signal?.throwIfAborted();
      const end = Math.min(start + step, total);
      await writer.write(channels.map((channel) => channel.subarray(start, end)));
      onProgress?.({ stage: 'encode', done: end / sampleRate, total: total / sampleRate, unit: 'seconds' });
      await nextTask();
    }
    await writer.finish();
  } catch (error) {
    await writer.abort();
    throw error;
  }
  return new Blob([sink.bytes()], { type: mimeTypeOf(format) });
}

/** Opus travels in an Ogg file. */
function mimeTypeOf(format: OutputFormat): string {
  const name = format === 'opus' ? 'ogg' : format;
  return audioFormats.find((candidate) => candidate.name === name)?.mimeType ?? 'application/octet-stream';
}
