/**
 * `hrps-cascade`: long frames for tones, short ones for strokes (J. Driedger, M. Müller, S. Disch, "Extending harmonic-percussive separation of
 * audio signals", ISMIR 2014). A cascade as data.
 */

import type { Separator } from '../../audio/index.ts';
import { checkOptionNames, maskOption, type OptionDescription } from '../option.ts';
import type { MedianCascade } from './cascade.ts';
import { createMedianCascade } from './cascade-separator.ts';

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

/** The stems of `hrps-cascade`. */
export const hrpsCascadeStems: readonly string[] = ['harmonic', 'percussive', 'residual'];

/** The options of `hrps-cascade` as data. */
export const hrpsCascadeOptions: readonly OptionDescription[] = [
  {
    name: 'margin',
    kind: 'number',
    default: '2',
    summary: 'how many times stronger a part must be than the other, from 1',
  },
  maskOption('soft'),
  { name: 'longSeconds', kind: 'number', default: '0.186', summary: 'frames that find the tones' },
  { name: 'shortSeconds', kind: 'number', default: '0.012', summary: 'frames that find the strokes' },
  { name: 'harmonicSeconds', kind: 'number', default: '0.2', summary: 'medians along time, in seconds' },
  { name: 'percussiveHertz', kind: 'number', default: '500', summary: 'medians along frequency, in hertz' },
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
