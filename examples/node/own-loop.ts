/**
 * One of the toolkit's networks in a training loop of your own, with data and a loss of your own: a tone that wobbles like a voice is
 * learnt out of noise, and then taken out of noise that was never trained on. Takes a few seconds.
 *
 *     npx tsx examples/node/own-loop.ts
 */

import {
  abs,
  adam,
  createEngine,
  createModel,
  createModelSeparator,
  createRandom,
  createTrainingStep,
  floatTensor,
  reduceMean,
  siSdr,
  sub,
} from 'auralflow';

const sampleRate = 8000;
const batchSize = 4;
const random = createRandom(1);

const model = createModel({
  network: 'SpectrogramNetSimple',
  sampleRate,
  sampleLengthSeconds: 0.5,
  fftSize: 256,
  hopSize: 128,
  settings: { levels: 2, hidden_channels: 4 },
});
const length = model.segmentSamples;
const engine = await createEngine({ device: 'cpu', threads: 1 });
const step = await createTrainingStep({
  engine,
  inputs: {
    mixture: { dtype: 'float32', shape: [batchSize, 1, length] },
    targets: { dtype: 'float32', shape: [batchSize, 1, 1, length] },
  },
  model: (scope, { mixture, targets }) => model.buildTraining(scope, mixture!, targets!),
  // A loss is any scalar: here the mean distance of the magnitudes.
  loss: ({ estimate, target }) => reduceMean(abs(sub(estimate.magnitude(), target.magnitude()))),
  optimizer: adam({ learningRate: 0.01 }),
  seed: 1,
});

for (let batch = 1; batch <= 60; batch++) {
  const { mixture, target } = drawBatch(batchSize);
  const { loss } = await step.run({
    mixture: floatTensor([batchSize, 1, length], mixture),
    targets: floatTensor([batchSize, 1, 1, length], target),
  });
  if (batch === 1 || batch % 20 === 0) console.log(`batch ${batch}: loss ${loss.toFixed(4)}`);
}

const separator = createModelSeparator(model, step.weights, engine);
const unseen = drawBatch(1);
const stems = await separator.separate({ sampleRate, channels: [unseen.mixture] });
const before = siSdr([unseen.target], [unseen.mixture]);
const after = siSdr([unseen.target], stems.get('vocals')!.channels);
console.log(`unseen: ${before.toFixed(1)} dB SI-SDR mixed, ${after.toFixed(1)} dB separated`);

await separator.dispose();
await step.dispose();
await engine.dispose();

/** Wobbling tones of random pitch, alone and under noise as loud, one excerpt behind the other. */
function drawBatch(count: number): { mixture: Float32Array<ArrayBuffer>; target: Float32Array<ArrayBuffer> } {
  const mixture = new Float32Array(count * length);
  const target = new Float32Array(count * length);
  for (let item = 0; item < count; item++) {
    const hertz = 200 + 800 * random.uniform();
    for (let n = 0; n < length; n++) {
      const seconds = n / sampleRate;
      const phase = 2 * Math.PI * hertz * seconds + 4 * Math.sin(2 * Math.PI * 5 * seconds);
      target[item * length + n] = 0.3 * Math.sin(phase);
      mixture[item * length + n] = target[item * length + n]! + 0.7 * (random.uniform() - 0.5);
    }
  }
  return { mixture, target };
}
