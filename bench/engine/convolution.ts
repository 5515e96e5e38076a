/**
 * One convolution layer, forward and backward, in our engine and in the TypeScript frameworks of bench/peers/conv.mjs: the same
 * numbers in, loss and gradients out. Both sides have two threads where they have threads.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { conv, createGraph, gradients, input, mul, reduceMean } from '../../src/graph/index.ts';
import { createEngine } from '../../src/node/engine.ts';
import { elementCount, floatTensor, type Tensor } from '../../src/tensor/index.ts';
import { createRandom } from '../../src/util/index.ts';
import { type Side, startSide } from './peers.ts';

const peers = fileURLToPath(new URL('../peers/', import.meta.url));

/** Sizes of a layer: x [batch, channel, row, column], w [outChannel, channel, row, column]. */
export interface Geometry {
  readonly xShape: readonly number[];
  readonly wShape: readonly number[];
  readonly stride: number;
  readonly pad: number;
}

/** What came of a run: the mean of squares of the output, and its gradients. */
export interface Slopes {
  readonly loss: number;
  readonly dx: Float32Array;
  readonly dw: Float32Array;
}

/** Numbers around zero of a layer, the same for everybody. */
export interface LayerInputs {
  readonly x: Tensor;
  readonly w: Tensor;
}

/** The inputs of a layer, uniform in [−½, ½). */
export function layerInputs({ xShape, wShape }: Geometry): LayerInputs {
  return { x: noise(xShape, 1), w: noise(wShape, 2) };
}

function noise(shape: readonly number[], seed: number): Tensor {
  const random = createRandom(seed);
  return floatTensor(
    shape,
    Float32Array.from({ length: elementCount(shape) }, () => random.uniform() - 0.5),
  );
}

/** Our side in this process: every call computes loss and gradients into the same arrays. */
export async function ourConvolution(
  { xShape, wShape, stride, pad }: Geometry,
  inputs: LayerInputs,
): Promise<{ run(): Promise<Slopes>; dispose(): Promise<void> }> {
  const engine = await createEngine({ device: 'cpu', threads: 2 });
  const x = input('x', { dtype: 'float32', shape: xShape });
  const w = input('w', { dtype: 'float32', shape: wShape });
  const y = conv(x, w, undefined, { strides: [stride, stride], pads: [pad, pad, pad, pad] });
  const loss = reduceMean(mul(y, y));
  const [byX, byW] = gradients(loss, [x, w]);
  const program = await engine.compile(createGraph({ loss, dx: byX!, dw: byW! }), { purpose: 'training' });
  const [dx, dw] = [xShape, wShape].map((shape) => new Float32Array(elementCount(shape)));
  const outputs = { dx: floatTensor(xShape, dx!), dw: floatTensor(wShape, dw!) };
  return {
    async run() {
      const results = await program.run({ ...inputs }, { outputs });
      return { loss: Number(results.loss!.data[0]), dx: dx!, dw: dw! };
    },
    dispose: () => engine.dispose(),
  };
}

/** A peer's process, and how to read its gradients. */
export interface Peer extends Side {
  slopes(loss: number): Promise<Slopes>;
  end(): void;
}

/** Starts a framework of bench/peers/conv.mjs in `folder`, which it exchanges arrays through. */
export function startPeer(
  framework: string,
  { geometry, inputs, folder }: { geometry: Geometry; inputs: LayerInputs; folder: string },
): Peer {
  writeFileSync(`${folder}/geometry.json`, JSON.stringify(geometry));
  for (const [name, { data }] of Object.entries(inputs)) {
    writeFileSync(`${folder}/${name}.f32`, data as Float32Array);
  }
  const side = startSide([process.execPath, `${peers}conv.mjs`, framework, folder]);
  return {
    ask: side.ask,
    async slopes(loss) {
      await side.ask({ do: 'gradients' });
      return { loss, dx: readFloats(`${folder}/dx.f32`), dw: readFloats(`${folder}/dw.f32`) };
    },
    end: () => side.process.stdin!.end(),
  };
}

function readFloats(path: string): Float32Array {
  const bytes = readFileSync(path);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}
