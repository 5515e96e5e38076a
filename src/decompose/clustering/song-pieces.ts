/** A song gone through piece by piece where a method must have seen all of it before: its stems by masks, in bounded working memory. */

import type { Audio, Stems } from '../../audio/index.ts';
import { applyMask, istft, type Spectrogram, stft } from '../../dsp/index.ts';
import { roundUp } from '../../util/index.ts';
import { takeTurn } from '../chunk.ts';
import type { FrameSettings } from '../spectrogram-grid.ts';
import { stemsWithRest } from '../stems.ts';

/** How {@link separatePieces} goes about it. */
export interface PieceWork extends FrameSettings {
  /** Every stem, in the separator's order; the last is what the others leave of the mixture. */
  readonly stems: readonly string[];
  readonly wanted: ReadonlySet<string>;
  readonly signal: AbortSignal | undefined;
  /** From a piece to a mask `[frame, bin]` for each stem but the last. */
  readonly masksOf: (piece: Spectrogram) => Promise<readonly Float32Array[]>;
}

/** What is kept of a piece: a multiple of the hop is taken. At 44.1 kHz its spectrogram takes 34 MB per channel. */
const pieceSeconds = 20;

/** The wanted stems of a song, whose frames are the same wherever a piece begins. */
export async function separatePieces(song: Audio, work: PieceWork): Promise<Stems> {
  const { stems, wanted, fftSize, hopSize } = work;
  const total = song.channels[0]!.length;
  const computed = stems.slice(0, -1).filter((name) => wanted.has(name) || wanted.has(stems.at(-1)!));
  const out = new Map(
    computed.map((name) => [name, song.channels.map(() => new Float32Array(total))] as const),
  );
  const context = roundUp(fftSize, hopSize);
  const length = roundUp(Math.round(pieceSeconds * song.sampleRate), hopSize);
  for (let start = 0; start < total; start += length) {
    await takeTurn(work.signal);
    const [from, to] = [Math.max(0, start - context), Math.min(total, start + length + context)];
    const part = song.channels.map((channel) => channel.subarray(from, to));
    const piece = stft(part, { fftSize, hopSize, padMode: 'zeros' });
    const masks = await work.masksOf(piece);
    const end = Math.min(total, start + length);
    stems.slice(0, -1).forEach((name, j) => {
      const target = out.get(name);
      if (target === undefined) return;
      istft(applyMask(piece, [masks[j]!])).forEach((channel, c) => {
        target[c]!.set(channel.subarray(start - from, end - from), start);
      });
    });
  }
  return stemsWithRest(song, { names: stems, wanted, imageOf: (i) => out.get(stems[i]!)! });
}
