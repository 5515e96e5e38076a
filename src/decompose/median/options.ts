/**
 * The options that `hpss` and `hrps` share, checked once and turned into the settings of a split at a sample
 * rate.
 */

import type { Chunking } from '../../audio/index.ts';
import { type WindowName, windowNames } from '../../dsp/index.ts';
import { ArgumentError, checkChoice, checkInteger, checkNumber } from '../../util/index.ts';
import { exactChunks } from '../chunking.ts';
import { maskOption, type OptionDescription, powerOption } from '../option.ts';
import { binsFromHertz, framesFromSeconds } from '../spectrogram-grid.ts';
import { checkKernels, type MaskRule, resolveMaskRule } from './hpss-masks.ts';
import { type SplitSettings, splitBytesPerSample, splitReach } from './split.ts';

/** Options of a separator that is one harmonic-percussive split. */
export interface MedianOptions extends MaskRule {
  /** Samples per frame, from 4. Default 2048 (librosa's): 46 ms at 44.1 kHz, between tones and strokes. */
  readonly fftSize?: number;
  /** Samples from frame to frame, at most half a frame. Default a quarter of `fftSize`. */
  readonly hopSize?: number;
  /** Default `hann`. */
  readonly window?: WindowName;
  /**
   * Median lengths: one number for both, or frames (harmonic) and bins (percussive). Excludes the two options
   * below.
   */
  readonly kernel?: number | readonly [number, number];
  /** Length of the harmonic median in seconds; becomes the nearest odd number of frames. */
  readonly harmonicSeconds?: number;
  /** Length of the percussive median in hertz; becomes the nearest odd number of bins. */
  readonly percussiveHertz?: number;
}

/** What a method gives for options that are left out. */
export interface MedianDefaults {
  readonly mask: 'soft' | 'binary';
  readonly margin: number;
  readonly harmonic: { readonly frames: number } | { readonly seconds: number };
  readonly percussive: { readonly bins: number } | { readonly hertz: number };
}

/** Checks `options`; returns the settings of the split at each sample rate. Throws `ArgumentError`. */
export function resolveMedianOptions(
  place: string,
  options: MedianOptions,
  defaults: MedianDefaults,
): (sampleRate: number) => SplitSettings {
  const fftSize = checkInteger(`${place}.fftSize`, options.fftSize ?? 2048, { min: 4 });
  const hopSize = checkInteger(`${place}.hopSize`, options.hopSize ?? Math.floor(fftSize / 4), {
    min: 1,
    max: Math.floor(fftSize / 2),
  });
  const window = checkChoice(`${place}.window`, options.window ?? 'hann', windowNames);
  const { mask = defaults.mask, margin = defaults.margin, power = 2 } = options;
  const rule = resolveMaskRule(place, { mask, margin, power });
  const { harmonic, percussive } = resolveLengths(place, options, defaults);
  return (sampleRate) => ({
    fftSize,
    hopSize,
    window,
    rule,
    harmonicFrames:
      'frames' in harmonic ? harmonic.frames : framesFromSeconds(harmonic.seconds, { sampleRate, hopSize }),
    percussiveBins:
      'bins' in percussive ? percussive.bins : binsFromHertz(percussive.hertz, { sampleRate, fftSize }),
  });
}

function resolveLengths(
  place: string,
  { kernel, harmonicSeconds, percussiveHertz }: MedianOptions,
  defaults: MedianDefaults,
): Pick<MedianDefaults, 'harmonic' | 'percussive'> {
  const physical = harmonicSeconds ?? percussiveHertz;
  if (kernel !== undefined && physical !== undefined) {
    throw new ArgumentError({
      place: `${place}.kernel`,
      expected: 'median lengths in frames and bins, or in seconds and hertz',
      got: 'both',
      remedy: 'Leave out kernel, or harmonicSeconds and percussiveHertz',
    });
  }
  if (kernel !== undefined) {
    const [frames, bins] = checkKernels(`${place}.kernel`, kernel);
    return { harmonic: { frames }, percussive: { bins } };
  }
  return {
    harmonic:
      harmonicSeconds === undefined
        ? defaults.harmonic
        : { seconds: checkNumber(`${place}.harmonicSeconds`, harmonicSeconds, { above: 0 }) },
    percussive:
      percussiveHertz === undefined
        ? defaults.percussive
        : { hertz: checkNumber(`${place}.percussiveHertz`, percussiveHertz, { above: 0 }) },
  };
}

/**
 * How a song may be cut for one split of `stemCount` stems: exactly the reach of the medians on both sides,
 * rounded up to whole hops so that the frames of a chunk are frames of the song. 8 s a segment: the context
 * (0.4 s a side by default) is then a tenth of the work, and a thread takes tens of megabytes.
 */
export function splitChunking(
  settings: SplitSettings,
  { sampleRate, stemCount }: { readonly sampleRate: number; readonly stemCount: number },
): Chunking {
  return exactChunks({
    sampleRate,
    segmentSeconds: 8,
    alignSamples: settings.hopSize,
    reachSamples: splitReach(settings),
    // The chunk and its stems, float32 each.
    bytesPerSample: splitBytesPerSample(settings) + 4 * (1 + stemCount),
  });
}

/** The descriptions of {@link MedianOptions}, in a method's own defaults. */
export function describeMedianOptions(defaults: {
  readonly mask: string;
  readonly margin: string;
  readonly kernel: string;
  readonly harmonicSeconds: string;
  readonly percussiveHertz: string;
}): readonly OptionDescription[] {
  return [
    { name: 'fftSize', kind: 'integer', default: '2048', summary: 'samples per frame' },
    { name: 'hopSize', kind: 'integer', default: 'fftSize / 4', summary: 'samples from frame to frame' },
    {
      name: 'window',
      kind: 'choice',
      choices: windowNames,
      default: 'hann',
      summary: 'how a frame is weighted',
    },
    {
      name: 'kernel',
      kind: 'pair',
      default: defaults.kernel,
      summary: 'median lengths in frames (harmonic) and bins (percussive)',
    },
    {
      name: 'harmonicSeconds',
      kind: 'number',
      default: defaults.harmonicSeconds,
      summary: 'length of the harmonic median in seconds, instead of kernel',
    },
    {
      name: 'percussiveHertz',
      kind: 'number',
      default: defaults.percussiveHertz,
      summary: 'length of the percussive median in hertz, instead of kernel',
    },
    maskOption(defaults.mask),
    powerOption,
    {
      name: 'margin',
      kind: 'pair',
      default: defaults.margin,
      summary: 'how many times stronger a part must be than the other, from 1',
    },
  ];
}
