/**
 * `multipass`: a voice is what is a stroke in long frames and a tone in short ones (D. FitzGerald and M. Gainza, "Single channel vocal
 * separation using median filtering and factorisation techniques", ISAST Transactions on Electronic and Signal Processing 4(1), 2010). A cascade
 * as data.
 */

import type { Separator } from '../../audio/index.ts';
import { checkOptionNames, lowHertzOption, type OptionDescription, powerOption } from '../option.ts';
import type { MedianCascade } from './cascade.ts';
import { createMedianCascade } from './cascade-separator.ts';

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

/** The stems of `multipass`. */
export const multipassStems: readonly string[] = ['vocals', 'drums', 'other'];

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
  powerOption,
  lowHertzOption(100),
];

/**
 * A separator into `vocals`, `drums` and `other` in two passes with the published lengths; `hpss-vocals` is the same cascade with lengths
 * that were measured to be better. The three add up to the mixture. Throws `ArgumentError` for an option that is unknown or out of range.
 */
export function createMultipass(options: MultipassOptions = {}): Separator {
  checkOptionNames('multipass', options, multipassOptions);
  return createMedianCascade(multipassCascade(options));
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
