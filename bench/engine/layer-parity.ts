/** One layer on both sides: the same numbers through our graph and through PyTorch, in single or double precision. */

import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createGraph, type TensorType } from '../../src/graph/index.ts';
import { initialize, type Scope } from '../../src/nn/index.ts';
import type { Engine } from '../../src/runtime/index.ts';
import {
  decodeSafetensors,
  elementCount,
  encodeSafetensors,
  floatTensor,
  intTensor,
  type Tensor,
} from '../../src/tensor/index.ts';
import { createRandom } from '../../src/util/index.ts';
import { type BuiltLayer, buildLayer } from '../../test/support/layer-case.ts';
import type { Drawn, ParityCase } from './layer-cases.ts';
import { type Side, startSide } from './peers.ts';

const peers = fileURLToPath(new URL('../peers/', import.meta.url));

/** One tensor of one case: an output, a gradient, or a buffer after the step. */
export interface TensorError {
  readonly tensor: string;
  /** The largest difference from PyTorch's float32, relative to the tensor's largest number there. */
  readonly error: number;
}

/** Where rounding came from: both sides' float32 against PyTorch in double precision. */
export interface Rounding {
  readonly tensor: string;
  readonly ours: number;
  readonly theirs: number;
}

/** PyTorch, ready to be given layers. */
export interface LayerPeer {
  /** Every tensor of a case beside PyTorch's float32. */
  compare(one: ParityCase, engine: Engine): Promise<TensorError[]>;
  /** Every tensor of a case, on both sides, beside PyTorch's double precision. */
  rounding(one: ParityCase, engine: Engine): Promise<Rounding[]>;
}

/** Starts PyTorch, lets `work` ask it, and ends it. */
export async function withLayerPeer<T>(work: (peer: LayerPeer) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'engine-layers-'));
  const side = startSide([`${peers}.venv/bin/python`, `${peers}layers.py`]);
  try {
    return await work({
      async compare(one, engine) {
        const { ours, theirs } = await bothSides(one, { engine, side, folder, dtypes: ['float32'] });
        return ours.map(([tensor, got]) => ({ tensor, error: distance(got, wantedOf(theirs[0]!, tensor)) }));
      },
      async rounding(one, engine) {
        const { ours, theirs } = await bothSides(one, {
          engine,
          side,
          folder,
          dtypes: ['float32', 'float64'],
        });
        return ours.map(([tensor, got]) => {
          const [single, double] = theirs.map((tensors) => wantedOf(tensors, tensor)) as [Tensor, Tensor];
          return { tensor, ours: distance(got, double), theirs: distance(single, double) };
        });
      },
    });
  } finally {
    side.process.stdin!.end();
    if (side.process.exitCode === null) await once(side.process, 'exit');
    rmSync(folder, { recursive: true });
  }
}

interface Places {
  readonly engine: Engine;
  readonly side: Side;
  readonly folder: string;
  readonly dtypes: readonly ('float32' | 'float64')[];
}

type Named = Readonly<Record<string, Tensor>>;

/** Our tensors in single precision, and PyTorch's in each precision asked for. */
async function bothSides(
  one: ParityCase,
  { engine, side, folder, dtypes }: Places,
): Promise<{ readonly ours: readonly [string, Tensor][]; readonly theirs: readonly Named[] }> {
  const inputs = drawInputs(one);
  const { layer, options = {}, training = false } = one;
  const built = buildLayer({ layer, options, training, inputs: mapValues(inputs, typeOf) });
  const parameters = Object.fromEntries(drawParameters(built.scope));
  const upstream = Object.fromEntries(
    built.outputs.map(({ type }, n) => [`upstream ${n}`, normal(type.shape as number[], 100 + n)]),
  );
  const file = { ...prefixed('input', inputs), ...prefixed('parameter', parameters), ...upstream };
  writeFileSync(`${folder}/case.safetensors`, encodeSafetensors(file));
  const theirs: Named[] = [];
  for (const dtype of dtypes) {
    await side.ask({ layer, options, training, inputs: Object.keys(inputs), dtype, folder });
    theirs.push(decodeSafetensors(readFileSync(`${folder}/answer.safetensors`)).tensors);
  }
  const missing = Object.keys(theirs[0]!).filter((name) => built.values[name] === undefined);
  if (missing.length > 0) throw new Error(`${layer}: PyTorch has ${missing.join(', ')}, we have not`);
  const ours = await run(engine, built, { feeds: { ...inputs, ...upstream }, parameters });
  return { ours: [...ours], theirs };
}

