/**
 * `projet`: sources as mixtures of places. D. FitzGerald, A. Liutkus, R. Badeau, "PROJET – spatial audio separation using projections", ICASSP 2016:
 * instead of deciding bin by bin where a sound comes from, the stereo signal is projected on many directions, in each of which what stands at
 * right angles is gone, and the magnitudes of all projections are explained together by sources, each with a spectrogram P and a distribution
 * over places Q.
 */

import type { Separator } from '../../audio/index.ts';
import { stft } from '../../dsp/index.ts';
import { checkInteger, checkNumber } from '../../util/index.ts';
import { takeTurn, wantedStems } from '../chunk.ts';
import { checkOptionNames, frameSecondsOption, type OptionDescription } from '../option.ts';
import { framesNear } from '../spectrogram-grid.ts';
import { levelled, stemsFromBins, stemsOfOneSource } from '../stems.ts';
import { startProjet } from './projet-model.ts';
import { areEqual, checkStereoChunk, learningChunking, placeNames, stereoBytes } from './stereo-image.ts';

/** Options of {@link createProjet}. */
export interface ProjetOptions {
  /** Sources from left to right, 2 to 8. 2 are `left` and `right`, 3 (default) `left`, `center`, `right`, more `source1`, `source2`, … */
  readonly sources?: number;
  /** Default 10: more make sharper places, and worse stems on music, where a place holds more than one instrument. */
  readonly iterations?: number;
  /** Directions that the signal is projected on. Default 8. */
  readonly projections?: number;
  /** Length of a frame in seconds. Default 0.093. */
  readonly frameSeconds?: number;
}

/** The options of `projet` as data. */
export const projetOptions: readonly OptionDescription[] = [
  { name: 'sources', kind: 'integer', default: '3', summary: 'sources from left to right, 2 to 8' },
  { name: 'iterations', kind: 'integer', default: '10', summary: 'updates of spectrograms and places' },
  {
    name: 'projections',
    kind: 'integer',
    default: '8',
    summary: 'directions that the signal is projected on',
  },
  frameSecondsOption(0.093),
];

/** The stems of `projet` by default. */
export const projetStems: readonly string[] = placeNames(3);

/** Places between the left and the right channel that a source may be spread over: 3° apart. */
const places = 31;

/**
 * A separator of stereo into sources, `left`, `center` and `right` by default, which add up to the mixture. Each begins at its place, evenly from
 * left to right, and moves and widens to where the sound is. Where both channels are equal, all is in the middle.
 *
 * Segments of 30 s are solved each by itself and cross-faded. Nothing random is in it.
 *
 * Throws `ArgumentError` for an option that is unknown or out of range, and, when separating, for anything but two channels and for a sample
 * that is not finite.
 */
export function createProjet(options: ProjetOptions = {}): Separator {
  checkOptionNames('projet', options, projetOptions);
  const sources = checkInteger('projet.sources', options.sources ?? 3, { min: 2, max: 8 });
  const iterations = checkInteger('projet.iterations', options.iterations ?? 10, { min: 1 });
  const projections = checkInteger('projet.projections', options.projections ?? 8, { min: 2, max: 64 });
  const frameSeconds = checkNumber('projet.frameSeconds', options.frameSeconds ?? 0.093, {
    above: 0,
    max: 10,
  });
  const names = placeNames(sources);
  const framesAt = (sampleRate: number) => framesNear(frameSeconds, { sampleRate, hopsPerFrame: 2 });
  return {
    name: 'projet',
    stems: names,
    sumsToMixture: true,
    sampleRate: undefined,
    channelCounts: [2],
    comparesChannels: true,
    chunking: (sampleRate) =>
      learningChunking(
        sampleRate,
        stereoBytes(framesAt(sampleRate), { stemCount: sources, modelBytes: 4 * sources }),
      ),
    async separate(chunk, separateOptions) {
      checkStereoChunk('projet', chunk);
      const wanted = wantedStems(names, separateOptions);
      if (wanted.size === 0) return new Map();
      await takeTurn(separateOptions?.signal);
      const { channels, peak } = levelled(chunk);
      if (areEqual(channels)) {
        return stemsOfOneSource(chunk, { names, wanted, source: Math.floor(sources / 2) });
      }
      const spectrogram = stft(channels, { ...framesAt(chunk.sampleRate), padMode: 'zeros' });
      const model = startProjet(spectrogram.channels, { sources, projections, places });
      for (let i = 0; i < iterations; i++) {
        await takeTurn(separateOptions?.signal);
        model.iterate();
      }
      await takeTurn(separateOptions?.signal);
      return stemsFromBins(chunk, {
        spectrogram,
        peak,
        names,
        wanted,
        fill: (i, out) => model.filter(i, out),
      });
    },
  };
}
