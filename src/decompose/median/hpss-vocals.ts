/**
 * `hpss-vocals`: the singing voice by two harmonic-percussive splits at two resolutions. Seen through long
 * frames a voice never holds still and falls to the percussive side with the drums, while the accompaniment
 * lasts; seen through short frames the same voice is harmonic and the drums are not (H. Tachibana, N. Ono, S.
 * Sagayama, "Singing voice enhancement in monaural music signals based on two-stage harmonic/percussive sound
 * separation on multiple resolution spectrograms", IEEE/ACM TASLP 22(1), 2014; with the median filters of D.
 * FitzGerald, DAFx 2010, in place of the paper's diffusion).
 */

import type { Separator } from '../../audio/index.ts';
import { checkNumber } from '../../util/index.ts';
import { checkOptionNames, lowHertzOption, type OptionDescription, powerOption } from '../option.ts';
import type { MedianCascade } from './cascade.ts';
import { createMedianCascade } from './cascade-separator.ts';
import { resolveMaskRule } from './hpss-masks.ts';

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
  powerOption,
  lowHertzOption(100),
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
  return createMedianCascade(hpssVocalsCascade(options));
}

/** Stage 1: vibrato and glides smear a voice over so long a frame. 16 frames of stage 2. */
const longSeconds = 0.512;
/** Stage 2: a sung partial is one line in so short a frame, and a stroke a column. */
const shortSeconds = 0.032;

/** The cascade of {@link createHpssVocals} as data. Throws `ArgumentError` for an option out of range. */
export function hpssVocalsCascade(options: HpssVocalsOptions = {}): MedianCascade {
  const { steadySeconds = 4, steadyHertz = 30, voiceSeconds = 0.25, voiceHertz = 300 } = options;
  const lengths = { steadySeconds, steadyHertz, voiceSeconds, voiceHertz };
  for (const [name, value] of Object.entries(lengths)) {
    checkNumber(`hpss-vocals.${name}`, value, { above: 0 });
  }
  const { power } = resolveMaskRule('hpss-vocals', { power: options.power ?? 2 });
  const lowHertz = checkNumber('hpss-vocals.lowHertz', options.lowHertz ?? 100, { min: 0 });
  return {
    name: 'hpss-vocals',
    stems: hpssVocalsStems,
    stages: [
      {
        power,
        frameSeconds: longSeconds,
        harmonic: { seconds: steadySeconds },
        percussive: { hertz: steadyHertz },
        to: { percussive: 'lively' },
      },
      {
        power,
        from: 'lively',
        frameSeconds: shortSeconds,
        harmonic: { seconds: voiceSeconds },
        percussive: { hertz: voiceHertz },
        lowHertz,
        to: { harmonic: 'vocals', percussive: 'drums' },
      },
    ],
  };
}
