/** `separate` from code, in Node: any kind of song in, stems in memory or as a stream out. */

import {
  type OpenSeparationOptions as HostOpenOptions,
  type SeparateSongOptions as HostSongOptions,
  type OpenSeparation,
  openSongSeparation,
  separateSong,
} from '../host/index.ts';
import type { Separation } from '../separate/index.ts';
import { nodeHost } from './host.ts';
import type { SeparateInput } from './open-input.ts';
import type { PcmShape } from './pcm.ts';

/** What only Node's inputs need. */
interface PcmOption {
  /** How raw PCM lies, for an input that is a stream of such bytes. */
  readonly pcm?: PcmShape;
}

/** Options of {@link openSeparation}. */
export interface OpenSeparationOptions extends HostOpenOptions, PcmOption {}

/** Options of {@link separate}. */
export interface SeparateSongOptions extends HostSongOptions, PcmOption {}

/**
 * Takes a song apart. Returns its stems by name, each an Audio as long as the song; they are held in memory, so for very
 * long songs use `separateToFiles` or {@link openSeparation}. The separator's chunks run in worker threads.
 *
 * `input` is a path, a `file:` URL, a file's bytes, a Node stream, an Audio or an AudioStream. Throws ArgumentError,
 * HostError (cannot be read), FormatError (not audio), LimitError; rejects with the reason of an aborted `signal`.
 *
 * @example
 * const { stems } = await separate('song.mp3', { separator: 'hpss-vocals' });
 * const vocals = stems.get('vocals'); // { sampleRate, channels: [left, right] }
 */
export async function separate(input: SeparateInput, options: SeparateSongOptions = {}): Promise<Separation> {
  return await separateSong(nodeHost(options), input, options);
}

/**
 * The streaming form of {@link separate}: plans the separation and returns it as a stream of blocks, in constant memory
 * for any length. Read `blocks()`, then `close()`.
 *
 * @example
 * const separation = await openSeparation('set.flac', { separator: 'hpss' });
 * for await (const { startSample, outputs } of separation.blocks()) play(startSample, outputs.get('percussive'));
 * await separation.close();
 */
export async function openSeparation(
  input: SeparateInput,
  options: OpenSeparationOptions = {},
): Promise<OpenSeparation> {
  return await openSongSeparation(nodeHost(options), input, options);
}
