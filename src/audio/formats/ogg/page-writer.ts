/** Packets into Ogg pages (RFC 3533), as they come: a page goes out when it is full or a second old. */

import type { ByteSink } from '../../bytes.ts';
import { concatBytes } from '../parts/byte-parts.ts';
import { pageCrc } from './pages.ts';

/** Writes one logical stream into a sink. */
export interface OggPageWriter {
  /** A packet; `granule` is the stream's sample count at its end. */
  packet(data: Uint8Array, granule: number): Promise<void>;
  /** Ends the page: what follows begins a new one. */
  endPage(): Promise<void>;
  /** Ends the stream with the page at hand. Its granule becomes `granule`, which cuts off what is beyond. */
  endStream(granule: number): Promise<void>;
}

/** Any number will do, as there is one stream in the file; this one spells "aura". */
const serial = 0x61757261;
const maxSegments = 255;
const continuedPacket = 1;
const firstPage = 2;
const lastPage = 4;

/** A writer from the sink's start on. `maxPageSamples` is how much of the stream a page may hold. */
export function createOggPageWriter(
  sink: ByteSink,
  { maxPageSamples }: { readonly maxPageSamples: number },
): OggPageWriter {
  let position = 0;
  let sequence = 0;
  let segments: number[] = [];
  let pieces: Uint8Array[] = [];
  let pageGranule = -1;
  let lastGranule = 0;
  let continues = false;

  async function writePage(flags: number): Promise<void> {
    const flag = flags | (continues ? continuedPacket : 0) | (sequence === 0 ? firstPage : 0);
    const page = buildPage({ flag, granule: pageGranule, sequence, segments, content: concatBytes(pieces) });
    await sink.write(position, page);
    position += page.length;
    sequence++;
    segments = [];
    pieces = [];
    if (pageGranule >= 0) lastGranule = pageGranule;
    pageGranule = -1;
    continues = false;
  }

  return {
    async packet(data, granule) {
      const isOld = granule - lastGranule > maxPageSamples;
      if (segments.length > 0 && (isOld || segments.length + data.length / 255 >= maxSegments)) {
        await writePage(0);
      }
      // A packet is told by segments of 255 bytes and a shorter one, which may be empty.
      for (let start = 0; start <= data.length; start += 255) {
        if (segments.length === maxSegments) {
          await writePage(0);
          continues = true;
        }
        const segment = data.subarray(start, start + 255);
        segments.push(segment.length);
        pieces.push(segment);
      }
      pageGranule = granule;
    },
    async endPage() {
      if (segments.length > 0) await writePage(0);
    },
    async endStream(granule) {
      pageGranule = granule;
      await writePage(lastPage);
    },
  };
}

interface PageParts {
  readonly flag: number;
  /** -1 where no packet ends on the page. */
  readonly granule: number;
  readonly sequence: number;
  readonly segments: readonly number[];
  readonly content: Uint8Array;
}

function buildPage({ flag, granule, sequence, segments, content }: PageParts): Uint8Array {
  const page = new Uint8Array(27 + segments.length + content.length);
  const view = new DataView(page.buffer);
  page.set(new TextEncoder().encode('OggS'));
  page[5] = flag;
  view.setBigInt64(6, BigInt(granule), true);
  view.setUint32(14, serial, true);
  view.setUint32(18, sequence, true);
  page[26] = segments.length;
  page.set(segments, 27);
  page.set(content, 27 + segments.length);
  view.setUint32(22, pageCrc(page), true);
  return page;
}
