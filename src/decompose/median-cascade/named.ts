/**
 * The published cascades as separators: `hrps-cascade` (J. Driedger, M. Müller, S. Disch, "Extending harmonic-percussive separation of audio
 * signals", ISMIR 2014: long frames for tones, short ones for strokes) and `multipass` (D. FitzGerald and M. Gainza, "Single channel vocal
 * separation using median filtering and factorisation techniques", 2010: a voice is what is a stroke in long frames and a tone in short
 * ones).
 */

import type { Separator } from '../../audio/index.ts';
import { checkOptionNames, type OptionDescription } from '../option.ts';
import type { MedianCascade } from './cascade.ts';
import { createMedianCascade } from './median-cascade.ts';

/** Options of {@link createHrpsCascade}. */
export interface HrpsCascadeOptions {
  /** How many times stronger a part must be than the other, β of the paper; from 1. Default 2. */
  readonly margin?: number;
  /** `soft` (default, a decibel better in measure) or `binary` masks, as in the paper. */
  readonly mask?: 'soft' | 'binary';
  /** Frames of the first stage, which finds the tones, in seconds. Default 0.186. */
  readonly longSeconds?: number;
  /** Frames of the second stage, which finds the strokes, in seconds. Default 0.012. */
  readonly shortSeconds?: number;
  /** The medians along time, in seconds. Default 0.2. */
  readonly harmonicSeconds?: number;
  /** The medians along frequency, in hertz. Default 500. */
  readonly percussiveHertz?: number;
}

/** Options of {@link createMultipass}. */
export interface MultipassOptions {
  /** Frames of the first pass, in which a voice is a stroke, in seconds. Default 0.372. */
  readonly longSeconds?: number;
  /** Frames of the second pass, in which it is a tone, in seconds. Default 0.023. */
  readonly shortSeconds?: number;
  /** The medians of both passes in frames and bins, odd. Default 17. */
  readonly kernel?: number;
  /** Exponent of the soft masks. Default 2. */
  readonly power?: number;
  /** Frequency in hertz below which nothing is voice. Default 100; 0 turns it off. */
  readonly lowHertz?: number;
}

/** The stems of `hrps-cascade`. */
export const hrpsCascadeStems: readonly string[] = ['harmonic', 'percussive', 'residual'];

/** The stems of `multipass`. */
export const multipassStems: readonly string[] = ['vocals', 'drums', 'other'];

/** The options of `hrps-cascade` as data. */
export const hrpsCascadeOptions: readonly OptionDescription[] = [
  {
    name: 'margin',
    kind: 'number',
    default: '2',
    summary: 'how many times stronger a part must be than the other, from 1',
  },
  {
    name: 'mask',
    kind: 'choice',
    choices: ['soft', 'binary'],
    default: 'soft',
    summary: 'a share per bin, or all or nothing',
  },
  { name: 'longSeconds', kind: 'number', default: '0.186', summary: 'frames that find the tones' },
  { name: 'shortSeconds', kind: 'number', default: '0.012', summary: 'frames that find the strokes' },
  { name: 'harmonicSeconds', kind: 'number', default: '0.2', summary: 'medians along time, in seconds' },
  { name: 'percussiveHertz', kind: 'number', default: '500', summary: 'medians along frequency, in hertz' },
];

/** The options of `multipass` as data. */
export const multipassOptions: readonly OptionDescription[] = [
  { name: 'longSeconds', kind: 'number', default: '0.372', summary: 'frames of the first pass, in seconds' },
  {
    name: 'shortSeconds',
    kind: 'number',
    default: '0.023',
    summary: 'frames of the second pass, in seconds',
  },
  { name: 'kernel', kind: 'integer', default: '17', summary: 'medians of both passes in frames and bins' },
  { name: 'power', kind: 'number', default: '2', summary: 'exponent of the soft masks' },
  { name: 'lowHertz', kind: 'number', default: '100', summary: 'nothing below this frequency is voice' },
];

/**
 * A separator into `harmonic`, `percussive` and `residual` in two stages: long frames take out what is clearly a tone; of what they leave,
 * short frames take out what is clearly a stroke; the rest is the residual. In frames of one length tones smear or strokes do. The three add
 * up to the mixture. Throws `ArgumentError` for an option that is unknown or out of range.
 */
export function createHrpsCascade(options: HrpsCascadeOptions = {}): Separator {
  checkOptionNames('hrps-cascade', options, hrpsCascadeOptions);
  return createMedianCascade(hrpsCascade(options));
}

/**
 * A separator into `vocals`, `drums` and `other` in two passes with the published lengths; `hpss-vocals` is the same cascade with lengths
 * that were measured to be better. The three add up to the mixture. Throws `ArgumentError` for an option that is unknown or out of range.
 */
export function createMultipass(options: MultipassOptions = {}): Separator {
  checkOptionNames('multipass', options, multipassOptions);
  return createMedianCascade(multipassCascade(options));
}

/** The cascade of {@link createHrpsCascade} as data. */
export function hrpsCascade(options: HrpsCascadeOptions = {}): MedianCascade {
  const { margin = 2, mask = 'soft', longSeconds = 0.186, shortSeconds = 0.012 } = options;
  const { harmonicSeconds = 0.2, percussiveHertz = 500 } = options;
  const lengths = {
    mask,
    margin,
    harmonic: { seconds: harmonicSeconds },
    percussive: { hertz: percussiveHertz },
  };
  return {
    name: 'hrps-cascade',
    stems: hrpsCascadeStems,
    stages: [
      {
        ...lengths,
        frameSeconds: longSeconds,
        to: { harmonic: 'harmonic', percussive: 'rest', residual: 'rest' },
      },
      { ...lengths, from: 'rest', frameSeconds: shortSeconds, to: { percussive: 'percussive' } },
    ],
  };
}

/** The cascade of {@link createMultipass} as data. */
export function multipassCascade(options: MultipassOptions = {}): MedianCascade {
  const { longSeconds = 0.372, shortSeconds = 0.023, kernel = 17, power = 2, lowHertz = 100 } = options;
  const lengths = { power, harmonic: { frames: kernel }, percussive: { bins: kernel } };
  return {
    name: 'multipass',
    stems: multipassStems,
    stages: [
      { ...lengths, frameSeconds: longSeconds, to: { harmonic: 'other', percussive: 'lively' } },
      {
        ...lengths,
        from: 'lively',
        frameSeconds: shortSeconds,
        lowHertz,
        to: { harmonic: 'vocals', percussive: 'drums', residual: 'other' },
      },
    ],
  };
}
