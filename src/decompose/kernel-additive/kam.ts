/**
 * `kam`: vocals, drums and other by kernel additive modelling: four sources, each alike in a neighbourhood of its own, that are fitted against
 * each other. A. Liutkus, D. FitzGerald, Z. Rafii, B. Pardo, L. Daudet, IEEE TSP 62(16), 2014; light form: ICASSP 2015.
 */

import type { Chunking, Separator } from '../../audio/index.ts';
import { applyMask, istft, power, stft } from '../../dsp/index.ts';
import { checkInteger, checkNumber } from '../../util/index.ts';
import { checkFiniteChunk, takeTurn, wantedStems } from '../chunk.ts';
import { learntSegments } from '../chunking.ts';
import { checkOptionNames, frameSecondsOption, lowHertzOption, type OptionDescription } from '../option.ts';
import { beatSpectrum } from '../repetition/beat-spectrum.ts';
import { findPeriodWithin } from '../repetition/periodic-model.ts';
import { binsFromHertz, firstBinAt, framesFromSeconds, framesNear } from '../spectrogram-grid.ts';
import { stemsWithRest } from '../stems.ts';
import { type KernelSource, kernelMasks } from './back-fitting.ts';

/** Options of {@link createKam}. */
export interface KamOptions {
  /** Turns of the fit, from 1. Default 1: more of them take from the voice what is left of it in the other models. */
  readonly iterations?: number;
  /** Steady tones: length along time, in seconds. Default 2. */
  readonly steadySeconds?: number;
  /** Strokes: length along frequency, in hertz. Default 200. */
  readonly strokeHertz?: number;
  /** Voice: the cross's length along time, in seconds. Default 0.1. */
  readonly voiceSeconds?: number;
  /** Voice: the cross's length along frequency, in hertz. Default 30. */
  readonly voiceHertz?: number;
  /** Repetitions of the pattern that are compared, odd. Default 7. */
  readonly repetitions?: number;
  /** Frequency in hertz below which nothing is voice. Default 100; 0 turns it off. */
  readonly lowHertz?: number;
  /** Length of a frame in seconds. Default 0.064. */
  readonly frameSeconds?: number;
}

/** The stems of `kam`. */
export const kamStems: readonly string[] = ['vocals', 'drums', 'other'];

/** The options of `kam` as data. */
export const kamOptions: readonly OptionDescription[] = [
  { name: 'iterations', kind: 'integer', default: '1', summary: 'turns of the fit' },
  { name: 'steadySeconds', kind: 'number', default: '2', summary: 'steady tones: length along time' },
  { name: 'strokeHertz', kind: 'number', default: '200', summary: 'strokes: length along frequency' },
  { name: 'voiceSeconds', kind: 'number', default: '0.1', summary: 'voice: length along time' },
  { name: 'voiceHertz', kind: 'number', default: '30', summary: 'voice: length along frequency' },
  { name: 'repetitions', kind: 'integer', default: '7', summary: 'repetitions that are compared, odd' },
  lowHertzOption(100),
  frameSecondsOption(0.064),
];

/** Seconds between which a period is looked for; a third of the chunk at most. */
const [shortestPeriod, longestPeriod] = [0.8, 8];

/**
 * A separator into `vocals`, `drums` and `other`, at any rate and with any number of channels, which share the period of the pattern and are
 * otherwise treated by themselves. The three add up to the mixture.
 *
 * Throws `ArgumentError` for an option that is unknown or out of range, and, when separating, for a sample that is not finite.
 */
export function createKam(options: KamOptions = {}): Separator {
  checkOptionNames('kam', options, kamOptions);
  const settings = resolveOptions(options);
  return {
    name: 'kam',
    stems: kamStems,
    sumsToMixture: true,
    sampleRate: undefined,
    channelCounts: undefined,
    chunking: (sampleRate) => chunkingOf(settings, sampleRate),
    async separate(chunk, separateOptions) {
      const { sampleRate, channels } = checkFiniteChunk('kam', chunk);
      const wanted = wantedStems(kamStems, separateOptions);
      if (wanted.size === 0) return new Map();
      const images = await vocalsAndDrums(channels, {
        settings,
        sampleRate,
        signal: separateOptions?.signal,
      });
      return stemsWithRest(chunk, { names: kamStems, wanted, imageOf: (i) => images[i]! });
    },
  };
}

type Settings = Required<KamOptions>;

