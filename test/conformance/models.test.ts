/** What every network must keep: shapes, gradients, learning, files. A new entry in src/models/list.ts is tested here without another line. */

import { describe, expect, it } from 'vitest';
import { createGraph, input, type Value } from '../../src/graph/index.ts';
import {
  createModel,
  type Model,
  type ModelOptions,
  networks,
  parameterCount,
  resolveSettings,
} from '../../src/models/index.ts';
import { createScope, mseLoss } from '../../src/nn/index.ts';
import { decodeModel, exportModel } from '../../src/onnx/index.ts';
import { decodeSafetensors, encodeSafetensors, floatTensor, type Tensor } from '../../src/tensor/index.ts';
import { adam, createTrainingStep, type LossInput, type TrainingStep } from '../../src/train/index.ts';
import { ArgumentError, createRandom } from '../../src/util/index.ts';
import { evaluate, testEngine } from '../support/engine.ts';
import { parametersOf, randomWeights, tinyModel } from '../support/models.ts';

/** Cases that every network goes through; no factor divides the sizes of the second. */
const variants: readonly (Partial<ModelOptions> & { readonly what: string })[] = [
  // Of two channels, the default dropout would often leave none.
  { what: 'mono, one target', settings: { dropout_p: 0.1 } },
  {
    what: 'stereo, two targets, odd sizes, nothing normalized',
    channels: 2,
    targets: ['bass', 'drums'],
    fftSize: 54,
    hopSize: 19,
    windowSize: 50,
    sampleLengthSeconds: 0.09175,
    settings: { normalize_input: false, normalize_output: false, dropout_p: 0 },
  },
];

/** What is left of the loss after the steps; the worst measured is 0.50. Dropout and latent values, drawn anew at every step, keep it from 0. */
const learned = 0.6;

const batch = 2;

/** Tones for the first target, noise for the rest; the mixture is their sum. */
function sounds({ shape }: Model): { readonly mixture: Tensor; readonly targets: Tensor } {
  const random = createRandom(4);
  const { channels, samples } = shape;
  const count = shape.targets.length;
  const mixture = new Float32Array(batch * channels * samples);
  const targets = new Float32Array(batch * count * channels * samples);
  for (let b = 0; b < batch; b++) {
    for (let c = 0; c < channels; c++) {
      for (let n = 0; n < samples; n++) {
        const at = (b * channels + c) * samples + n;
        mixture[at] = 0.1 * random.normal();
        for (let t = 0; t < count; t++) {
          const tone = 0.3 * Math.sin(0.2 * (t + 1) * n + b + c);
          targets[((b * count + t) * channels + c) * samples + n] = tone;
          mixture[at]! += tone;
        }
      }
    }
  }
  return {
    mixture: floatTensor([batch, channels, samples], mixture),
    targets: floatTensor([batch, count, channels, samples], targets),
  };
}

/** A step on waveforms; the loss compares magnitudes. */
async function stepOf(model: Model, recompute?: readonly string[]): Promise<TrainingStep> {
  const { mixture, targets } = sounds(model);
  return createTrainingStep({
    engine: await testEngine(),
    inputs: {
      mixture: { dtype: 'float32', shape: mixture.shape },
      targets: { dtype: 'float32', shape: targets.shape },
    },
    model: (scope, values) => model.buildTraining(scope, values.mixture!, values.targets!),
    loss: ({ estimate, target }) => mseLoss(estimate.magnitude(), target.magnitude()),
    optimizer: adam({ learningRate: 0.02 }),
    seed: 2,
    ...(recompute && { recompute }),
  });
}

/** The separating part of a model, its batch symbolic. */
function inference(model: Model): Value {
  const { channels, samples } = model.shape;
  return model.buildInference(
    createScope(),
    input('mixture', { dtype: 'float32', shape: ['batch', channels, samples] }),
  );
}

function used(value: Value, weights: ReadonlyMap<string, Tensor>): Record<string, Tensor> {
  const { parameters } = createGraph({ value });
  return Object.fromEntries([...weights].filter(([name]) => parameters.has(name)));
}

