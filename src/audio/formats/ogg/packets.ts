/** The packets of one Ogg file, put together from its pages and grouped into the logical streams that follow each other. */

import type { ByteReader } from '../../byte-reader.ts';
import { type OggPage, oggPages } from './pages.ts';

/** The packets that end on one page. */
export interface OggPackets {
  readonly packets: readonly Uint8Array[];
  /** The sample count at the end of the last of them; -1 where the page does not say. */
  readonly granule: number;
  /** Whether a logical stream starts here: its first packet is the codec's header. */
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly serial: number;
}

/** No packet of sound, and no header with a cover in it, is larger. */
const maxPacketBytes = 64 * 1024 * 1024;

/**
 * The packets of the streams whose first packet `accepts`; other streams beside them (video, subtitles) are passed over.
 * A page missing within a stream throws, except right after the headers, where a recording may have joined late.
 */
export async function* oggPackets(
  reader: ByteReader,
  accepts: (firstPacket: Uint8Array) => boolean,
): AsyncGenerator<OggPackets, void> {
  let serial: number | undefined;
  let expectedSequence = 0;
  let pagesSeen = 0;
  let open: Uint8Array[] = [];
  for await (const page of oggPages(reader)) {
    if (page.isFirst) {
      if (serial !== undefined || !accepts(page.pieces[0] ?? new Uint8Array(0))) continue;
      serial = page.serial;
      expectedSequence = page.sequence;
      pagesSeen = 0;
      open = [];
    }
    if (page.serial !== serial) continue;
    if (page.sequence !== expectedSequence && pagesSeen > 3) throw new Error('a page is missing');
    expectedSequence = page.sequence + 1;
    pagesSeen++;
    const { packets, rest } = joinPieces(page, open);
    open = rest;
    yield { packets, granule: page.granule, isFirst: page.isFirst, isLast: page.isLast, serial };
    // Another may follow: a chained file.
    if (page.isLast) serial = undefined;
  }
}

function joinPieces(page: OggPage, open: Uint8Array[]): { packets: Uint8Array[]; rest: Uint8Array[] } {
  const packets: Uint8Array[] = [];
  let rest = page.isContinued ? open : [];
  page.pieces.forEach((piece, index) => {
    // What continues a packet whose beginning we have not seen is no packet.
    if (index === 0 && page.isContinued && open.length === 0) return;
    rest.push(piece);
    if (page.isOpen && index === page.pieces.length - 1) return;
    packets.push(joinBytes(rest));
    rest = [];
  });
  if (rest.reduce((sum, piece) => sum + piece.length, 0) > maxPacketBytes)
    throw new Error('a packet of absurd size');
  return { packets, rest };
}

/** `parts` one after the other. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
