/**
 * `hpss-vocals`: the singing voice by two harmonic-percussive splits at two resolutions. Seen through long
 * frames a voice never holds still and falls to the percussive side with the drums, while the accompaniment
 * lasts; seen through short frames the same voice is harmonic and the drums are not (H. Tachibana, N. Ono, S.
 * Sagayama, "Singing voice enhancement in monaural music signals based on two-stage harmonic/percussive sound
 * separation on multiple resolution spectrograms", IEEE/ACM TASLP 22(1), 2014; with the median filters of D.
 * FitzGerald, DAFx 2010, in place of the paper's diffusion).
 */

import type { Chunking, Separator } from '../audio/index.ts';
import { nearestFriendlySize } from '../dsp/index.ts';
import { checkNumber } from '../util/index.ts';
import { checkFiniteChunk, roundUp, separateChannels, subtract } from './chunk.ts';
import { resolveMaskRule } from './hpss-masks.ts';
import { binsFromHertz, framesFromSeconds } from './kernel-size.ts';
import {
  createScratch,
  invertPart,
  medianSpectrogram,
  type Scratch,
  type SplitSettings,
  splitBytesPerSample,
  splitChannel,
  splitReach,
} from './median-split.ts';
import { checkOptionNames, type OptionDescription } from './option.ts';

/** Options of {@link createHpssVocals}. */
export interface HpssVocalsOptions {
  /** Exponent of the soft masks, above 0. Default 2. */
  readonly power?: number;
  /** Frequency in hertz below which nothing is voice and goes to `other`. Default 100; 0 turns it off. */
  readonly lowHertz?: number;
  /** Stage 1, long frames: the median along time, in seconds. Default 4. */
  readonly steadySeconds?: number;
  /** Stage 1: the median along frequency, in hertz. Default 30. */
  readonly steadyHertz?: number;
  /** Stage 2, short frames: the median along time, in seconds. Default 0.25. */
  readonly voiceSeconds?: number;
  /** Stage 2: the median along frequency, in hertz. Default 300. */
  readonly voiceHertz?: number;
}

/** The stems of `hpss-vocals`. */
export const hpssVocalsStems: readonly string[] = ['vocals', 'drums', 'other'];

/** The options of `hpss-vocals` as data. */
export const hpssVocalsOptions: readonly OptionDescription[] = [
  { name: 'power', kind: 'number', default: '2', summary: 'exponent of the soft masks' },
  { name: 'lowHertz', kind: 'number', default: '100', summary: 'nothing below this frequency is voice' },
  { name: 'steadySeconds', kind: 'number', default: '4', summary: 'stage 1: median along time, in seconds' },
  {
    name: 'steadyHertz',
    kind: 'number',
    default: '30',
    summary: 'stage 1: median along frequency, in hertz',
  },
  {
    name: 'voiceSeconds',
    kind: 'number',
    default: '0.25',
    summary: 'stage 2: median along time, in seconds',
  },
  {
    name: 'voiceHertz',
    kind: 'number',
    default: '300',
    summary: 'stage 2: median along frequency, in hertz',
  },
];

/** Frames of stage 2: 32 ms, in which a sung partial is one line and a stroke a column. */
const shortFrameSeconds = 0.032;
/** A frame of stage 1 is 16 of stage 2 (512 ms): vibrato and glides smear a voice over it. */
const frameRatio = 16;

/**
 * A separator into `vocals`, `drums` and `other`, channel by channel at any rate and with any number of
 * channels; the three add up to the mixture. Stage 1 (frames of 512 ms every 128 ms, medians 4 s and 30 Hz)
 * takes off the steady accompaniment; stage 2 (frames of 32 ms every 8 ms, medians 0.25 s and 300 Hz) splits
 * the rest into voice and drums. The defaults matter: with the frames and medians of plain HPSS the result is
 * worse than the mixture.
 *
 * Throws `ArgumentError` for an option that is unknown or out of range, and, when separating, for a sample
 * that is not finite.
 */
