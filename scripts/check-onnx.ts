/**
 * Lets ONNX's own checker and Python's ONNX Runtime look at what the writer writes, and compute it: every example of every
 * op against its reference, and an exported net with symbolic axes, weights inside and beside, against our own engine. Needs
 * bench/peers/.venv. Run: `npx tsx scripts/check-onnx.ts`. Prints what was complained
 * about; exits with 1 when something was.
 */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { apply, constant, createGraph, input, ops, relu, transpose } from '../src/graph/index.ts';
import { conv1d, createScope, initialize, layerNorm, linear, lstm } from '../src/nn/index.ts';
import { createEngine } from '../src/node/index.ts';
import { encodeModel, exportModel, exportModelTo } from '../src/onnx/index.ts';
import { encodeNpy, floatTensor, type Tensor } from '../src/tensor/index.ts';

/** What check_onnx.py prints. */
interface Findings {
  readonly versions: readonly string[];
  readonly complaints: Readonly<Record<string, string>>;
  readonly outputs: number;
  /** The largest difference of any output, relative to its largest value. */
  readonly worst: number;
}

const peers = fileURLToPath(new URL('../bench/peers', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'auralflow-onnx-'));
try {
  writeExamples();
  await writeNet();
  const python = join(peers, '.venv/bin/python');
  const said = execFileSync(python, [join(peers, 'check_onnx.py'), folder], { encoding: 'utf8' });
  const { versions, complaints, outputs, worst } = JSON.parse(said) as Findings;
  for (const [model, text] of Object.entries(complaints)) console.log(`${model}: ${text}`);
  const bad = Object.keys(complaints).length;
  console.log(`onnx ${versions[0]}, onnxruntime ${versions[1]}: ${bad} complaints, ${outputs} outputs right`);
  console.log(`largest difference ${worst.toExponential(1)}`);
  process.exitCode = bad === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}

function writeExamples(): void {
  for (const op of ops) {
    for (const [number, { inputs, attributes, constants = [], reference }] of op.examples.entries()) {
      const name = `${op.name}-${number}`;
      const values = inputs.map((tensor, index) => {
        if (tensor === undefined) return undefined;
        if (constants.includes(index)) return constant(tensor);
        writeTensor(`${name}.in.x${index}`, tensor);
        return input(`x${index}`, tensor);
      });
      const outputs = apply(op, values, attributes).map((value, index) => [`y${index}`, value]);
      writeFileSync(join(folder, `${name}.onnx`), encodeModel(createGraph(Object.fromEntries(outputs))));
      for (const [index, tensor] of reference(inputs).entries()) writeTensor(`${name}.out.y${index}`, tensor);
    }
  }
}

/** A small recurrent net: what is exported must compute the same numbers there as here. */
async function writeNet(): Promise<void> {
  const scope = createScope();
  const x = input('x', { dtype: 'float32', shape: ['batch', 2, 'time'] });
  const hidden = relu(conv1d(scope.child('conv'), x, { outChannels: 64, kernelSize: 3, padding: 1 }));
  const frames = layerNorm(scope.child('norm'), transpose(hidden, [0, 2, 1]), {});
  const { output } = lstm(scope.child('lstm'), frames, {
    hiddenSize: 64,
    bidirectional: true,
    batchFirst: true,
  });
  const graph = createGraph({ y: linear(scope.child('out'), output, { outFeatures: 2 }) });
  const weights = initialize(scope.parameters, 7);
  const signal = floatTensor(
    [3, 2, 50],
    Array.from({ length: 300 }, (_, i) => Math.sin(i * i)),
  );
  const engine = await createEngine({ device: 'cpu' });
  const program = await engine.compile(graph, { parameters: Object.fromEntries(weights) });
  const { y } = await program.run({ x: signal });
  await engine.dispose();
  for (const name of ['net', 'beside']) {
    writeTensor(`${name}.in.x`, signal);
    writeTensor(`${name}.out.y`, y!);
  }
  writeFileSync(join(folder, 'net.onnx'), exportModel(graph, weights));
  const side = await open(join(folder, 'beside.data'), 'w');
  const sink = {
    write: async (position: number, bytes: Uint8Array) => {
      await side.write(bytes, 0, bytes.length, position);
    },
  };
  writeFileSync(
    join(folder, 'beside.onnx'),
    await exportModelTo(graph, weights, { location: 'beside.data', sink }),
  );
  await side.close();
}

function writeTensor(name: string, tensor: Tensor): void {
  writeFileSync(join(folder, `${name}.npy`), encodeNpy(tensor));
}
