/** Settings that all networks of the toolkit share, as `config.json` has them and as the blocks want them. */

import { ArgumentError } from '../../util/index.ts';
import type { NetworkSetting, NetworkSettings, SignalShape } from '../network.ts';
import type { Axes } from './axes.ts';

/** A U-Net's settings. */
export interface UNetSettings {
  readonly levels: number;
  readonly hiddenChannels: number;
  readonly leak: number;
  readonly dropout: number;
  readonly normalizeInput: boolean;
  readonly normalizeOutput: boolean;
}

/** Settings of every network; defaults make 7.8 million parameters. */
export const uNetSettings: readonly NetworkSetting[] = [
  {
    key: 'levels',
    kind: 'integer',
    default: 5,
    min: 1,
    max: 10,
    summary: 'levels of encoder and decoder; each doubles the channels and makes a quarter of the places',
  },
  {
    key: 'hidden_channels',
    kind: 'integer',
    default: 16,
    min: 1,
    max: 1024,
    summary: 'channels of the outermost level',
  },
  {
    key: 'leak_factor',
    kind: 'number',
    default: 0,
    min: 0,
    max: 1,
    summary: 'slope of the leaky ReLU below 0; 0 is a plain ReLU',
  },
  {
    key: 'dropout_p',
    kind: 'number',
    default: 0.4,
    min: 0,
    max: 0.95,
    summary:
      'part of the channels dropped in training, in the three deepest levels of the decoder and between LSTM layers',
  },
  {
    key: 'normalize_input',
    kind: 'boolean',
    default: true,
    summary: 'bring every segment to one level; on spectrograms also weigh every bin by learned numbers',
  },
  {
    key: 'normalize_output',
    kind: 'boolean',
    default: true,
    summary:
      'weigh what comes out by learned numbers, one scale and offset per bin (spectrogram) or channel (waveform)',
  },
];

/** The typed form of checked settings. */
export function readUNetSettings(settings: NetworkSettings): UNetSettings {
  return {
    levels: Number(settings.levels),
    hiddenChannels: Number(settings.hidden_channels),
    leak: Number(settings.leak_factor),
    dropout: Number(settings.dropout_p),
    normalizeInput: settings.normalize_input === true,
    normalizeOutput: settings.normalize_output === true,
  };
}

/** Throws ArgumentError, naming `levels`, where an axis would be pooled away. */
export function checkLevels(
  network: string,
  shape: SignalShape,
  options: { readonly axes: Axes; readonly levels: number },
): void {
  const { axes, levels } = options;
  const sizes = axes.rank === 2 ? { bins: shape.bins, frames: shape.frames } : { samples: shape.samples };
  for (const [axis, size] of Object.entries(sizes)) {
    const least = axes.factor ** levels;
    if (size >= least) continue;
    throw new ArgumentError({
      place: `${network}.levels`,
      expected: `at least ${least} ${axis} for ${levels} levels`,
      got: `${size} ${axis}`,
      remedy: 'Choose fewer levels, or a longer segment',
    });
  }
}
