/**
 * `nmfd`: drums as short spectrograms that are struck again and again, everything else as spectra that come and go (P. Smaragdis, ICA 2004;
 * drums with templates that adapt: C. Dittmar, D. Gärtner, DAFx 2014). Knows nothing of the song but what its bands are.
 */

import type { Audio, Separator, Stems } from '../../audio/index.ts';
import { applyMask, istft, type Spectrogram, stft } from '../../dsp/index.ts';
import { checkChoice, checkInteger, checkNumber } from '../../util/index.ts';
import { checkFiniteChunk, takeTurn, wantedStems } from '../chunk.ts';
import { learntSegments } from '../chunking.ts';
import { checkOptionNames, type OptionDescription, seedOption } from '../option.ts';
import { framesNear } from '../spectrogram-grid.ts';
import { stemsWithRest } from '../stems.ts';
import { convolutiveModel } from './convolutive-model.ts';
import { startDrums } from './drum-start.ts';
import { factorizeConvolutive, type TemplateAdaptation } from './factorize-convolutive.ts';

/** Options of {@link createNmfd}. */
export interface NmfdOptions {
  /** `'drums'` (default): stems drums and other. `'kit'`: kick, snare (with toms), hihat (with cymbals) and other. */
  readonly parts?: 'drums' | 'kit';
  /** Length of a stroke's template in seconds. Default 0.186, eight frames: see docs/nmf-variants.md. */
  readonly templateSeconds?: number;
  /** Components for what is no drum, 1 to 200. Default 30. */
  readonly components?: number;
  /** Iterations, from 1. Default 30. */
  readonly iterations?: number;
  /** What becomes of the strokes that it begins with. Default `'free'`. */
  readonly adaptation?: TemplateAdaptation;
  /** Of the random start, a whole number. Default 0. */
  readonly seed?: number;
}

/** The stems of `nmfd` by default. */
export const nmfdStems: readonly string[] = ['drums', 'other'];

const kitStems: readonly string[] = ['kick', 'snare', 'hihat', 'other'];

/** The options of `nmfd` as data. */
export const nmfdOptions: readonly OptionDescription[] = [
  {
    name: 'parts',
    kind: 'choice',
    choices: ['drums', 'kit'],
    default: 'drums',
    summary: 'drums and other, or kick, snare, hihat and other',
  },
  { name: 'templateSeconds', kind: 'number', default: '0.186', summary: 'length of a stroke, in seconds' },
  { name: 'components', kind: 'integer', default: '30', summary: 'spectra of what is no drum' },
  { name: 'iterations', kind: 'integer', default: '30', summary: 'updates of strokes and spectra' },
  {
    name: 'adaptation',
    kind: 'choice',
    choices: ['free', 'semi', 'fixed'],
    default: 'free',
    summary: 'whether strokes are learnt freely, after a while, or not at all',
  },
  seedOption,
];

/** 4096 samples at 44.1 kHz: chords are told from drums by their partials. */
const frameSeconds = 0.093;
const segmentSeconds = 30;

/**
 * A separator into `drums` and `other`, or `kick`, `snare`, `hihat` and `other`, which add up to the mixture; any rate, any number of channels,
 * which share their masks. Segments of 30 s learn their strokes anew and are cross-faded.
 *
 * Throws `ArgumentError` for an option that is unknown or out of range, and, when separating, for a sample that is not finite.
 */