describe.each(networks)('$name', (network) => {
  describe.each(variants)('$what', ({ what: _what, ...options }) => {
    const model = tinyModel(network, options);

    it('gives estimates, magnitudes and masks of the right shapes', () => {
      const { channels, samples, bins, frames, targets } = model.shape;
      const { mixture: wave, targets: stems } = sounds(model);
      const mixture = input('mixture', { dtype: 'float32', shape: wave.shape });
      // What losses take is what models give.
      const signals: LossInput = model.buildTraining(
        createScope({ training: true }),
        mixture,
        input('targets', { dtype: 'float32', shape: stems.shape }),
      );
      const waves = [batch, targets.length, channels, samples];
      const images = [batch, targets.length, channels, bins, frames];
      for (const signal of [signals.estimate, signals.target, signals.mixture]) {
        expect(signal.waveform().type.shape).toEqual(waves);
        expect(signal.magnitude().type.shape).toEqual(images);
      }
      if (network.domain === 'waveform') expect(() => signals.mask()).toThrow(ArgumentError);
      else expect(signals.mask().type.shape).toEqual(images);
      expect(signals.latent !== undefined).toBe(network.name.endsWith('VAE'));
      expect(inference(model).type.shape).toEqual(['batch', ...waves.slice(1)]);
    });

    it('moves every parameter and learns one batch by heart', async () => {
      const step = await stepOf(model);
      const { mixture, targets } = sounds(model);
      const before = new Map([...step.weights].map(([name, { data }]) => [name, data.slice()]));
      const losses: number[] = [];
      for (let n = 0; n < 30; n++) losses.push((await step.run({ mixture, targets })).loss);
      const last = losses.slice(-5).reduce((a, b) => a + b) / 5;
      expect(last / losses[0]!).toBeLessThan(learned);
      if (process.env.GOLDEN_ERRORS) console.log(network.name, last / losses[0]!);
      const still = [...step.weights].filter(([name, { data }]) =>
        (data as Float32Array).every((x, i) => Object.is(x, before.get(name)![i])),
      );
      expect(still.map(([name]) => name)).toEqual([]);
      await step.dispose();
    });
  });

  it('stays finite on silence', async () => {
    const model = tinyModel(network);
    const { mixture, targets } = sounds(model);
    const silent = ({ shape }: Tensor) =>
      floatTensor(shape, new Float32Array(shape.reduce((a, b) => a * b, 1)));
    const step = await stepOf(model);
    for (let n = 0; n < 2; n++) {
      const { loss } = await step.run({ mixture: silent(mixture), targets: silent(targets) });
      expect(loss).toBeGreaterThanOrEqual(0);
    }
    expect((await step.run({ mixture, targets })).loss).toBeGreaterThan(0);
    await step.dispose();
  });

  it('learns the same where its levels are computed twice', async () => {
    const model = tinyModel(network);
    expect(model.blocks).toContain(network.domain === 'hybrid' ? 'waveform.encoder.1' : 'encoder.1');
    const { mixture, targets } = sounds(model);
    const losses = await Promise.all(
      [undefined, model.blocks].map(async (recompute) => {
        const step = await stepOf(model, recompute);
        await step.run({ mixture, targets });
        const { loss } = await step.run({ mixture, targets });
        await step.dispose();
        return loss;
      }),
    );
    expect(losses[1]).toBeCloseTo(losses[0]!, 5);
  });

  it('separates the same from its own file', async () => {
    const model = tinyModel(network);
    const weights = randomWeights(model);
    const { tensors } = decodeSafetensors(encodeSafetensors(weights));
    const { mixture } = sounds(model);
    const estimate = inference(model);
    const own = await evaluate({ estimate }, { mixture, ...used(estimate, weights) });
    const read = await evaluate(
      { estimate },
      { mixture, ...used(estimate, new Map(Object.entries(tensors))) },
    );
    expect(read.estimate!.data).toEqual(own.estimate!.data);
  });

  it('is exported to ONNX in ops of ONNX itself, with the same numbers', async () => {
    const model = tinyModel(network, { channels: 2, targets: ['bass', 'drums'] });
    const estimate = inference(model);
    const weights = used(estimate, randomWeights(model));
    const { graph, parameters } = decodeModel(exportModel(createGraph({ estimate }), weights));
    expect(graph.nodes.filter(({ op }) => op.domain !== '').map(({ op }) => op.name)).toEqual([]);
    const { mixture } = sounds(model);
    const own = await evaluate({ estimate }, { mixture, ...weights });
    const exported = graph.outputs.get('estimate')!;
    const read = await evaluate({ exported }, { mixture, ...Object.fromEntries(parameters) });
    expect(read.exported!.shape).toEqual(own.estimate!.shape);
    Array.from(own.estimate!.data, Number).forEach((value, i) => {
      expect(Number(read.exported!.data[i])).toBeCloseTo(value, 5);
    });
  });

  it('separates a segment alone as in a batch: nothing recurs over the batch', async () => {
    const model = tinyModel(network);
    const estimate = inference(model);
    const weights = used(estimate, randomWeights(model));
    const { mixture } = sounds(model);
    const half = mixture.data.length / 2;
    const both = await evaluate({ estimate }, { mixture, ...weights });
    const second = floatTensor([1, 1, half], (mixture.data as Float32Array).slice(half));
    const alone = await evaluate({ estimate }, { mixture: second, ...weights });
    Array.from(alone.estimate!.data, Number).forEach((value, i) => {
      expect(value).toBeCloseTo(Number(both.estimate!.data[half + i]), 5);
    });
  });

  it('refuses settings that it does not have or that do not fit, by name', () => {
    expect(() => resolveSettings(network, { hiden_channels: 8 })).toThrow(/Did you mean hidden_channels/);
    expect(() => resolveSettings(network, { levels: 2.5 })).toThrow(`${network.name}.levels`);
    expect(() => resolveSettings(network, { normalize_input: 'yes' })).toThrow(/true or false/);
    expect(() => createModel({ network, settings: { levels: 9 } })).toThrow(`${network.name}.levels`);
    for (const { key, default: standard } of network.settings) {
      expect(() => resolveSettings(network, { [key]: standard }), key).not.toThrow();
    }
  });

  it('counts the parameters that training changes', () => {
    const model = tinyModel(network);
    const counted = [...parametersOf(model).values()]
      .filter(({ trainable }) => trainable)
      .reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
    expect(parameterCount(network, model.shape, model.settings)).toBe(counted);
  });
});
