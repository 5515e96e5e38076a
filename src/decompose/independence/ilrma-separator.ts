/** `ilrma`: instruments in a room, heard by as many microphones, by ILRMA (see ilrma.ts) and projection back. */

import type { Separator } from '../../audio/index.ts';
import { checkInteger, checkNumber } from '../../util/index.ts';
import { checkOptionNames, type OptionDescription, seedOption } from '../option.ts';
import { sourceNames } from '../stems.ts';
import { startAuxIva } from './aux-iva.ts';
import { createFrequencySeparator } from './frequency-separator.ts';
import { startIlrma } from './ilrma.ts';
import { checkSources, roomFrameSecondsOption, sourcesOption } from './source-stems.ts';

/** Options of {@link createIlrma}. */
export interface IlrmaSeparatorOptions {
  /** Sources to find, 2 to 8: the sound must have as many channels. Default 2. */
  readonly sources?: number;
  /** Length of a frame in seconds, which must hold the room's echo. Default 0.256. */
  readonly frameSeconds?: number;
  /** Default 50. */
  readonly iterations?: number;
  /** Spectra per source. Default 4: few for speech, which changes too much for any, more for instruments with few notes. */
  readonly bases?: number;
  /** Of the random start of the spectra. Default 0. */
  readonly seed?: number;
}

/** The options of `ilrma` as data. */
export const ilrmaOptions: readonly OptionDescription[] = [
  sourcesOption,
  roomFrameSecondsOption,
  { name: 'iterations', kind: 'integer', default: '50', summary: 'updates of every source' },
  { name: 'bases', kind: 'integer', default: '4', summary: 'spectra that a source is made of' },
  seedOption,
];

/**
 * Random spectra lead the matrices astray before they are spectra of anything: AuxIVA goes first, and the spectra are fitted to what it found.
 */
const startIterations = 20;
const fitIterations = 10;

/** The stems of `ilrma` by default. */
export const ilrmaStems: readonly string[] = sourceNames(2);

/**
 * A separator into `source1`, `source2`, …, from left to right, which add up to the mixture: convolutive mixtures of as many sources as
 * channels, each made of a few spectra that come and go. Better than `iva` on music that repeats its notes, and slower.
 *
 * Segments of 60 s are solved each by itself and cross-faded. Channels that are equal, or of which only one sounds, hold one source: then it
 * is `source1` and the others are silent.
 *
 * Throws `ArgumentError` for an option that is unknown or out of range, and, when separating, for another number of channels than sources and
 * for a sample that is not finite.
 */
export function createIlrma(options: IlrmaSeparatorOptions = {}): Separator {
  checkOptionNames('ilrma', options, ilrmaOptions);
  const bases = checkInteger('ilrma.bases', options.bases ?? 4, { min: 1, max: 64 });
  const seed = checkInteger('ilrma.seed', options.seed ?? 0);
  const iterations = checkInteger('ilrma.iterations', options.iterations ?? 50, { min: 1 });
  return createFrequencySeparator({
    name: 'ilrma',
    sources: checkSources('ilrma', options.sources),
    frameSeconds: checkNumber('ilrma.frameSeconds', options.frameSeconds ?? 0.256, { above: 0, max: 10 }),
    *solve(observations) {
      const start = startAuxIva(observations);
      for (let i = 0; i < startIterations; i++) {
        start.iterate();
        yield;
      }
      const work = startIlrma(observations, { bases, seed, matrices: start.demixer.matrices });
      for (let i = 0; i < iterations; i++) {
        if (i < fitIterations) work.fit();
        else work.iterate();
        yield;
      }
      return work.demixer;
    },
    // Powers of the source at work.
    modelBytesPerSample: 4,
  });
}
