/** Keys of `dataset_params`: which stems are learnt, what an example is, and how it becomes a spectrogram. */

import type { ConfigKey } from './key.ts';

/** Values of the section. */
export interface DatasetParams {
  readonly targets: readonly string[];
  readonly max_num_tracks: number;
  readonly max_num_samples: number;
  readonly max_num_val_samples: number;
  readonly val_split: number;
  readonly num_channels: number;
  readonly sample_length: number;
  readonly sample_rate: number;
  readonly num_fft: number;
  readonly window_size: number;
  readonly hop_length: number;
  readonly energy_cutoff: number;
  readonly bad_tracks: 'stop' | 'skip';
  readonly augment_gain: boolean;
  readonly augment_flip: number;
  readonly augment_swap: number;
  readonly augment_remix: number;
}

/** The keys. */
export const datasetKeys: readonly ConfigKey[] = [
  {
    key: 'targets',
    kind: 'names',
    default: ['vocals'],
    summary: 'stems that are estimated; residual is all that the others leave',
  },
  {
    key: 'max_num_tracks',
    kind: 'integer',
    default: 0,
    min: 0,
    summary: 'train on the first so many tracks; 0: on all',
    why: 'the original took 10: excerpts are read as they are needed, so there is no reason to stop there',
  },
  {
    key: 'max_num_samples',
    kind: 'integer',
    default: 1000,
    min: 1,
    summary: 'excerpts drawn per epoch',
  },
  {
    key: 'max_num_val_samples',
    kind: 'integer',
    default: 100,
    min: 1,
    summary: 'excerpts of the validation; the same in every epoch',
  },
  {
    key: 'val_split',
    kind: 'number',
    default: 0.2,
    min: 0,
    max: 0.9,
    summary:
      'part of the tracks kept for validation where the data set has no folder val or valid; 0: no validation',
  },
  { key: 'num_channels', kind: 'integer', default: 1, min: 1, max: 2, summary: '1: mono, 2: stereo' },
  {
    key: 'sample_length',
    kind: 'number',
    default: 3,
    min: 0.01,
    max: 600,
    summary: 'seconds of an excerpt, and of what the model sees at once',
  },
  {
    key: 'sample_rate',
    kind: 'integer',
    default: 44100,
    min: 1000,
    max: 384000,
    summary: 'hertz that all tracks must have; none is ever resampled',
  },
  { key: 'num_fft', kind: 'integer', default: 1024, min: 2, max: 65536, summary: 'samples of one transform' },
  {
    key: 'window_size',
    kind: 'integer',
    default: 1024,
    min: 2,
    max: 65536,
    summary: 'samples of the window, at most num_fft',
  },
  {
    key: 'hop_length',
    kind: 'integer',
    default: 512,
    min: 1,
    max: 65536,
    summary: 'samples from one frame to the next, at most half of window_size',
  },
  {
    key: 'energy_cutoff',
    kind: 'number',
    default: 0,
    min: 0,
    summary: 'excerpts are drawn again where mixture or a target has a smaller L2 norm',
    why: 'the original dropped quiet excerpts below 1; pauses are worth learning, so all are taken',
  },
  {
    key: 'bad_tracks',
    kind: 'choice',
    default: 'stop',
    choices: ['stop', 'skip'],
    summary: 'what to do about tracks that cannot be read: stop, or leave them out and count them',
  },
  {
    key: 'augment_gain',
    kind: 'boolean',
    default: false,
    summary: 'multiply each source by a random factor from 0.25 to 1.25',
  },
  {
    key: 'augment_flip',
    kind: 'number',
    default: 0,
    min: 0,
    max: 1,
    summary: "probability that a source's sign is turned",
  },
  {
    key: 'augment_swap',
    kind: 'number',
    default: 0,
    min: 0,
    max: 1,
    summary: 'probability that left and right of a source change places',
  },
  {
    key: 'augment_remix',
    kind: 'number',
    default: 0,
    min: 0,
    max: 1,
    summary: 'probability that a source is exchanged for that of another excerpt of the batch',
  },
];
