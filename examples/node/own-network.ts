/**
 * A network of your own in the toolkit's trainer: two layers on single frames, which give a mask, learn to tell voices from bands.
 * Songs are rendered from a seed, so that nothing has to be downloaded. Takes a few seconds.
 *
 *     npx tsx examples/node/own-network.ts
 */

import {
  add,
  configTemplate,
  createAudioFolder,
  createEngine,
  createLoader,
  createModel,
  linear,
  log,
  type Network,
  relu,
  renderedSongs,
  runTraining,
  sigmoid,
  swapAxes,
  unsqueeze,
} from 'auralflow';

const frameNet: Network = {
  name: 'FrameNet',
  domain: 'spectrogram',
  summary: 'two fully connected layers on every frame by itself',
  paper: '',
  settings: [
    {
      key: 'hidden_size',
      kind: 'integer',
      default: 64,
      min: 1,
      max: 4096,
      summary: 'features between the two layers',
    },
  ],
  build(scope, input, { shape, settings }) {
    const decibels = log(add(input.magnitude(), 1e-3)); // [batch, channel, bin, frame]
    const frames = swapAxes(decibels, [2, 3]); // [batch, channel, frame, bin]
    const hidden = linear(scope.child('hidden'), frames, { outFeatures: Number(settings.hidden_size) });
    const mask = sigmoid(linear(scope.child('mask'), relu(hidden), { outFeatures: shape.bins }));
    return { mask: unsqueeze(swapAxes(mask, [2, 3]), [1]) }; // [batch, target, channel, bin, frame]: one target
  },
};

const sampleRate = 8000;
const lengthSeconds = 1;
const model = createModel({
  network: frameNet,
  sampleRate,
  sampleLengthSeconds: lengthSeconds,
  fftSize: 512,
  hopSize: 256,
  settings: { hidden_size: 32 },
});

const batches = { batchSize: 4, batchesPerEpoch: 12, seed: 1 };
const example = { targets: ['vocals'], lengthSeconds, sampleRate };
const train = createLoader(
  createAudioFolder(renderedSongs({ count: 20, seconds: 4, sampleRate }), example),
  batches,
);
const validation = createLoader(
  createAudioFolder(renderedSongs({ count: 6, seconds: 4, sampleRate, seed: 9 }), example),
  { ...batches, batchesPerEpoch: 8 },
);

const engine = await createEngine({ device: 'cpu', threads: 1 });
const { best } = await runTraining({
  engine,
  model,
  train,
  validation,
  // What a config.json would say; loss and optimizer may also be functions of your own.
  params: {
    ...configTemplate('SpectrogramNetSimple').training_params,
    max_epochs: 4,
    criterion: 'l1',
    lr: 0.003,
    monitor: 'si_sdr',
  },
  onEpoch({ epoch, trainLoss, validation: measured }) {
    console.log(`epoch ${epoch}: loss ${trainLoss.toFixed(4)}, ${measured!.siSdr!.toFixed(1)} dB SI-SDR`);
  },
});
console.log(
  `epoch ${best!.epoch} was best: ${best!.validation!.siSdr!.toFixed(1)} dB, ${best!.validation!.mixtureSiSdr!.toFixed(1)} dB for the mixture`,
);
await engine.dispose();
