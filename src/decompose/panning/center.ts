/**
 * `center`: the singing voice by its place in the stereo image. Lead voices are mixed to the middle, equally
 * loud and in phase in both channels; a bin that holds a centred sound only has no difference between left
 * and right (after C. Avendano, "Frequency-domain source identification and manipulation in stereo mixes for
 * enhancement, suppression and re-panning", WASPAA 2003, and D. Barry, B. Lawlor, E. Coyle, "Sound source
 * separation: azimuth discrimination and resynthesis", DAFx 2004).
 */

import type { Chunking, Separator } from '../../audio/index.ts';
import { istft, type Spectrogram, stft } from '../../dsp/index.ts';
import { checkInteger, checkNumber } from '../../util/index.ts';
import { checkFiniteChunk, takeTurn, wantedStems } from '../chunk.ts';
import { exactChunks } from '../chunking.ts';
import { checkOptionNames, lowHertzOption, type OptionDescription } from '../option.ts';
import { firstBinAt } from '../spectrogram-grid.ts';
import { stemsWithRest } from '../stems.ts';

/** Options of {@link createCenter}. */
export interface CenterOptions {
  /**
   * Half-width of the middle in degrees of panning angle, above 0 and below 45, at which a bin keeps exp(−½)
   * = 61 % of itself. 0° is the middle, 45° a hard-panned channel. Default 4.5: wide enough for a voice with
   * some stereo reverberation, narrow enough for instruments that are barely off the middle.
   */
  readonly widthDegrees?: number;
  /**
   * Frequency in hertz below which nothing is voice: bass and kick drum stand in the middle too. Default 100.
   */
  readonly lowHertz?: number;
  /** Frequency in hertz above which nothing is voice. Default 16000. */
  readonly highHertz?: number;
  /** Samples per frame, from 4. Default 4096: 93 ms at 44.1 kHz resolve the partials of most chords. */
  readonly fftSize?: number;
}

/** The stems of `center`. */
export const centerStems: readonly string[] = ['vocals', 'other'];

/** The options of `center` as data. */
export const centerOptions: readonly OptionDescription[] = [
  {
    name: 'widthDegrees',
    kind: 'number',
    default: '4.5',
    summary: 'half-width of the middle; 45 is hard left or right',
  },
  lowHertzOption(100),
  { name: 'highHertz', kind: 'number', default: '16000', summary: 'nothing above this frequency is voice' },
  { name: 'fftSize', kind: 'integer', default: '4096', summary: 'samples per frame; the hop is a quarter' },
];

interface CenterSettings {
  readonly widthDegrees: number;
  readonly lowHertz: number;
  readonly highHertz: number;
  readonly fftSize: number;
  readonly hopSize: number;
}

/**
 * A separator of stereo into `vocals` (the middle of the image between `lowHertz` and `highHertz`) and
 * `other` (everything else); the two add up to the mixture. Whatever else is mixed to the middle, a snare for
 * one, goes with the voice.
 *
 * Mono has no image. It is taken as what it sounds like, stereo with two equal channels, so that everything
 * is in the middle: `vocals` is then the whole band and `other` what lies outside. For mono songs use
 * `hpss-vocals`.
 *
 * Throws `ArgumentError` for an option that is unknown or out of range, and, when separating, for more than
 * two channels and for a sample that is not finite.
 */
export function createCenter(options: CenterOptions = {}): Separator {
  checkOptionNames('center', options, centerOptions);
  const settings = resolveOptions(options);
  return {
    name: 'center',
    stems: centerStems,
    sumsToMixture: true,
    sampleRate: undefined,
    channelCounts: [1, 2],
    chunking: (sampleRate) => chunkingOf(settings, sampleRate),
    async separate(chunk, separateOptions) {
      const { channels, sampleRate } = checkFiniteChunk('center', chunk);
      checkInteger('center.channels.length', channels.length, { min: 1, max: 2 });
      const wanted = wantedStems(centerStems, separateOptions);
      if (wanted.size === 0) return new Map();
      await takeTurn(separateOptions?.signal);
      const vocals = channels[0]!.length === 0 ? channels : extractCenter(channels, settings, sampleRate);
      return stemsWithRest(chunk, { names: centerStems, wanted, imageOf: () => vocals });
    },
  };
}

