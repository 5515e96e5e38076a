/** The short run: a small network trained for some minutes on rendered songs, and what it makes of songs that it has seen and of others. */

import {
  createAudioFolder,
  createLoader,
  type Dataset,
  type Loader,
  renderedSongs,
} from '../../src/datasets/index.ts';
import { siSdr } from '../../src/metrics/index.ts';
import { createModelSeparator } from '../../src/models/index.ts';
import { createEngine } from '../../src/node/engine.ts';
import type { Tensor } from '../../src/tensor/index.ts';
import {
  configTemplate,
  configuredAugment,
  configuredModel,
  editConfig,
  runTraining,
  type TrainingConfig,
} from '../../src/train/index.ts';

const sampleRate = 8000;

/** What the networks have in common; everything else is as the templates have it. */
const settings = {
  levels: 4,
  hidden_channels: 8,
  dropout_p: 0.1,
  sample_rate: sampleRate,
  sample_length: 2,
  num_fft: 512,
  window_size: 512,
  hop_length: 128,
  batch_size: 8,
  max_epochs: 4,
  max_num_samples: 320,
  max_num_val_samples: 32,
  criterion: 'l1',
  lr: 0.003,
  // Other stems under every voice, and at other levels: the songs are few.
  augment_remix: 1,
  augment_gain: true,
  seed: 3,
} as const;

/** What came of a run, in decibels of SI-SDR over those of the mixture: means over songs. */
export interface ShortRun {
  readonly seenGain: number;
  readonly unseenGain: number;
  readonly minutes: number;
  readonly excerpts: number;
}

/** Trains `network`, with `own` settings, and measures it on whole songs. */
export async function shortRun(
  network: string,
  own: Readonly<Record<string, unknown>> = {},
): Promise<ShortRun> {
  const config = editConfig(configTemplate(network), { ...settings, ...own });
  const seen = renderedSongs({ count: 16, seconds: 10, sampleRate, seed: 1 });
  const unseen = renderedSongs({ count: 6, seconds: 10, sampleRate, seed: 2 });
  // Songs of a third seed choose the epoch: those that it is measured on do not.
  const choosing = renderedSongs({ count: 4, seconds: 10, sampleRate, seed: 5 });
  const engine = await createEngine({ device: 'cpu', threads: 2 });
  try {
    const model = configuredModel(config);
    let best: ReadonlyMap<string, Tensor> = new Map();
    const begun = performance.now();
    await runTraining({
      engine,
      model,
      params: config.training_params,
      train: loaderOf(seen, config, { isAugmented: true }),
      validation: loaderOf(choosing, config, { isAugmented: false }),
      onCheckpoint(checkpoint) {
        if (checkpoint.kind === 'best') best = new Map(structuredClone([...checkpoint.weights]));
      },
    });
    const minutes = (performance.now() - begun) / 60_000;
    const separator = createModelSeparator(model, best, engine);
    return {
      seenGain: await meanGain(separator, { ...seen, tracks: seen.tracks.slice(0, 6) }),
      unseenGain: await meanGain(separator, unseen),
      minutes,
      excerpts: settings.max_epochs * settings.max_num_samples,
    };
  } finally {
    await engine.dispose();
  }
}

function loaderOf(
  songs: Dataset,
  { dataset_params: data, training_params: params }: TrainingConfig,
  { isAugmented }: { readonly isAugmented: boolean },
): Loader {
  const source = createAudioFolder(songs, {
    targets: data.targets,
    lengthSeconds: data.sample_length,
    sampleRate,
  });
  const examples = isAugmented ? data.max_num_samples : data.max_num_val_samples;
  return createLoader(source, {
    batchSize: params.batch_size,
    batchesPerEpoch: Math.floor(examples / params.batch_size),
    seed: params.seed,
    ...(isAugmented ? { augment: configuredAugment(data) } : {}),
  });
}

async function meanGain(separator: ReturnType<typeof createModelSeparator>, songs: Dataset): Promise<number> {
  let sum = 0;
  for (const track of songs.tracks) {
    const { mixture, stems } = await track.load();
    const reference = stems.get('vocals')!.channels;
    const estimate = (await separator.separate(mixture)).get('vocals')!.channels;
    sum += siSdr(reference, estimate) - siSdr(reference, mixture.channels);
  }
  return sum / songs.tracks.length;
}
