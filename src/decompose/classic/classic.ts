/**
 * `classic`: vocals, drums, bass and other without weights: the cascade of the methods of this folder that measured best. Median filters at
 * two resolutions say what is voice, stroke and accompaniment (`hpss-vocals`); of the accompaniment the lowest octaves are bass; in the end
 * all four share every bin of the mixture in proportion to their magnitudes, which repairs what one stage took from another.
 */

import type { Audio, Chunking, Separator, Stems } from '../../audio/index.ts';
import { nearestFriendlySize } from '../../dsp/index.ts';
import { checkNumber } from '../../util/index.ts';
import { checkFiniteChunk, roundUp, separateChannels, takeTurn } from '../chunk.ts';
import { createHpssVocals } from '../hpss-vocals.ts';
import { checkOptionNames, type OptionDescription } from '../option.ts';
import { shareOut } from './share-out.ts';

/** Options of {@link createClassic}. */
export interface ClassicOptions {
  /** Where bass ends, in hertz: accompaniment below it is bass, above the double it is not. Default 160. */
  readonly bassHertz?: number;
  /** Exponent of the masks by which the stems share the mixture, above 0. Default 1, in proportion to magnitudes, which measured best. */
  readonly power?: number;
  /** Frequency in hertz below which nothing is voice. Default 100; 0 turns it off. */
  readonly lowHertz?: number;
  /** How long a voice may be steady, in seconds, above 0: the short median along time of `hpss-vocals`. Default 0.25. */
  readonly voiceSeconds?: number;
}

/** The stems of `classic`. */
export const classicStems: readonly string[] = ['vocals', 'drums', 'bass', 'other'];

/** The options of `classic` as data. */
export const classicOptions: readonly OptionDescription[] = [
  {
    name: 'bassHertz',
    kind: 'number',
    default: '160',
    summary: 'accompaniment below this frequency is bass',
  },
  {
    name: 'power',
    kind: 'number',
    default: '1',
    summary: 'exponent of the masks that share the mixture out',
  },
  { name: 'lowHertz', kind: 'number', default: '100', summary: 'nothing below this frequency is voice' },
  {
    name: 'voiceSeconds',
    kind: 'number',
    default: '0.25',
    summary: 'how long a voice may be steady, in seconds',
  },
];

/** Frames of 93 ms: long enough to tell bass notes apart, and measured best. */
const frameSeconds = 0.093;

/**
 * A separator into `vocals`, `drums`, `bass` and `other`, channel by channel at any rate and with any number of channels; the four add up to
 * the mixture.
 *
 * Throws `ArgumentError` for an option that is unknown or out of range, and, when separating, for a sample that is not finite.
 */
export function createClassic(options: ClassicOptions = {}): Separator {
  checkOptionNames('classic', options, classicOptions);
  const bassHertz = checkNumber('classic.bassHertz', options.bassHertz ?? 160, { above: 0 });
  const power = checkNumber('classic.power', options.power ?? 1, { above: 0 });
  const lowHertz = checkNumber('classic.lowHertz', options.lowHertz ?? 100, { min: 0 });
  const voiceSeconds = checkNumber('classic.voiceSeconds', options.voiceSeconds ?? 0.25, { above: 0 });
  const first = createHpssVocals({ lowHertz, voiceSeconds });
  return {
    name: 'classic',
    stems: classicStems,
    sumsToMixture: true,
    sampleRate: undefined,
    channelCounts: undefined,
    chunking: (sampleRate) => chunkingOf(first.chunking(sampleRate) as Chunking, frameSize(sampleRate)),
    async separate(chunk, separateOptions) {
      const { sampleRate } = checkFiniteChunk('classic', chunk);
      const fftSize = frameSize(sampleRate);
      const signal = separateOptions?.signal;
      const parts = await first.separate(chunk, signal === undefined ? {} : { signal });
      await takeTurn(signal);
      let channel = 0;
      return separateChannels(chunk, {
        stems: classicStems,
        options: separateOptions,
        split: (mixture) => {
          const [vocals, drums, rest] = channelOf(parts, channel++);
          return shareOut(mixture, { vocals, drums, rest }, { fftSize, sampleRate, bassHertz, power });
        },
      });
    },
  };
}

function channelOf(parts: Stems, c: number): readonly [Float32Array, Float32Array, Float32Array] {
  const of = (name: string): Float32Array => (parts.get(name) as Audio).channels[c]!;
  return [of('vocals'), of('drums'), of('other')];
}

/** A multiple of 4, so that the hop of a quarter frame is whole. */
function frameSize(sampleRate: number): number {
  return nearestFriendlySize(Math.max(4, Math.round(frameSeconds * sampleRate)), { multipleOf: 4 });
}

/** Both stages look around themselves, and both grids must be those of the song. */
function chunkingOf(first: Chunking, fftSize: number): Chunking {
  const alignSamples = leastCommonMultiple(first.alignSamples, fftSize / 4);
  const context = roundUp(first.beforeSamples + fftSize, alignSamples);
  return {
    ...first,
    beforeSamples: context,
    afterSamples: context,
    alignSamples,
    segmentSamples: roundUp(first.segmentSamples, alignSamples),
    // The three parts and four stems; bins of the mixture, magnitudes of the parts, four masks.
    bytesPerSample: first.bytesPerSample + 4 * 7 + 2 * (8 + 4 * 7),
  };
}

function leastCommonMultiple(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return (a / x) * b;
}
