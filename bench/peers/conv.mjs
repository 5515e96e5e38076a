/**
 * TypeScript frameworks as peers of the convolution figures: forward, mean of squares, gradients by input and kernel, on two
 * threads where the framework has threads. Answers a line of JSON with a line of JSON until its input ends.
 *
 *   conv.mjs FRAMEWORK FOLDER   FRAMEWORK is a name of `frameworks`; FOLDER holds geometry.json, x.f32 [batch, channel, row,
 *                               column] and w.f32 [outChannel, channel, row, column]
 *   {"do": "run", "runs"}       milliseconds of each run until its results can be read, and the last loss; `failed` with the
 *                               framework's message where it cannot
 *   {"do": "gradients"}         writes dx.f32 and dw.f32 of the last run into FOLDER, in the layouts of x and w
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const inTensorFlow = (backend, form) => async (layer) =>
  (await import('./conv-tfjs.mjs')).tfConvolution(layer, { backend, form });

const frameworks = {
  'jax-js': async (layer) => (await import('./conv-jax.mjs')).jaxConvolution(layer),
  'tfjs-cpu': inTensorFlow('cpu', 'conv2d'),
  'tfjs-cpu-conv3d': inTensorFlow('cpu', 'conv3d'),
  'tfjs-wasm': inTensorFlow('wasm', 'conv2d'),
  'tfjs-wasm-conv3d': inTensorFlow('wasm', 'conv3d'),
  'tfjs-wasm-by-hand': inTensorFlow('wasm', 'byHand'),
};

const [name, folder] = process.argv.slice(2);
const geometry = JSON.parse(readFileSync(`${folder}/geometry.json`, 'utf8'));
const work = await frameworks[name]({ ...geometry, x: read('x'), w: read('w') });
let last;

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await answer(JSON.parse(line))));
}
process.exit(0);

async function answer({ do: wish, runs }) {
  if (wish === 'gradients') {
    const { dx, dw } = await work.inOurLayout(last);
    writeFileSync(`${folder}/dx.f32`, dx);
    writeFileSync(`${folder}/dw.f32`, dw);
    return {};
  }
  const milliseconds = [];
  try {
    for (let n = 0; n < runs; n++) {
      const start = performance.now();
      last = await work.run();
      milliseconds.push(performance.now() - start);
    }
  } catch (error) {
    return { failed: error.message };
  }
  return { milliseconds, loss: last.loss };
}

function read(file) {
  const bytes = readFileSync(`${folder}/${file}.f32`);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}
