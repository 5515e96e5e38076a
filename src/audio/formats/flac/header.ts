/** The metadata in front of a FLAC stream (RFC 9639, section 8): where the frames begin and what they hold. */

import { FormatError } from '../../../util/index.ts';
import type { ByteSource } from '../../bytes.ts';
import type { Tags } from '../../format.ts';
import { damaged } from '../parts/decoded-reader.ts';
import { id3v2Bytes } from '../tags/id3.ts';
import { readId3 } from '../tags/id3-reader.ts';
import { parsePicture, parseVorbisComment } from '../tags/vorbis-comment-reader.ts';

/** What STREAMINFO says. */
export interface FlacStreamInfo {
  readonly sampleRate: number;
  readonly channelCount: number;
  readonly bitsPerSample: number;
  /** `undefined` where the encoder did not know it. */
  readonly lengthSamples: number | undefined;
  /** The 34 bytes of STREAMINFO: what a decoder starts from. */
  readonly header: Uint8Array;
}

const streamInfoBytes = 34;

/** Comments and pictures beyond this size are passed over. */
const maxTagBytes = 20 * 1024 * 1024;

/** STREAMINFO and tags of a native FLAC file, and the position of its first frame. */
export async function readFlacHeader(
  source: ByteSource,
): Promise<{ streamInfo: FlacStreamInfo; framesStart: number; tags: Tags }> {
  const start = id3v2Bytes(await source.read(0, 10));
  const head = await source.read(start, 8 + streamInfoBytes);
  if (String.fromCharCode(...head.subarray(0, 4)) !== 'fLaC') {
    throw damaged(source, 'fLaC at the start', 'something else');
  }
  const streamInfo = parseStreamInfo(source, head.subarray(4));
  let tags: Tags = start === 0 ? {} : ((await readId3(source)) ?? {});
  let position = start + 4;
  for (let last = false; !last; ) {
    const block = await source.read(position, 4);
    if (block.length < 4) throw damaged(source, 'FLAC metadata and frames', 'the end of the file');
    last = (block[0]! & 0x80) !== 0;
    const size = (block[1]! << 16) | (block[2]! << 8) | block[3]!;
    if (size <= maxTagBytes)
      tags = await addTags(tags, block[0]! & 0x7f, () => source.read(position + 4, size));
    position += 4 + size;
  }
  return { streamInfo, framesStart: position, tags };
}

/** `tags` with what a block of this type adds: 4 comments, 6 a picture, of which the front cover wins. */
async function addTags(tags: Tags, type: number, read: () => Promise<Uint8Array>): Promise<Tags> {
  if (type === 4) return { ...tags, ...parseVorbisComment(await read()) };
  if (type !== 6) return tags;
  const block = await read();
  const frontCover = 3;
  const cover =
    tags.cover === undefined || block[3] === frontCover ? safely(() => parsePicture(block)) : undefined;
  return cover === undefined ? tags : { ...tags, cover };
}

/** What `parse` gives, or `undefined` where numbers reach beyond the block. */
function safely<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch {
    return undefined;
  }
}

/** STREAMINFO from a metadata block with its four byte header. */
export function parseStreamInfo(source: ByteSource, block: Uint8Array): FlacStreamInfo {
  const size = ((block[1] ?? 0) << 16) | ((block[2] ?? 0) << 8) | (block[3] ?? 0);
  if (block.length < 4 + streamInfoBytes || (block[0]! & 0x7f) !== 0 || size !== streamInfoBytes) {
    throw damaged(source, 'a STREAMINFO block', 'none');
  }
  const view = new DataView(block.buffer, block.byteOffset + 4, streamInfoBytes);
  const sampleRate = view.getUint32(10) >>> 12;
  const lengthSamples = (view.getUint8(13) & 0x0f) * 2 ** 32 + view.getUint32(14);
  if (sampleRate === 0) {
    throw new FormatError({
      place: source.name,
      expected: 'a sample rate above 0',
      got: '0 Hz in STREAMINFO',
      remedy: 'The file is damaged, or does not hold sound',
    });
  }
  return {
    sampleRate,
    channelCount: ((view.getUint8(12) >> 1) & 7) + 1,
    bitsPerSample: ((view.getUint16(12) >> 4) & 31) + 1,
    lengthSamples: lengthSamples === 0 ? undefined : lengthSamples,
    header: block.slice(4, 4 + streamInfoBytes),
  };
}
