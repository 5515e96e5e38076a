/** `adress`: sectors of the stereo image, each bin in the sector where it cancels (see azimuth.ts). */

import type { Separator } from '../../audio/index.ts';
import { stft } from '../../dsp/index.ts';
import { checkInteger, checkNumber } from '../../util/index.ts';
import { takeTurn, wantedStems } from '../chunk.ts';
import { exactChunks } from '../chunking.ts';
import { checkOptionNames, type OptionDescription } from '../option.ts';
import { levelled, stemsFromBins } from '../stems.ts';
import { findAzimuths, placeAngle } from './azimuth.ts';
import { checkStereoChunk, placeNames, stereoBytes } from './stereo-image.ts';

/** Options of {@link createAdress}. */
export interface AdressOptions {
  /** Sectors from left to right, 2 to 9. 2 are `left` and `right`, 3 (default) `left`, `center`, `right`, more `source1`, `source2`, … */
  readonly sources?: number;
  /** Half-width of the middle sector in degrees, above 0 and below 45, for 3, 5, 7 or 9 sectors. Default 8. */
  readonly widthDegrees?: number;
  /**
   * Over so many degrees one sector fades into the next; 0 gives a bin to one sector alone. Default, and at most: the width of the narrowest
   * sector, so that its middle belongs to it alone.
   */
  readonly fadeDegrees?: number;
  /** Samples per frame, from 4. Default 4096; the hop is a quarter. */
  readonly fftSize?: number;
}

/** The options of `adress` as data. */
export const adressOptions: readonly OptionDescription[] = [
  { name: 'sources', kind: 'integer', default: '3', summary: 'sectors from left to right, 2 to 9' },
  {
    name: 'widthDegrees',
    kind: 'number',
    default: '8',
    summary: 'half-width of the middle sector; 45 is hard left or right',
  },
  {
    name: 'fadeDegrees',
    kind: 'number',
    default: 'none',
    summary: 'one sector fades into the next over so many degrees; left out: over the narrowest sector',
  },
  { name: 'fftSize', kind: 'integer', default: '4096', summary: 'samples per frame; the hop is a quarter' },
];

/** The stems of `adress` by default. */
export const adressStems: readonly string[] = placeNames(3);

/** Steps of the gain between the middle and one channel: β of the paper, in which half a degree is one step. */
const resolution = 100;

/**
 * A separator of stereo into sectors of its image, `left`, `center` and `right` by default, which add up to the mixture. Nothing is learnt: what
 * stands where the user says is in the stem, whatever it is. Where both channels are equal, all is in the middle sector.
 *
 * Throws `ArgumentError` for an option that is unknown or out of range, and, when separating, for anything but two channels and for a sample
 * that is not finite.
 */
export function createAdress(options: AdressOptions = {}): Separator {
  checkOptionNames('adress', options, adressOptions);
  const { fftSize = 4096, widthDegrees = 8 } = options;
  checkInteger('adress.fftSize', fftSize, { min: 4 });
  const sources = checkInteger('adress.sources', options.sources ?? 3, { min: 2, max: 9 });
  checkNumber('adress.widthDegrees', widthDegrees, { above: 0, below: 45 });
  const edges = sectorEdges(sources, widthDegrees);
  const narrowest = Math.min(...edges.slice(1).map((edge, i) => edge - edges[i]!), edges[0]! + 45);
  const fadeDegrees = checkNumber('adress.fadeDegrees', options.fadeDegrees ?? narrowest, {
    min: 0,
    max: narrowest,
  });
  const names = placeNames(sources);
  const frames = { fftSize, hopSize: Math.floor(fftSize / 4) };
  const shares = sectorShares(edges, fadeDegrees);
  return {
    name: 'adress',
    stems: names,
    sumsToMixture: true,
    sampleRate: undefined,
    channelCounts: [2],
    comparesChannels: true,
    chunking: (sampleRate) =>
      exactChunks({
        sampleRate,
        segmentSeconds: 10,
        alignSamples: frames.hopSize,
        reachSamples: frames.fftSize,
        bytesPerSample: stereoBytes(frames, { stemCount: sources, modelBytes: 6 }),
      }),
    async separate(chunk, separateOptions) {
      checkStereoChunk('adress', chunk);
      const wanted = wantedStems(names, separateOptions);
      if (wanted.size === 0) return new Map();
      await takeTurn(separateOptions?.signal);
      const { channels, peak } = levelled(chunk);
      const spectrogram = stft(channels, { ...frames, padMode: 'zeros' });
      const { places } = findAzimuths(spectrogram, { resolution });
      await takeTurn(separateOptions?.signal);
      return stemsFromBins(chunk, {
        spectrogram,
        peak,
        names,
        wanted,
        fill(i, out) {
          const share = shares[i]!;
          spectrogram.channels.forEach((bins, c) => {
            const target = out[c]!;
            for (let b = 0; b < places.length; b++) {
              const gain = share[places[b]!]!;
              target[2 * b] = gain * bins[2 * b]!;
              target[2 * b + 1] = gain * bins[2 * b + 1]!;
            }
          });
        },
      });
    },
  };
}

/** The angles between sectors: the middle one as wide as asked for, the others equally wide. */
function sectorEdges(count: number, widthDegrees: number): number[] {
  if (count % 2 === 0) return Array.from({ length: count - 1 }, (_, i) => -45 + (90 * (i + 1)) / count);
  const aside = (count - 1) / 2;
  const left = Array.from({ length: aside }, (_, i) => -45 + ((45 - widthDegrees) * (i + 1)) / aside);
  return [...left, ...left.toReversed().map((angle) => -angle)];
}

/** Per sector and place how much of a bin there is the sector's; the shares of a place add up to 1. */
function sectorShares(edges: readonly number[], fadeDegrees: number): Float64Array[] {
  // How much of a place lies right of an edge.
  const beyond = (angle: number, edge: number): number => {
    if (fadeDegrees === 0) return angle === edge ? 0.5 : angle > edge ? 1 : 0;
    return Math.min(1, Math.max(0, 0.5 + (angle - edge) / fadeDegrees));
  };
  return Array.from({ length: edges.length + 1 }, (_, i) =>
    Float64Array.from({ length: 2 * resolution + 1 }, (_none, place) => {
      const angle = placeAngle(place, resolution);
      const right = i === 0 ? 1 : beyond(angle, edges[i - 1]!);
      return right - (i === edges.length ? 0 : beyond(angle, edges[i]!));
    }),
  );
}
