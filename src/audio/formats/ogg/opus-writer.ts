/** Sound into an Ogg Opus file (RFC 7845): at 48 kHz, as Opus has it, and exactly as long as the sound is there. */

import { createResampler, resampledLength } from '../../../dsp/index.ts';
import { checkInteger } from '../../../util/index.ts';
import type { AudioBlock } from '../../audio.ts';
import type { ByteSink } from '../../bytes.ts';
import type { AudioWriter, EncodeOptions, Tags } from '../../format.ts';
import { concatBytes } from '../parts/byte-parts.ts';
import { checkChannelCount } from '../parts/check-encode.ts';
import { guardWriter } from '../parts/guarded-writer.ts';
import type { EncodedFrame } from '../parts/packet-encoder.ts';
import { buildVorbisComment, pictureComment } from '../tags/vorbis-comment-writer.ts';
import { createOpusEncoder, opusFrameSamples, opusRate } from './opus-encoder.ts';
import { createOggPageWriter, type OggPageWriter } from './page-writer.ts';

/** Transparent for stereo, with room for stems that are mixed again; beyond stereo by the channel. */
const defaultBitrate = 192_000;
const defaultChannelBitrate = 80_000;
/** Samples per channel encoded at a time: 50 frames, a second. */
const pieceSamples = 50 * opusFrameSamples;

/**
 * Starts an Ogg Opus file of 1 to 8 channels. Sound at another rate than 48 kHz is resampled to it, and the file is then exactly
 * as long as the resampled sound (see `resampledLength`), without delay. `bitrate` is 6000 to 1024000 for the whole file, of
 * which libopus uses at most 256000 per channel; the default is 192000, beyond stereo 80000 per channel.
 */
export async function createOpus(sink: ByteSink, options: EncodeOptions): Promise<AudioWriter> {
  const { channelCount, sampleRate, tags = {} } = options;
  checkChannelCount('opus', channelCount, 8);
  checkInteger('sampleRate', sampleRate, { min: 1000, max: 1_536_000 });
  const usual = channelCount > 2 ? defaultChannelBitrate * channelCount : defaultBitrate;
  const bitrate = checkInteger('bitrate', options.bitrate ?? usual, { min: 6000, max: 1_024_000 });
  const encoder = await createOpusEncoder({
    channelCount,
    bitrate: Math.min(bitrate, 256_000 * channelCount),
  });
  const resampler = createResampler({ fromRate: sampleRate, toRate: opusRate, channelCount });
  const pages = createOggPageWriter(sink, { maxPageSamples: opusRate });
  const preSkip = new DataView(encoder.head.buffer, encoder.head.byteOffset).getUint16(10, true);
  const pending = createPieces(channelCount);
  let samplesIn = 0;
  let samplesOut = 0;
  let endGranule = Number.POSITIVE_INFINITY;
  let started = false;

  async function start(): Promise<void> {
    if (started) return;
    started = true;
    await writeHeaders(pages, { head: encoder.head, sampleRate, tags });
  }

  async function appendPackets(frames: readonly EncodedFrame[]): Promise<void> {
    for (const { data, samples } of frames) {
      // The packet that flushing gives beyond the end is not needed.
      if (samplesOut >= endGranule) return;
      samplesOut += samples;
      await pages.packet(data, samplesOut);
    }
  }

  async function encodePieces(): Promise<void> {
    for (let piece = pending.take(); piece !== undefined; piece = pending.take()) {
      await appendPackets(await encoder.encode(piece));
    }
  }

  return guardWriter(
    {
      async write(block) {
        await start();
        samplesIn += block[0]!.length;
        pending.push(resampler.push(block));
        await encodePieces();
      },
      async finish() {
        await start();
        pending.push(resampler.flush());
        const length = resampledLength(samplesIn, { fromRate: sampleRate, toRate: opusRate });
        endGranule = preSkip + length;
        await encodePieces();
        await appendPackets(await encoder.encode(pending.rest(endGranule - length)));
        await appendPackets(await encoder.finish());
        await pages.endStream(endGranule);
      },
      dispose: () => encoder.close(),
    },
    { sink, channelCount },
  );
}

/** The two packets before the sound, each on pages of its own. */
async function writeHeaders(
  pages: OggPageWriter,
  { head, sampleRate, tags }: { head: Uint8Array; sampleRate: number; tags: Tags },
): Promise<void> {
  const withRate = head.slice();
  new DataView(withRate.buffer).setUint32(12, sampleRate, true);
  await pages.packet(withRate, 0);
  await pages.endPage();
  const comment = buildVorbisComment(tags, tags.cover ? [pictureComment(tags.cover)] : []);
  await pages.packet(concatBytes([new TextEncoder().encode('OpusTags'), comment]), 0);
  await pages.endPage();
}

/** Collects blocks of any length and gives them back in pieces of {@link pieceSamples}. */
function createPieces(channelCount: number): {
  push(block: AudioBlock): void;
  take(): AudioBlock | undefined;
  /** What is left and at least `silenceSamples` of silence, as whole frames. */
  rest(silenceSamples: number): AudioBlock;
} {
  let blocks: AudioBlock[] = [];
  let held = 0;

  function join(length: number): Float32Array[] {
    return Array.from({ length: channelCount }, (_, c) => {
      const channel = new Float32Array(Math.max(length, held));
      let offset = 0;
      for (const block of blocks) {
        channel.set(block[c]!, offset);
        offset += block[c]!.length;
      }
      return channel;
    });
  }

  return {
    push(block) {
      if (block[0]!.length === 0) return;
      blocks.push(block.map((channel) => channel.slice()));
      held += block[0]!.length;
    },
    take() {
      if (held < pieceSamples) return undefined;
      const joined = join(held);
      blocks = [joined.map((channel) => channel.subarray(pieceSamples))];
      held -= pieceSamples;
      return joined.map((channel) => channel.subarray(0, pieceSamples));
    },
    rest(silenceSamples) {
      return join(Math.ceil((held + silenceSamples) / opusFrameSamples) * opusFrameSamples);
    },
  };
}
