/** Keys of `visualizer_params`: what of a run is kept to look at and listen to. */

import type { ConfigKey } from './key.ts';

/** Values of the section. */
export interface VisualizerParams {
  readonly tensorboard: boolean;
  readonly view_spectrogram: boolean;
  readonly view_waveform: boolean;
  readonly view_gradient: boolean;
  readonly view_weights: boolean;
  readonly play_audio: boolean;
  readonly save_image: boolean;
  readonly save_audio: boolean;
  readonly save_frequency: number;
  readonly num_images: number;
}

/** The keys. */
export const visualizerKeys: readonly ConfigKey[] = [
  { key: 'tensorboard', kind: 'boolean', default: true, summary: 'write runs/, which TensorBoard shows' },
  {
    key: 'view_spectrogram',
    kind: 'boolean',
    default: false,
    summary: 'spectrograms of estimates and targets in runs/',
  },
  {
    key: 'view_waveform',
    kind: 'boolean',
    default: false,
    summary: 'waveforms of estimates and targets in runs/',
  },
  { key: 'view_gradient', kind: 'boolean', default: true, summary: 'histograms of gradients in runs/' },
  { key: 'view_weights', kind: 'boolean', default: false, summary: 'histograms of weights in runs/' },
  { key: 'play_audio', kind: 'boolean', default: true, summary: 'excerpts to listen to in runs/' },
  {
    key: 'save_image',
    kind: 'boolean',
    default: false,
    summary: 'spectrograms and waveforms as pictures in images/',
  },
  { key: 'save_audio', kind: 'boolean', default: false, summary: 'excerpts as files in audio/' },
  {
    key: 'save_frequency',
    kind: 'integer',
    default: 5,
    min: 1,
    summary: 'epochs from one set of histograms, pictures and excerpts to the next',
  },
  {
    key: 'num_images',
    kind: 'integer',
    default: 1,
    min: 1,
    max: 100,
    summary: 'excerpts of the validation that are shown',
  },
];