/** The first two stems, `[stem][channel]`. */
async function vocalsAndDrums(
  channels: readonly Float32Array[],
  {
    settings,
    sampleRate,
    signal,
  }: { settings: Settings; sampleRate: number; signal: AbortSignal | undefined },
): Promise<readonly (readonly Float32Array[])[]> {
  await takeTurn(signal);
  if (channels.length === 0 || channels[0]!.length === 0) return [channels, channels];
  const frames = framesNear(settings.frameSeconds, { sampleRate });
  const spectrogram = stft(channels, { ...frames, padMode: 'zeros' });
  const { frameCount, binCount } = spectrogram;
  const powers = power(spectrogram);
  const sources = sourcesOf(settings, {
    ...frames,
    sampleRate,
    period: periodOf(powers, { frameCount, binCount, frameRate: sampleRate / frames.hopSize }),
  });
  const images: [Float32Array[], Float32Array[]] = [[], []];
  for (const c of channels.keys()) {
    await takeTurn(signal);
    const masks = kernelMasks(powers[c]!, { frameCount, binCount, sources, iterations: settings.iterations });
    const channel = { ...spectrogram, channels: [spectrogram.channels[c]!] };
    images.forEach((image, source) => {
      image.push(istft(applyMask(channel, [masks[source]!]))[0]!);
    });
  }
  return images;
}

/** The four sources: vocals, drums, and two that are `other`. */
function sourcesOf(
  settings: Settings,
  grid: { fftSize: number; hopSize: number; sampleRate: number; period: number },
): KernelSource[] {
  const { fftSize, sampleRate, period } = grid;
  return [
    {
      kernel: {
        kind: 'cross',
        frames: framesFromSeconds(settings.voiceSeconds, grid),
        bins: binsFromHertz(settings.voiceHertz, grid),
      },
      firstBin: Math.min(Math.floor(fftSize / 2) + 1, firstBinAt(settings.lowHertz, { sampleRate, fftSize })),
    },
    { kernel: { kind: 'vertical', bins: binsFromHertz(settings.strokeHertz, grid) } },
    { kernel: { kind: 'horizontal', frames: framesFromSeconds(settings.steadySeconds, grid) } },
    { kernel: { kind: 'periodic', period, repetitions: settings.repetitions } },
  ];
}

/** The period, in frames, of the powers of all channels together. */
function periodOf(
  powers: readonly Float32Array[],
  { frameCount, binCount, frameRate }: { frameCount: number; binCount: number; frameRate: number },
): number {
  const mean = new Float32Array(powers[0]!.length);
  for (const channel of powers) for (let i = 0; i < mean.length; i++) mean[i]! += channel[i]! / powers.length;
  return findPeriodWithin(beatSpectrum(mean, { frameCount, binCount }), {
    minFrames: Math.max(1, Math.round(shortestPeriod * frameRate)),
    maxFrames: Math.max(1, Math.round(longestPeriod * frameRate)),
  });
}

function resolveOptions(options: KamOptions): Settings {
  const { iterations = 1, repetitions = 7, lowHertz = 100, frameSeconds = 0.064 } = options;
  const { steadySeconds = 2, strokeHertz = 200, voiceSeconds = 0.1, voiceHertz = 30 } = options;
  checkInteger('kam.iterations', iterations, { min: 1 });
  checkInteger('kam.repetitions', repetitions, { min: 1 });
  checkNumber('kam.lowHertz', lowHertz, { min: 0 });
  const lengths = { frameSeconds, steadySeconds, strokeHertz, voiceSeconds, voiceHertz };
  for (const [name, value] of Object.entries(lengths)) checkNumber(`kam.${name}`, value, { above: 0 });
  // Odd, as all kernels are: a bin stands in its middle.
  return { iterations, repetitions: repetitions | 1, lowHertz, ...lengths };
}

function chunkingOf(settings: Settings, sampleRate: number): Chunking {
  const { fftSize, hopSize } = framesNear(settings.frameSeconds, { sampleRate });
  const binsPerSample = (fftSize / 2 + 1) / hopSize;
  return learntSegments({
    sampleRate,
    segmentSeconds: 30,
    alignSamples: hopSize,
    // Complex bins twice, powers twice, medians and masks of four sources; the inverse's sums; chunk and stems.
    bytesPerSample: Math.ceil(binsPerSample * (2 * 8 + 2 * 4 + 8 * 4) + 2 * 8 + 4 * (2 + kamStems.length)),
  });
}
