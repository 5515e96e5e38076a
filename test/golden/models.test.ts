/** Every network against PyTorch, with its weights: outputs, gradients of all parameters and buffers of a training pass, outputs and waveforms of inference. */

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { add, createGraph, gradients, input, mul, reduceSum, type Value } from '../../src/graph/index.ts';
import { createModel, type Model, type NetworkOutput, networkNames } from '../../src/models/index.ts';
import { createScope, type Scope, seedInputName } from '../../src/nn/index.ts';
import { decodeSafetensors, intTensor, type Tensor } from '../../src/tensor/index.ts';
import { testEngine } from '../support/engine.ts';

const folder = new URL('./', import.meta.url);
/** Of scripts/golden/models.py. */
const seed = 3;
/** Float32 through a dozen layers, statistics over a dozen places among them; the worst measured is 1.1e-5. */
const tolerance = 5e-5;

interface Case {
  readonly model: Model;
  readonly file: Readonly<Record<string, Tensor>>;
}

const names = readdirSync(folder)
  .filter((file) => file.startsWith('model-'))
  .map((file) => file.slice('model-'.length, -'.safetensors'.length));

function readCase(name: string): Case {
  const { tensors, metadata } = decodeSafetensors(readFileSync(new URL(`model-${name}.safetensors`, folder)));
  const config = JSON.parse(metadata.case!) as {
    network: string;
    channels: number;
    targets: string[];
    samples: number;
    fft_size: number;
    hop_size: number;
    settings: Record<string, unknown>;
  };
  const model = createModel({
    ...config,
    sampleRate: config.samples,
    sampleLengthSeconds: 1,
    fftSize: config.fft_size,
    hopSize: config.hop_size,
  });
  return { model, file: tensors };
}

function part(file: Case['file'], prefix: string): Record<string, Tensor> {
  const entries = Object.entries(file).filter(([name]) => name.startsWith(`${prefix}/`));
  return Object.fromEntries(entries.map(([name, tensor]) => [name.slice(prefix.length + 1), tensor]));
}

/** The network alone, on given magnitudes and waveforms. */
function built({ model, file }: Case, scope: Scope): Record<string, Value> {
  const place = (name: string) => input(name, { dtype: 'float32', shape: file[`input/${name}`]!.shape });
  const output = model.network.build(
    scope,
    { magnitude: () => place('magnitude'), waveform: () => place('mixture') },
    model,
  );
  return flat(output);
}

function flat({ mask, waveform, latent }: NetworkOutput): Record<string, Value> {
  return {
    ...(mask && { mask }),
    ...(waveform && { waveform }),
    ...(latent && { mean: latent.mean, deviation: latent.deviation }),
  };
}

async function errors(
  values: Readonly<Record<string, Value>>,
  { file, wanted }: { readonly file: Case['file']; readonly wanted: Readonly<Record<string, Tensor>> },
): Promise<Record<string, number>> {
  const graph = createGraph(values);
  const program = await (await testEngine()).compile(graph);
  const feeds: Record<string, Tensor> = {
    ...part(file, 'weight'),
    ...part(file, 'input'),
    ...Object.fromEntries(Object.entries(part(file, 'upstream')).map(([k, t]) => [`upstream ${k}`, t])),
    [seedInputName]: intTensor([], [seed]),
  };
  const needed = Object.entries(feeds).filter(([name]) => program.inputs.has(name));
  const got = await program.run(Object.fromEntries(needed));
  await program.dispose();
  expect(Object.keys(got).sort()).toEqual(Object.keys(wanted).sort());
  return Object.fromEntries(
    Object.entries(wanted).map(([name, { data, shape }]) => {
      expect(got[name]!.shape, name).toEqual(shape);
      const scale = Math.max(1e-3, ...Array.from(data as Float32Array, (x) => Math.abs(Number(x))));
      const difference = Array.from(data as Float32Array, (x, i) =>
        Math.abs(Number(x) - Number(got[name]!.data[i])),
      );
      return [name, Math.max(...difference) / scale];
    }),
  );
}

function expectClose(found: Readonly<Record<string, number>>): void {
  if (process.env.GOLDEN_ERRORS) console.log(Math.max(...Object.values(found)));
  const off = Object.entries(found).filter(([, error]) => !(error <= tolerance));
  expect(Object.fromEntries(off)).toEqual({});
}

describe('golden vectors', () => {
  it('exist for every network', () => {
    expect(networkNames().filter((name) => !names.includes(name))).toEqual([]);
  });
});

describe.each(names)('%s as in PyTorch', (name) => {
  const golden = readCase(name);
  const { model, file } = golden;

  it('has the parameters of the twin, by name and shape', () => {
    const scope = createScope();
    built(golden, scope);
    const shapes = Object.entries(part(file, 'weight')).map(([key, { shape }]) => [key, shape]);
    const own = [...scope.parameters].map(([key, { shape }]) => [key, shape]);
    expect(Object.fromEntries(own)).toEqual(Object.fromEntries(shapes));
  });

  it('trains alike: outputs, gradients of all parameters, running statistics', async () => {
    const scope = createScope({ training: true });
    const outputs = built(golden, scope);
    const loss = Object.entries(outputs)
      .map(([key, value]) =>
        reduceSum(mul(value, input(`upstream ${key}`, { dtype: 'float32', shape: value.type.shape }))),
      )
      .reduce((a, b) => add(a, b));
    const trained = [...scope.parameters].filter(([, { trainable }]) => trainable);
    const slopes = gradients(
      loss,
      trained.map(([, { value }]) => value),
    );
    const values = {
      ...named('training', outputs),
      ...named('gradient', Object.fromEntries(trained.map(([key], i) => [key, slopes[i]!]))),
      ...named('update', Object.fromEntries(scope.updates)),
    };
    const wanted = Object.fromEntries(
      Object.entries(file).filter(([key]) => /^(training|gradient|update)\//.test(key)),
    );
    expectClose(await errors(values, { file, wanted }));
  });

  it('separates alike: masks, latent means, waveforms', async () => {
    const scope = createScope();
    const inside = built(golden, scope);
    const mixture = input('mixture', {
      dtype: 'float32',
      shape: ['batch', ...file['input/mixture']!.shape.slice(1)],
    });
    const whole = model.buildInference(createScope(), mixture);
    const values = named('inference', inside);
    const wanted = named('inference', part(file, 'inference'));
    const { 'inference/estimate': estimate, ...rest } = wanted;
    expectClose(await errors(values, { file, wanted: rest }));
    expectClose(
      await errors({ 'inference/estimate': whole }, { file, wanted: { 'inference/estimate': estimate! } }),
    );
  });
});

function named<T>(prefix: string, values: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}/${name}`, value]));
}