function resolveOptions(options: CenterOptions): CenterSettings {
  const { widthDegrees = 4.5, lowHertz = 100, highHertz = 16000, fftSize = 4096 } = options;
  checkNumber('center.widthDegrees', widthDegrees, { above: 0, below: 45 });
  checkNumber('center.lowHertz', lowHertz, { min: 0 });
  checkNumber('center.highHertz', highHertz, { above: lowHertz });
  checkInteger('center.fftSize', fftSize, { min: 4 });
  return { widthDegrees, lowHertz, highHertz, fftSize, hopSize: Math.floor(fftSize / 4) };
}

function extractCenter(
  channels: readonly Float32Array[],
  { widthDegrees, lowHertz, highHertz, fftSize, hopSize }: CenterSettings,
  sampleRate: number,
): Float32Array[] {
  const spectrogram = stft(channels, { fftSize, hopSize, padMode: 'zeros' });
  const binOf = (hertz: number): number => firstBinAt(hertz, { sampleRate, fftSize });
  const endBin = Math.min(spectrogram.binCount, binOf(highHertz));
  const band = { firstBin: Math.min(endBin, binOf(lowHertz)), endBin };
  keepCenter(spectrogram, { ...band, width: Math.tan((widthDegrees * Math.PI) / 180) });
  return istft(spectrogram);
}

/**
 * Multiplies the spectrogram, in place, by the mask of its middle. With M = (L + R)/2 and S = (L − R)/2,
 * |S|/|M| is the tangent of the panning angle of a bin that holds one source: 0 in the middle, 1 for one
 * channel only, beyond it for opposite phases. The mask is a Gaussian in it: exp(−½·|S|²/(|M|²·width²)).
 */
function keepCenter(
  spectrogram: Spectrogram,
  { firstBin, endBin, width }: { firstBin: number; endBin: number; width: number },
): void {
  const { frameCount, binCount } = spectrogram;
  const left = spectrogram.channels[0]!;
  const right = spectrogram.channels[1] ?? left;
  const steepness = 0.5 / width ** 2;
  for (let frame = 0; frame < frameCount; frame++) {
    const start = frame * binCount * 2;
    for (const bins of spectrogram.channels) {
      bins.fill(0, start, start + firstBin * 2);
      bins.fill(0, start + endBin * 2, start + binCount * 2);
    }
    for (let i = start + firstBin * 2; i < start + endBin * 2; i += 2) {
      const sumRe = left[i]! + right[i]!;
      const sumIm = left[i + 1]! + right[i + 1]!;
      const differenceRe = left[i]! - right[i]!;
      const differenceIm = left[i + 1]! - right[i + 1]!;
      const middle = sumRe * sumRe + sumIm * sumIm;
      const side = differenceRe * differenceRe + differenceIm * differenceIm;
      const mask = middle === 0 ? 0 : Math.exp((-steepness * side) / middle);
      for (const bins of spectrogram.channels) {
        bins[i]! *= mask;
        bins[i + 1]! *= mask;
      }
    }
  }
}

/** A sample depends on the frames over it, those on samples up to a frame away. */
function chunkingOf({ fftSize, hopSize }: CenterSettings, sampleRate: number): Chunking {
  return exactChunks({
    sampleRate,
    segmentSeconds: 10,
    alignSamples: hopSize,
    reachSamples: fftSize,
    // Complex bins (and those of the chunk before, until they are collected), the inverse's sums, chunk, stems.
    bytesPerSample: Math.ceil(((Math.floor(fftSize / 2) + 1) / hopSize) * 3 * 8 + 2 * 8 + 4 * 3),
  });
}
