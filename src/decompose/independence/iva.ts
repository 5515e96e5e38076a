/** `iva`: instruments in a room, heard by as many microphones, by AuxIVA (see aux-iva.ts) and projection back. */

import type { Separator } from '../../audio/index.ts';
import { checkInteger, checkNumber } from '../../util/index.ts';
import { checkOptionNames, type OptionDescription } from '../option.ts';
import { sourceNames } from '../stems.ts';
import { startAuxIva } from './aux-iva.ts';
import { createFrequencySeparator } from './frequency-separator.ts';
import { checkSources, roomFrameSecondsOption, sourcesOption } from './source-stems.ts';

/** Options of {@link createIva}. */
export interface IvaOptions {
  /** Sources to find, 2 to 8: the sound must have as many channels. Default 2. */
  readonly sources?: number;
  /** Length of a frame in seconds, which must hold the room's echo. Default 0.256. */
  readonly frameSeconds?: number;
  /** Default 40. */
  readonly iterations?: number;
}

/** The options of `iva` as data. */
export const ivaOptions: readonly OptionDescription[] = [
  sourcesOption,
  roomFrameSecondsOption,
  { name: 'iterations', kind: 'integer', default: '40', summary: 'updates of every source' },
];

/** The stems of `iva` by default. */
export const ivaStems: readonly string[] = sourceNames(2);

/**
 * A separator into `source1`, `source2`, …, from left to right, which add up to the mixture: convolutive mixtures of as many sources as
 * channels. Nothing random is in it.
 *
 * Segments of 60 s are solved each by itself and cross-faded. Channels that are equal, or of which only one sounds, hold one source: then it
 * is `source1` and the others are silent.
 *
 * Throws `ArgumentError` for an option that is unknown or out of range, and, when separating, for another number of channels than sources and
 * for a sample that is not finite.
 */
export function createIva(options: IvaOptions = {}): Separator {
  checkOptionNames('iva', options, ivaOptions);
  const iterations = checkInteger('iva.iterations', options.iterations ?? 40, { min: 1 });
  return createFrequencySeparator({
    name: 'iva',
    sources: checkSources('iva', options.sources),
    frameSeconds: checkNumber('iva.frameSeconds', options.frameSeconds ?? 0.256, { above: 0, max: 10 }),
    *solve(observations) {
      const work = startAuxIva(observations);
      for (let i = 0; i < iterations; i++) {
        work.iterate();
        yield;
      }
      return work.demixer;
    },
    modelBytesPerSample: 0,
  });
}
