/**
 * The Network: an architecture of the toolkit as a function of a scope and values. It sees magnitudes, the waveform, or both, and
 * knows nothing of files, losses or devices; `model.ts` puts the transforms around it.
 */

import type { Value } from '../graph/index.ts';
import type { Scope } from '../nn/index.ts';

/** What a network is built for. */
export interface SignalShape {
  /** 1 for mono, 2 for stereo. */
  readonly channels: number;
  /** The stems it estimates, in order. */
  readonly targets: readonly string[];
  /** Bins of a spectrogram: fftSize / 2 + 1. */
  readonly bins: number;
  /** Frames of a segment's spectrogram. */
  readonly frames: number;
  /** Samples of a segment. */
  readonly samples: number;
}

/** What a network may look at; each is computed only if it is asked for. */
export interface NetworkInput {
  /** Magnitudes of the mixture, `[batch, channel, bin, frame]`. */
  readonly magnitude: () => Value;
  /** The mixture, `[batch, channel, sample]`. */
  readonly waveform: () => Value;
}

/** What a network gives. At least one of mask and waveform. */
export interface NetworkOutput {
  /** What each bin of the mixture is multiplied by, in [0, 1]: `[batch, target, channel, bin, frame]`. */
  readonly mask?: Value;
  /** Estimates, `[batch, target, channel, sample]`; with a mask as well, both estimates are added. */
  readonly waveform?: Value;
  /** Of a variational network: the normal distribution of its latent values, each `[batch, step, feature]`. */
  readonly latent?: { readonly mean: Value; readonly deviation: Value };
}

/** One setting of a network, as `config.json` and the command line have it. */
export interface NetworkSetting {
  /** In snake case, as PyTorch code writes it: `hidden_channels`. */
  readonly key: string;
  readonly kind: 'integer' | 'number' | 'boolean' | 'choice';
  readonly default: number | boolean | string;
  /** Bounds of numbers, both allowed. */
  readonly min?: number;
  readonly max?: number;
  readonly choices?: readonly string[];
  /** One line for help texts. */
  readonly summary: string;
}

/** Values of a network's settings by key; checked before `build` sees them. */
export type NetworkSettings = Readonly<Record<string, number | boolean | string>>;

/** An architecture. */
export interface Network {
  /** `SpectrogramNetSimple`. */
  readonly name: string;
  /** What it looks at. */
  readonly domain: 'spectrogram' | 'waveform' | 'hybrid';
  readonly summary: string;
  readonly paper: string;
  readonly settings: readonly NetworkSetting[];
  /** Builds it. Throws ArgumentError, naming the setting, where settings and shape do not go together. */
  build(
    scope: Scope,
    input: NetworkInput,
    options: { readonly shape: SignalShape; readonly settings: NetworkSettings },
  ): NetworkOutput;
}
