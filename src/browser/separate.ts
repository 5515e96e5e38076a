/** `separate` from code, in the browser: any kind of song in, stems in memory or as a stream out. */

import {
  type OpenSeparation,
  type OpenSeparationOptions,
  openSongSeparation,
  type SeparateSongOptions,
  separateSong,
} from '../host/index.ts';
import type { Separation } from '../separate/index.ts';
import { browserHost } from './host.ts';
import type { SeparateInput } from './open-input.ts';

/**
 * Takes a song apart. Returns its stems by name, each an Audio as long as the song; they are held in memory (10 MB per minute,
 * channel and stem at 44.1 kHz), so for very long songs use {@link openSeparation}. The separator's chunks run in web workers.
 *
 * `input` is a File or Blob, a file's bytes, an address, an AudioBuffer, an Audio or an AudioStream. Throws ArgumentError,
 * HostError (cannot be read), FormatError (not audio), LimitError; rejects with the reason of an aborted `signal`.
 *
 * @example
 * const { stems } = await separate(fileInput.files[0], { separator: 'hpss-vocals' });
 * const vocals = stems.get('vocals'); // { sampleRate, channels: [left, right] }
 */
export async function separate(input: SeparateInput, options: SeparateSongOptions = {}): Promise<Separation> {
  return await separateSong(browserHost, input, options);
}

/**
 * The streaming form of {@link separate}: plans the separation and returns it as a stream of blocks, in constant memory for
 * any length. Read `blocks()`, then `close()`.
 *
 * @example
 * const separation = await openSeparation(file, { separator: 'hpss' });
 * for await (const { startSample, outputs } of separation.blocks()) play(startSample, outputs.get('percussive'));
 * await separation.close();
 */
export async function openSeparation(
  input: SeparateInput,
  options: OpenSeparationOptions = {},
): Promise<OpenSeparation> {
  return await openSongSeparation(browserHost, input, options);
}
