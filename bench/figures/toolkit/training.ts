/** Training as a whole: what a short run learns, loading beside computing, and memory over folders of different sizes. */

import { join } from 'node:path';
import { createModelFolder } from '../../../src/node/index.ts';
import { ensureBuilt } from '../../../test/journeys/cli.ts';
import { type BuiltNames, inProcess, withFolder } from '../../toolkit/in-process.ts';
import { shortRun } from '../../toolkit/short-run.ts';
import { writeSongFolder } from '../../toolkit/song-folder.ts';
import type { Figure } from '../figure.ts';

const names: BuiltNames = {
  'node/index': ['createEngine', 'openFolderLoader', 'trainModel'],
  'train/index': [
    'configTemplate',
    'configuredLoss',
    'configuredModel',
    'configuredOptimizer',
    'createTrainingStep',
  ],
};

function learning(network: string, own: Readonly<Record<string, unknown>> = {}): Figure {
  return {
    what: `${network} after a short run on 16 rendered songs: vocals of songs it was trained on, and of others, above the mixture`,
    floor: '>= 6 dB SI-SDR, and >= 3 dB',
    async measure() {
      const { seenGain, unseenGain, minutes, excerpts } = await shortRun(network, own);
      return {
        measured: `${seenGain.toFixed(1)} dB and ${unseenGain.toFixed(1)} dB`,
        ok: seenGain >= 6 && unseenGain >= 3,
        note: `${excerpts} excerpts of 2 s at 8 kHz in ${minutes.toFixed(1)} minutes; whole songs, the epoch chosen on third ones`,
      };
    },
  };
}

/** Steps of a network at its default configuration but for the batch, once with one batch over and over and once through the loader. */
const steps = `
  const { dataset, batchSize, count, rounds } = task;
  const config = configTemplate('SpectrogramNetSimple');
  const { dataset_params: data, training_params: params } = config;
  const model = configuredModel(config);
  const loss = configuredLoss(params);
  const shape = { sampleRate: data.sample_rate, lengthSeconds: data.sample_length, targets: data.targets, batchSize };
  const loader = await openFolderLoader(dataset, { ...shape, batchesPerEpoch: count + 1, workers: params.num_workers, prefetch: params.pre_fetch });
  const engine = await createEngine({ device: 'cpu', threads: 2 });
  const { samples } = model.shape;
  const step = await createTrainingStep({
    engine,
    inputs: { mixture: { dtype: 'float32', shape: [batchSize, 1, samples] }, targets: { dtype: 'float32', shape: [batchSize, 1, 1, samples] } },
    model: (scope, { mixture, targets }) => model.buildTraining(scope, mixture, targets),
    loss: (signals) => loss.build(signals),
    optimizer: configuredOptimizer(params),
  });
  const train = ({ mixture, targets }) => step.run({ mixture, targets });
  async function measure(epoch, held) {
    const batches = loader.epoch(epoch)[Symbol.asyncIterator]();
    const first = (await batches.next()).value;
    if (held) { for (;;) if ((await batches.next()).done) break; }
    const begun = performance.now();
    for (let n = 0; n < count; n++) await train(held ? first : (await batches.next()).value);
    return (performance.now() - begun) / count;
  }
  await measure(0, true);
  const rows = [];
  for (let round = 1; round <= rounds; round++) rows.push({ without: await measure(round, true), with: await measure(round, false) });
  await loader.close();
  console.log(JSON.stringify(rows));
  process.exit(0);`;

const hidden: Figure = {
  what: 'step time of SpectrogramNetSimple at the default configuration, batch 4, with loading from a folder beside one batch over and over',
  floor: '<= 1.1x',
  measure: () =>
    withFolder(async (path) => {
      ensureBuilt();
      await writeSongFolder(path, { songs: 10, seconds: 60, sampleRate: 44100, format: 'wav' });
      const task = { dataset: path, batchSize: 4, count: 2, rounds: 7 };
      const rows = inProcess<{ without: number; with: number }[]>(steps, { task, names });
      const ratios = rows.map((row) => row.with / row.without).sort((a, b) => a - b);
      const ratio = ratios[Math.floor(ratios.length / 2)]!;
      return {
        measured: `${ratio.toFixed(3)}x`,
        ok: ratio <= 1.1,
        note: `median of ${rows.length} rounds of 2 steps, taking turns; ${rows.map((row) => row.with.toFixed(0)).join(', ')} ms with loading`,
      };
    }),
};

const trainOnce = `
  const { folder, dataset } = task;
  await trainModel(folder, dataset, { device: 'cpu', threads: 1 });
  console.log(JSON.stringify({ megabytes: process.resourceUsage().maxRSS * 1024 / 1e6 }));`;

/** A run short enough for a figure over songs that are larger than it. */
const tiny = {
  ...{ levels: 2, hidden_channels: 2, sample_rate: 8000, sample_length: 1 },
  ...{ num_fft: 256, window_size: 256, hop_length: 128 },
  ...{ batch_size: 8, max_num_samples: 800, max_num_val_samples: 80, max_epochs: 2, num_workers: 2 },
} as const;

async function peakMegabytes(path: string, songs: number): Promise<number> {
  const [folder, dataset] = [join(path, `model-${songs}`), join(path, `songs-${songs}`)];
  await createModelFolder(folder, 'SpectrogramNetSimple', { name: 'tiny', settings: tiny });
  await writeSongFolder(dataset, { songs, seconds: 60, sampleRate: 8000, format: 'wav' });
  return inProcess<{ megabytes: number }>(trainOnce, { task: { folder, dataset }, names }).megabytes;
}

/** Growth that garbage collection may be late by. */
const allowed = 1.15;

const memory: Figure = {
  what: 'memory of trainModel over 100 songs beside 10 songs',
  floor: `<= ${allowed}x: independent of the folder's size`,
  measure: () =>
    withFolder(async (path) => {
      ensureBuilt();
      const few = await peakMegabytes(path, 10);
      const many = await peakMegabytes(path, 100);
      return {
        measured: `${many.toFixed(0)} MB beside ${few.toFixed(0)} MB (${(many / few).toFixed(2)}x)`,
        ok: many <= allowed * few,
        note: `peak of the process, validation and checkpoints included; 100 songs decoded are ${((100 * 2 * 60 * 8000 * 4) / 1e6).toFixed(0)} MB`,
      };
    }),
};

const figures: readonly Figure[] = [
  learning('SpectrogramNetSimple'),
  learning('SpectrogramNetLSTM', { recurrent_depth: 1 }),
  learning('SpectrogramNetVAE', { recurrent_depth: 1 }),
  hidden,
  memory,
];
export default figures;
