/** Networks against PyTorch's golden vectors (scripts/golden/models.py): the errors of a training pass and of inference, for tests and figures. */

import { readdirSync, readFileSync } from 'node:fs';
import { add, createGraph, gradients, input, mul, reduceSum, type Value } from '../../src/graph/index.ts';
import { createModel, type Model, type NetworkOutput } from '../../src/models/index.ts';
import { createScope, type Scope, seedInputName } from '../../src/nn/index.ts';
import { decodeSafetensors, intTensor, type Tensor } from '../../src/tensor/index.ts';
import { testEngine } from './engine.ts';

const folder = new URL('../golden/', import.meta.url);
/** Of scripts/golden/models.py. */
const seed = 3;

/** A network with PyTorch's numbers. */
export interface GoldenModel {
  readonly model: Model;
  readonly file: Readonly<Record<string, Tensor>>;
}

/** The names of all cases; those of the networks are among them. */
export const goldenModelNames: readonly string[] = readdirSync(folder)
  .filter((file) => file.startsWith('model-'))
  .map((file) => file.slice('model-'.length, -'.safetensors'.length));

/** The case called `name`. */
export function readGoldenModel(name: string): GoldenModel {
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

/** The tensors under a prefix, without it. */
export function part(file: GoldenModel['file'], prefix: string): Record<string, Tensor> {
  const entries = Object.entries(file).filter(([name]) => name.startsWith(`${prefix}/`));
  return Object.fromEntries(entries.map(([name, tensor]) => [name.slice(prefix.length + 1), tensor]));
}

/** The network alone, on given magnitudes and waveforms. */
/** Values of the network's outputs, by name, from graph inputs `magnitude` and `mixture`. */
export function buildGolden({ model, file }: GoldenModel, scope: Scope): Record<string, Value> {
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
  { file, wanted }: { readonly file: GoldenModel['file']; readonly wanted: Readonly<Record<string, Tensor>> },
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
  const odd = [...Object.keys(got), ...Object.keys(wanted)].filter((n) => !(n in got && n in wanted));
  if (odd.length > 0) throw new Error(`only on one side: ${odd.join(', ')}`);
  return Object.fromEntries(
    Object.entries(wanted).map(([name, { data, shape }]) => {
      if (got[name]!.shape.join() !== shape.join()) throw new Error(`${name} has shape ${got[name]!.shape}`);
      const scale = Math.max(1e-3, ...Array.from(data as Float32Array, (x) => Math.abs(Number(x))));
      const difference = Array.from(data as Float32Array, (x, i) =>
        Math.abs(Number(x) - Number(got[name]!.data[i])),
      );
      return [name, Math.max(...difference) / scale];
    }),
  );
}

/** Errors of outputs, gradients of all parameters and running statistics, each relative to the largest number of its tensor. */
export async function trainingErrors(golden: GoldenModel): Promise<Record<string, number>> {
  const { file } = golden;
  const scope = createScope({ training: true });
  const outputs = buildGolden(golden, scope);
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
  return errors(values, { file, wanted });
}

/** Errors of masks, latent means and waveforms when separating. */
export async function inferenceErrors(golden: GoldenModel): Promise<Record<string, number>> {
  const { file, model } = golden;
  const scope = createScope();
  const inside = buildGolden(golden, scope);
  const mixture = input('mixture', {
    dtype: 'float32',
    shape: ['batch', ...file['input/mixture']!.shape.slice(1)],
  });
  const whole = model.buildInference(createScope(), mixture);
  const values = named('inference', inside);
  const wanted = named('inference', part(file, 'inference'));
  const { 'inference/estimate': estimate, ...rest } = wanted;
  return {
    ...(await errors(values, { file, wanted: rest })),
    ...(await errors({ 'inference/estimate': whole }, { file, wanted: { 'inference/estimate': estimate! } })),
  };
}

function named<T>(prefix: string, values: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}/${name}`, value]));
}