export function createNmfd(options: NmfdOptions = {}): Separator {
  checkOptionNames('nmfd', options, nmfdOptions);
  const parts = checkChoice('nmfd.parts', options.parts ?? 'drums', ['drums', 'kit']);
  const settings: Settings = {
    stems: parts === 'drums' ? nmfdStems : kitStems,
    templateSeconds: checkNumber('nmfd.templateSeconds', options.templateSeconds ?? 0.186, {
      min: 0,
      max: 2,
    }),
    components: checkInteger('nmfd.components', options.components ?? 30, { min: 1, max: 200 }),
    iterations: checkInteger('nmfd.iterations', options.iterations ?? 30, { min: 1 }),
    adaptation: checkChoice('nmfd.adaptation', options.adaptation ?? 'free', ['free', 'semi', 'fixed']),
    seed: checkInteger('nmfd.seed', options.seed ?? 0),
  };
  const { stems } = settings;
  return {
    name: 'nmfd',
    stems,
    sumsToMixture: true,
    sampleRate: undefined,
    channelCounts: undefined,
    chunking: (sampleRate) =>
      learntSegments({
        sampleRate,
        segmentSeconds,
        alignSamples: framesNear(frameSeconds, { sampleRate }).hopSize,
        // Two bins per sample: 8 bytes of each channel's, and about ten matrices of magnitudes, masks and models; then chunk and stems.
        bytesPerSample: 2 * (2 * 8 + 10 * 4) + 4 * (2 + stems.length),
      }),
    async separate(chunk, separateOptions) {
      checkFiniteChunk('nmfd', chunk);
      const wanted = wantedStems(stems, separateOptions);
      if (wanted.size === 0) return new Map();
      await takeTurn(separateOptions?.signal);
      return separateDrums(chunk, { settings, wanted, signal: separateOptions?.signal });
    },
  };
}

interface Settings {
  readonly stems: readonly string[];
  readonly templateSeconds: number;
  readonly components: number;
  readonly iterations: number;
  readonly adaptation: TemplateAdaptation;
  readonly seed: number;
}

interface Work {
  readonly settings: Settings;
  readonly wanted: ReadonlySet<string>;
  readonly signal: AbortSignal | undefined;
}

async function separateDrums(chunk: Audio, work: Work): Promise<Stems> {
  const { sampleRate, channels } = chunk;
  const silent = channels.every((channel) => channel.every((value) => value === 0));
  const mixture = stft(channels, { ...framesNear(frameSeconds, { sampleRate }), padMode: 'zeros' });
  const masks = silent ? [] : await drumMasks(mixture, { ...work, sampleRate });
  return stemsWithRest(chunk, {
    names: work.settings.stems,
    wanted: work.wanted,
    imageOf: (j) =>
      silent
        ? channels.map((channel) => new Float32Array(channel.length))
        : istft(applyMask(mixture, [masks[j]!])),
  });
}

/** A mask `[frame, bin]` for every stem but the last: the part of the model that its strokes make. */
async function drumMasks(
  mixture: Spectrogram,
  { settings, sampleRate, signal }: Work & { readonly sampleRate: number },
): Promise<Float32Array[]> {
  const { frameCount, binCount, settings: frames } = mixture;
  const { fftSize, hopSize } = frames;
  const { seed, iterations, adaptation } = settings;
  const wantedFrames = Math.round((settings.templateSeconds * sampleRate) / hopSize);
  const sizes = { frameCount, binCount, seed, ...(signal === undefined ? {} : { signal }) };
  const magnitudes = levelledMagnitudes(mixture);
  const start = await startDrums(magnitudes, {
    ...{ ...sizes, sampleRate, fftSize, hopSize, otherCount: settings.components },
    templateFrames: Math.max(1, Math.min(wantedFrames, frameCount)),
  });
  const strokes = start.drums.flat();
  const factorization = await factorizeConvolutive(magnitudes, {
    ...{ ...sizes, ...start, iterations, costInterval: iterations },
    adaptation: Array.from({ length: start.componentCount }, (_, r) =>
      r < strokes.length ? adaptation : 'free',
    ),
  });
  const all = convolutiveModel(factorization, [...Array(start.componentCount).keys()]);
  const groups = settings.stems.length === 2 ? [strokes] : start.drums;
  return groups.map((components) => {
    const part = convolutiveModel(factorization, components);
    return part.map((value, i) => (all[i]! > 0 ? Math.min(1, value / all[i]!) : 0));
  });
}

/** The root of the channels' mean power, `[frame, bin]`, with a largest number of 1. */
function levelledMagnitudes({ channels, frameCount, binCount }: Spectrogram): Float32Array {
  const powers = new Float64Array(frameCount * binCount);
  let largest = 0;
  for (let i = 0; i < powers.length; i++) {
    for (const bins of channels) powers[i]! += bins[2 * i]! ** 2 + bins[2 * i + 1]! ** 2;
    largest = Math.max(largest, powers[i]!);
  }
  return Float32Array.from(powers, (power) => (largest > 0 ? Math.sqrt(power / largest) : 0));
}
