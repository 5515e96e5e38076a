/** Our side of the networks' figures, as a process of its own: `tsx bench/toolkit/network-child.ts PAIRING FOLDER`, with the questions of bench/peers/models.py. */

import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGraph, gradients, input } from '../../src/graph/index.ts';
import { createModel } from '../../src/models/index.ts';
import { createScope, mseLoss, seedInputName } from '../../src/nn/index.ts';
import { createEngine } from '../../src/node/engine.ts';
import { decodeSafetensors, encodeSafetensors, intTensor, type Tensor } from '../../src/tensor/index.ts';
import { adam, createTrainingStep, type TrainingStep } from '../../src/train/index.ts';
import type { NetworkPairing } from './network-peers.ts';

const [pairing, folder] = process.argv.slice(2);
const model = createModel(JSON.parse(pairing!) as NetworkPairing);
const weights = read('weights');
const engine = await createEngine({ device: 'cpu', threads: Number(process.env.OMP_NUM_THREADS ?? 2) });
let training: TrainingStep | undefined;

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await answer(JSON.parse(line) as Question)));
}
process.exit(0);

interface Question {
  readonly do: string;
  readonly runs: number;
  readonly seed: number;
  readonly batch: number;
}

async function answer(question: Question): Promise<unknown> {
  if (question.do === 'memory') return { bytes: process.resourceUsage().maxRSS * 1024 };
  if (question.do === 'profile') return training!.program.endProfile();
  return question.do === 'write' ? write(question) : run(question.runs);
}

async function run(runs: number): Promise<unknown> {
  const batch = read('batch0');
  training ??= await createTrainingStep({
    engine,
    inputs: typesOf(batch),
    model: (scope, { mixture, targets }) => model.buildTraining(scope, mixture!, targets!),
    loss: ({ estimate, target }) => mseLoss(estimate.magnitude(), target.magnitude()),
    optimizer: adam(),
    weights: Object.entries(weights),
    compile: { profile: process.env.PROFILE !== undefined },
    ...(process.env.RECOMPUTE === undefined ? {} : { recompute: process.env.RECOMPUTE.split(',') }),
  });
  const milliseconds: number[] = [];
  const busyMilliseconds: number[] = [];
  let loss = 0;
  for (let n = 0; n < runs; n++) {
    const begun = performance.now();
    const busy = process.cpuUsage();
    loss = (await training.run({ ...batch })).loss;
    milliseconds.push(performance.now() - begun);
    const { user, system } = process.cpuUsage(busy);
    busyMilliseconds.push((user + system) / 1000);
  }
  return { milliseconds, busyMilliseconds, loss };
}

/** Estimates and gradients of a training pass, and estimates of inference, to FOLDER/ours.safetensors. */
async function write({ seed, batch: n }: Question): Promise<unknown> {
  const batch = read(`batch${n}`);
  const scope = createScope({ training: true });
  const place = (name: string) => input(name, { dtype: 'float32', shape: batch[name]!.shape });
  const signals = model.buildTraining(scope, place('mixture'), place('targets'));
  const loss = mseLoss(signals.estimate.magnitude(), signals.target.magnitude());
  const trained = [...scope.parameters].filter(([, { trainable }]) => trainable);
  const slopes = gradients(
    loss,
    trained.map(([, { value }]) => value),
  );
  const graph = createGraph({
    'training/estimate': signals.estimate.waveform(),
    ...Object.fromEntries(trained.map(([name], i) => [`gradient/${name}`, slopes[i]!])),
  });
  const separated = model.buildInference(createScope(), place('mixture'));
  const results: Record<string, Tensor> = {};
  for (const part of [graph, createGraph({ 'inference/estimate': separated })]) {
    const program = await engine.compile(part);
    const feeds = { ...weights, ...batch, [seedInputName]: intTensor([], [seed]) };
    const needed = Object.entries(feeds).filter(([name]) => program.inputs.has(name));
    Object.assign(results, await program.run(Object.fromEntries(needed)));
    await program.dispose();
  }
  writeFileSync(`${folder}/ours.safetensors`, encodeSafetensors(results));
  return {};
}

function typesOf(
  tensors: Readonly<Record<string, Tensor>>,
): Record<string, { dtype: 'float32'; shape: readonly number[] }> {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, { shape }]) => [name, { dtype: 'float32', shape }]),
  );
}

function read(file: string): Readonly<Record<string, Tensor>> {
  return decodeSafetensors(readFileSync(`${folder}/${file}.safetensors`)).tensors;
}