export function createHpssVocals(options: HpssVocalsOptions = {}): Separator {
  checkOptionNames('hpss-vocals', options, hpssVocalsOptions);
  const stagesAt = resolveStages(options);
  const lowHertz = checkNumber('hpss-vocals.lowHertz', options.lowHertz ?? 100, { min: 0 });
  const scratch = createScratch();
  return {
    name: 'hpss-vocals',
    stems: hpssVocalsStems,
    sumsToMixture: true,
    sampleRate: undefined,
    channelCounts: undefined,
    chunking: (sampleRate) => chunkingOf(stagesAt(sampleRate), sampleRate),
    async separate(chunk, separateOptions) {
      const { sampleRate } = checkFiniteChunk('hpss-vocals', chunk);
      const stages = stagesAt(sampleRate);
      return separateChannels(chunk, {
        stems: hpssVocalsStems,
        options: separateOptions,
        split: (channel, wanted) => splitVoice(channel, wanted, { stages, lowHertz, sampleRate, scratch }),
      });
    },
  };
}

interface Stages {
  readonly steady: SplitSettings;
  readonly voice: SplitSettings;
}

interface VoiceSettings {
  readonly stages: Stages;
  readonly lowHertz: number;
  readonly sampleRate: number;
  readonly scratch: Scratch;
}

function splitVoice(
  channel: Float32Array,
  wanted: ReadonlySet<string>,
  { stages, lowHertz, sampleRate, scratch }: VoiceSettings,
): { vocals: Float32Array | undefined; drums: Float32Array | undefined; other: Float32Array | undefined } {
  const { steady, voice } = stages;
  const { percussive: lively } = splitChannel(channel, steady, { wanted: percussiveOnly, scratch });
  const medians = medianSpectrogram(lively!, voice, scratch);
  const { rule } = voice;
  const rest = wanted.has('other');
  const drumsToo = rest || wanted.has('drums');
  // Bins whose middle lies below lowHertz are nobody's voice: what they hold stays in `other`, the
  // difference.
  const firstBin = Math.ceil((lowHertz * voice.fftSize) / sampleRate);
  const vocals =
    rest || wanted.has('vocals')
      ? invertPart(medians, 'harmonic', { rule, firstBin, inPlace: !drumsToo })
      : undefined;
  const drums = drumsToo ? invertPart(medians, 'percussive', { rule, inPlace: true }) : undefined;
  return { vocals, drums, other: rest ? subtract(channel, vocals!, drums!) : undefined };
}

/** What stage 1 hands to stage 2. */
const percussiveOnly: ReadonlySet<string> = new Set(['percussive']);

/** Checks the options; returns both stages' settings at a sample rate. */
function resolveStages(options: HpssVocalsOptions): (sampleRate: number) => Stages {
  const { steadySeconds = 4, steadyHertz = 30, voiceSeconds = 0.25, voiceHertz = 300 } = options;
  const lengths = { steadySeconds, steadyHertz, voiceSeconds, voiceHertz };
  for (const [name, value] of Object.entries(lengths)) {
    checkNumber(`hpss-vocals.${name}`, value, { above: 0 });
  }
  const rule = resolveMaskRule('hpss-vocals', { power: options.power ?? 2 });
  return (sampleRate) => {
    // A multiple of 4, so that the hop of a quarter frame is whole.
    const shortSize = nearestFriendlySize(Math.max(4, Math.round(shortFrameSeconds * sampleRate)), {
      multipleOf: 4,
    });
    const stage = (fftSize: number, seconds: number, hertz: number): SplitSettings => ({
      fftSize,
      hopSize: fftSize / 4,
      window: 'hann',
      rule,
      harmonicFrames: framesFromSeconds(seconds, { sampleRate, hopSize: fftSize / 4 }),
      percussiveBins: binsFromHertz(hertz, { sampleRate, fftSize }),
    });
    return {
      steady: stage(shortSize * frameRatio, lengths.steadySeconds, lengths.steadyHertz),
      voice: stage(shortSize, lengths.voiceSeconds, lengths.voiceHertz),
    };
  };
}

/**
 * Stage 2 looks at samples of stage 1's result, so the reaches add up. The long hop is a multiple of the
 * short one.
 */
function chunkingOf({ steady, voice }: Stages, sampleRate: number): Chunking {
  const context = roundUp(splitReach(steady) + splitReach(voice), steady.hopSize);
  return {
    beforeSamples: context,
    afterSamples: context,
    alignSamples: steady.hopSize,
    // Context of 2.7 s a side: 20 s keep its cost at a quarter.
    segmentSamples: roundUp(20 * sampleRate, steady.hopSize),
    overlap: 0,
    exact: true,
    // One stage works at a time; the chunk, stage 1's result and the stems stand beside it.
    bytesPerSample:
      Math.max(splitBytesPerSample(steady), splitBytesPerSample(voice)) + 4 * (2 + hpssVocalsStems.length),
  };
}
