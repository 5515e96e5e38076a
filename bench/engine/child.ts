/**
 * Our side of the engine's figures, as a process of its own: `tsx bench/engine/child.ts MODEL MODE FOLDER`, with the questions
 * and answers of bench/peers/engine.py, and `{"do": "profile"}` for the time of each op.
 */

import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGraph, input } from '../../src/graph/index.ts';
import { createScope } from '../../src/nn/index.ts';
import { createEngine } from '../../src/node/engine.ts';
import type { Engine, Program } from '../../src/runtime/index.ts';
import { decodeSafetensors, type Tensor } from '../../src/tensor/index.ts';
import { adam, createTrainingStep } from '../../src/train/index.ts';
import { benchModels } from './models/list.ts';
import type { BenchModel } from './models/model.ts';

const [name, mode, folder] = process.argv.slice(2);
const profile = process.env.PROFILE !== undefined;
const weights = read('weights');
const batches = read('batch');
const batchCount = Object.keys(batches).length / 2;
const start = performance.now();
const model = benchModels[name!]!();
const engine = await createEngine({ device: 'cpu', threads: Number(process.env.OMP_NUM_THREADS ?? 2) });
const built = performance.now();
const { work, program } = mode === 'forward' ? await forward(engine, model) : await training(engine, model);
const buildMilliseconds = performance.now() - built;
let seen = 0;

for await (const line of createInterface({ input: process.stdin })) {
  const question = JSON.parse(line) as { do: string; runs?: number; steps?: number };
  console.log(JSON.stringify(await answer(question)));
}
process.exit(0);

async function answer(question: { do: string; runs?: number; steps?: number }): Promise<unknown> {
  if (question.do === 'memory') return { bytes: process.resourceUsage().maxRSS * 1024 };
  if (question.do === 'build')
    return { milliseconds: buildMilliseconds, withEngine: performance.now() - start };
  if (question.do === 'profile') return program.endProfile();
  if (question.do === 'losses') {
    const losses: number[] = [];
    for (let n = 0; n < question.steps!; n++) losses.push(await work());
    return { losses };
  }
  const milliseconds: number[] = [];
  const busyMilliseconds: number[] = [];
  let loss = 0;
  for (let n = 0; n < question.runs!; n++) {
    const begun = performance.now();
    const busy = process.cpuUsage();
    loss = await work();
    milliseconds.push(performance.now() - begun);
    const { user, system } = process.cpuUsage(busy);
    busyMilliseconds.push((user + system) / 1000);
  }
  return { milliseconds, busyMilliseconds, loss };
}

interface Work {
  work(): Promise<number>;
  readonly program: Program;
}

async function training(on: Engine, of: BenchModel): Promise<Work> {
  const step = await createTrainingStep({
    ...of,
    engine: on,
    optimizer: adam(),
    weights: Object.entries(weights),
    compile: { profile },
    ...(process.env.RECOMPUTE === undefined ? {} : { recompute: process.env.RECOMPUTE.split(',') }),
  });
  return {
    program: step.program,
    async work() {
      const n = seen++ % batchCount;
      return (await step.run({ x: batches[`x${n}`]!, y: batches[`y${n}`]! })).loss;
    },
  };
}

async function forward(on: Engine, of: BenchModel): Promise<Work> {
  const scope = createScope();
  const x = input('x', of.inputs.x);
  const y = input('y', of.inputs.y);
  const loss = of.loss(of.model(scope, { x, y }), { x, y });
  const graph = createGraph({ loss: 'loss' in loss ? loss.loss : loss });
  const used = Object.entries(weights).filter(([key]) => graph.parameters.has(key));
  const compiled = await on.compile(graph, { parameters: Object.fromEntries(used), profile });
  return {
    program: compiled,
    work: async () => Number((await compiled.run({ x: batches.x0!, y: batches.y0! })).loss!.data[0]),
  };
}

function read(file: string): Readonly<Record<string, Tensor>> {
  return decodeSafetensors(readFileSync(`${folder}/${file}.safetensors`)).tensors;
}