function wantedOf(tensors: Named, name: string): Tensor {
  const wanted = tensors[name.replace(/^stored /, '')];
  if (wanted === undefined) throw new Error(`PyTorch has no ${name}`);
  return wanted;
}

interface Numbers {
  readonly feeds: Named;
  readonly parameters: Named;
}

/**
 * The step with fed weights; for layers in inference also the outputs with stored weights, `stored output N`, for which the runtime
 * rewrites the graph in other ways.
 */
async function run(
  engine: Engine,
  { values, outputs, scope }: BuiltLayer,
  { feeds, parameters }: Numbers,
): Promise<Map<string, Tensor>> {
  const graph = createGraph(values);
  const program = await engine.compile(graph, { purpose: 'training' });
  const all = Object.entries({ ...feeds, ...parameters });
  const fed = all.filter(([name]) => graph.inputs.has(name) || graph.parameters.has(name));
  const results = new Map(Object.entries(await program.run(Object.fromEntries(fed))));
  await program.dispose();
  if (scope.training || scope.parameters.size === 0) return results;
  const forward = createGraph(Object.fromEntries(outputs.map((value, n) => [`stored output ${n}`, value])));
  const used = Object.entries(parameters).filter(([name]) => forward.parameters.has(name));
  const inference = await engine.compile(forward, { parameters: Object.fromEntries(used) });
  const needed = Object.entries(feeds).filter(([name]) => forward.inputs.has(name));
  const stored = await inference.run(Object.fromEntries(needed));
  await inference.dispose();
  return new Map([...results, ...Object.entries(stored)]);
}

/** The largest difference, relative to the largest number of `b`. Not a number where `a` has none. */
function distance(a: Tensor, b: Tensor): number {
  if (a.shape.join() !== b.shape.join()) return Number.NaN;
  let [difference, largest] = [0, 0];
  for (let i = 0; i < b.data.length; i++) {
    const [x, y] = [Number(a.data[i]), Number(b.data[i])];
    largest = Math.max(largest, Math.abs(y));
    difference = Math.max(difference, Math.abs(x - y));
  }
  return difference === 0 ? 0 : difference / largest;
}

function drawInputs({ inputs }: ParityCase): Record<string, Tensor> {
  return mapValues(inputs, (how, _, index) => draw('shape' in how ? how : { shape: how }, index));
}

function draw({ shape, as }: Partial<Drawn> & Pick<Drawn, 'shape'>, seed: number): Tensor {
  if (typeof as === 'object') {
    const random = createRandom(seed);
    const words = Array.from({ length: elementCount(shape) }, () => random.integer(0, as.below - 1));
    return intTensor(shape, words);
  }
  const tensor = normal(shape, seed);
  return as === 'magnitudes' ? floatTensor(shape, tensor.data.map(Math.abs)) : tensor;
}

/** As training begins, with vectors (biases, weights of norms, running statistics) moved a little: ones and zeros hide errors. */
function drawParameters(scope: Scope): [string, Tensor][] {
  return [...initialize(scope.parameters, 5)].map(([name, tensor], index) => {
    if (tensor.dtype !== 'float32' || tensor.shape.length !== 1) return [name, tensor];
    const noise = normal(tensor.shape, 1000 + index).data;
    const moved = Float32Array.from(noise, (value, i) => {
      const distance = 0.1 * value;
      return Number(tensor.data[i]) + (name.endsWith('var') ? Math.abs(distance) : distance);
    });
    return [name, floatTensor(tensor.shape, moved)];
  });
}

function normal(shape: readonly number[], seed: number): Tensor<'float32'> {
  const random = createRandom(seed);
  return floatTensor(
    shape,
    Float32Array.from({ length: elementCount(shape) }, () => random.normal()),
  );
}

function typeOf({ dtype, shape }: Tensor): TensorType {
  return { dtype, shape };
}

function prefixed(kind: string, tensors: Readonly<Record<string, Tensor>>): Record<string, Tensor> {
  return Object.fromEntries(Object.entries(tensors).map(([name, value]) => [`${kind} ${name}`, value]));
}

function mapValues<A, B>(
  record: Readonly<Record<string, A>>,
  map: (value: A, key: string, index: number) => B,
): Record<string, B> {
  return Object.fromEntries(
    Object.entries(record).map(([key, value], index) => [key, map(value, key, index)]),
  );
}
