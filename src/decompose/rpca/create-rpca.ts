/**
 * `rpca`: the singing voice as what stands out of a spectrogram of low rank. Accompaniment repeats its notes and strokes, so that few
 * spectra make up all of its frames; a voice glides and is different in each (P. Huang, S. Chen, P. Smaragdis, M. Hasegawa-Johnson,
 * "Singing-voice separation from monaural recordings using robust principal component analysis", ICASSP 2012).
 */

import type { Audio, Chunking, Separator } from '../../audio/index.ts';
import { binaryMask, istft, softMask, stft } from '../../dsp/index.ts';
import { checkChoice, checkNumber } from '../../util/index.ts';
import { checkFiniteChunk, takeTurn, wantedStems } from '../chunk.ts';
import { learntSegments } from '../chunking.ts';
import {
  checkOptionNames,
  frameSecondsOption,
  lowHertzOption,
  maskOption,
  type OptionDescription,
  powerOption,
} from '../option.ts';
import { type FrameSettings, firstBinAt, framesNear } from '../spectrogram-grid.ts';
import { stemsWithRest } from '../stems.ts';
import { applyBandMask, bandMagnitudes } from './band-magnitudes.ts';
import { robustPca } from './robust-pca.ts';

/** Options of {@link createRpca}. */
export interface RpcaOptions {
  /**
   * `'soft'` (default): a share between 0 and 1. `'binary'`: all of a bin to the voice or nothing, as in the paper; it lets less through
   * and sounds rougher.
   */
  readonly mask?: 'soft' | 'binary';
  /** Exponent of soft masks, above 0. Default 2, the Wiener gain. */
  readonly power?: number;
  /** How much the low-rank part weighs against the sparse part in the mask, above 0: higher is less voice. Default 6. */
  readonly gain?: number;
  /**
   * λ in units of 1/√max(frames, bins), above 0: lower makes the low-rank part simpler and
   * moves more into the sparse part, which a higher `gain` outweighs. Default 0.6.
   */
  readonly lambda?: number;
  /** Frequency in hertz below which nothing is voice. Default 120; 0 turns it off. */
  readonly lowHertz?: number;
  /** Length of a frame in seconds, above 0. Default 0.09, in which the partials of chords are apart. */
  readonly frameSeconds?: number;
  /** The residual at which the decomposition ends, above 0. Default 0.05, after nine iterations or so: later ones hardly change the masks. */
  readonly tolerance?: number;
}

/** The stems of `rpca`. */
export const rpcaStems: readonly string[] = ['vocals', 'other'];

/** The options of `rpca` as data. */
export const rpcaOptions: readonly OptionDescription[] = [
  maskOption('soft'),
  powerOption,
  {
    name: 'gain',
    kind: 'number',
    default: '6',
    summary: 'weight of the low-rank part in the mask; higher is less voice',
  },
  {
    name: 'lambda',
    kind: 'number',
    default: '0.6',
    summary: 'price of the sparse part, in units of 1/sqrt(max(frames, bins)); lower is more voice',
  },
  lowHertzOption(120),
  frameSecondsOption(0.09),
  { name: 'tolerance', kind: 'number', default: '0.05', summary: 'relative residual at which to stop' },
];

type Settings = Required<RpcaOptions>;

/**
 * A separator into `vocals` (the sparse part) and `other` (the low-rank part), at any rate and with any number of channels, which share
 * one mask; the two add up to the mixture. A song is taken in segments of 10 s, as long as the clips that chose the defaults: over longer
 * ones the accompaniment changes, its rank grows, and more of it is taken for voice.
 *
 * Throws `ArgumentError` for an option that is unknown or out of range, and, when separating, for a sample that is not finite.
 */
export function createRpca(options: RpcaOptions = {}): Separator {
  checkOptionNames('rpca', options, rpcaOptions);
  const settings = resolveOptions(options);
  return {
    name: 'rpca',
    stems: rpcaStems,
    sumsToMixture: true,
    sampleRate: undefined,
    channelCounts: undefined,
    chunking: (sampleRate) => chunkingOf(framesNear(settings.frameSeconds, { sampleRate }), sampleRate),
    async separate(chunk, separateOptions) {
      const { channels } = checkFiniteChunk('rpca', chunk);
      const wanted = wantedStems(rpcaStems, separateOptions);
      if (wanted.size === 0) return new Map();
      await takeTurn(separateOptions?.signal);
      const silent = channels.length === 0 || channels[0]!.length === 0;
      const vocals = silent ? channels : await extractVoice(chunk, settings, separateOptions?.signal);
      return stemsWithRest(chunk, { names: rpcaStems, wanted, imageOf: () => vocals });
    },
  };
}

function resolveOptions(options: RpcaOptions): Settings {
  const { mask = 'soft', lowHertz = 120, ...rest } = options;
  const { power = 2, gain = 6, lambda = 0.6, frameSeconds = 0.09, tolerance = 0.05 } = rest;
  const positive = { power, gain, lambda, frameSeconds, tolerance };
  for (const [name, value] of Object.entries(positive)) checkNumber(`rpca.${name}`, value, { above: 0 });
  return {
    ...positive,
    mask: checkChoice('rpca.mask', mask, ['soft', 'binary'] as const),
    lowHertz: checkNumber('rpca.lowHertz', lowHertz, { min: 0 }),
  };
}

async function extractVoice(
  { channels, sampleRate }: Audio,
  settings: Settings,
  signal: AbortSignal | undefined,
): Promise<Float32Array[]> {
  const frames = framesNear(settings.frameSeconds, { sampleRate });
  const spectrogram = stft(channels, { ...frames, padMode: 'zeros' });
  const { rows, columns, columnOfBin, values } = bandMagnitudes(spectrogram, sampleRate);
  const { lowRank, sparse } = await robustPca(values, {
    ...{ rows, columns, svd: 'subspace' },
    lambda: settings.lambda / Math.sqrt(Math.max(rows, columns)),
    tolerance: settings.tolerance,
    ...(signal === undefined ? {} : { signal }),
  });
  for (let i = 0; i < sparse.length; i++) {
    sparse[i] = Math.abs(sparse[i]!);
    lowRank[i] = settings.gain * Math.abs(lowRank[i]!);
  }
  const mask =
    settings.mask === 'binary'
      ? binaryMask(sparse, lowRank)
      : softMask(sparse, lowRank, { power: settings.power });
  const firstBin = firstBinAt(settings.lowHertz, { ...frames, sampleRate });
  applyBandMask(spectrogram, { mask, columns, columnOfBin, firstBin });
  return istft(spectrogram);
}

/** Low rank is a property of a stretch of music, so that no context makes cuts exact: segments are cross-faded. */
function chunkingOf({ fftSize, hopSize }: FrameSettings, sampleRate: number): Chunking {
  const binsPerSample = (Math.floor(fftSize / 2) + 1) / hopSize;
  return learntSegments({
    sampleRate,
    segmentSeconds: 10,
    alignSamples: hopSize,
    contextSamples: fftSize,
    // Complex bins; matrix, both parts, multipliers, what is thresholded, mask and products; sums of the inverse; chunk and stems.
    bytesPerSample: Math.ceil(binsPerSample * (8 + 7 * 4) + 2 * 8 + 4 * 3),
  });
}
