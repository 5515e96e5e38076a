/**
 * What the methods of this folder have in common around the mathematics: as many sources as channels, named from left to right. The order in
 * which a method finds sources means nothing; where they stand does, and stays what it is from one segment of a song to the next.
 */

import { type Audio, checkAudio } from '../../audio/index.ts';
import { ArgumentError, checkInteger } from '../../util/index.ts';
import { checkFiniteChunk } from '../chunk.ts';
import type { OptionDescription } from '../option.ts';

/** The option that all of them take. */
export const sourcesOption: OptionDescription = {
  name: 'sources',
  kind: 'integer',
  default: '2',
  summary: 'sources to find: as many as the sound has channels, 2 to 8',
};

/** The option of methods that work frequency by frequency: frames must hold a room's echo. */
export const roomFrameSecondsOption: OptionDescription = {
  name: 'frameSeconds',
  kind: 'number',
  default: '0.256',
  summary: 'length of a frame in seconds: longer than the echo, shorter than a note',
};

/** The number of sources, checked. */
export function checkSources(method: string, sources: number | undefined): number {
  return checkInteger(`${method}.sources`, sources ?? 2, { min: 2, max: 8 });
}

/** `chunk` if it is finite sound of `sources` channels; `ArgumentError` that names the rule if not. */
export function checkDeterminedChunk(method: string, chunk: Audio, sources: number): Audio {
  const count = checkAudio(method, chunk).channels.length;
  if (count === sources) return checkFiniteChunk(method, chunk);
  throw new ArgumentError({
    place: method,
    expected: `${sources} channels for ${sources} sources: it needs as many channels that differ as there are sources`,
    got: count === 1 ? 'mono' : `${count} channels`,
    remedy:
      count === 1
        ? 'Use hpss-vocals, which needs no stereo image'
        : `Set sources to the number of channels, or give it ${sources} channels`,
  });
}

/**
 * The sources from left to right: sorted by Σ c·E[c] / Σ E[c] with E[c] the energy of the source's image in channel c. Silent ones stand last.
 * `energies` is `[source, channel]`.
 */
export function leftToRight(energies: readonly (readonly number[])[]): number[] {
  const places = energies.map((energy) => {
    const total = energy.reduce((sum, value) => sum + value, 0);
    if (!(total > 0)) return Number.POSITIVE_INFINITY;
    return energy.reduce((sum, value, c) => sum + c * (value / total), 0);
  });
  return places
    .map((_, i) => i)
    .sort((i, j) => (places[i] === places[j] ? i - j : places[i]! < places[j]! ? -1 : 1));
}
