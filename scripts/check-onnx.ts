/**
 * Lets ONNX's own checker and Python's ONNX Runtime look at what the writer writes: every example of every op, and an
 * exported net, also with its weights in a side file. Needs bench/peers/.venv with `pip install onnx onnxruntime`.
 * Run: `npx tsx scripts/check-onnx.ts`. Prints what was complained about; exits with 1 when something was.
 */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  add,
  apply,
  constant,
  createGraph,
  input,
  matMul,
  ops,
  parameter,
  relu,
} from '../src/graph/index.ts';
import { encodeModel, exportModel, exportModelTo } from '../src/onnx/index.ts';
import { zeros } from '../src/tensor/index.ts';

const peers = fileURLToPath(new URL('../bench/peers', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'auralflow-onnx-'));
try {
  const count = writeExamples() + (await writeNets());
  const python = join(peers, '.venv/bin/python');
  const said = execFileSync(python, [join(peers, 'check_onnx.py'), folder], { encoding: 'utf8' });
  const { versions, complaints } = JSON.parse(said) as {
    versions: string[];
    complaints: Record<string, string>;
  };
  for (const [model, text] of Object.entries(complaints)) console.log(`${model}: ${text}`);
  const bad = Object.keys(complaints).length;
  console.log(`onnx ${versions[0]}, onnxruntime ${versions[1]}: ${count - bad} of ${count} models are right`);
  process.exitCode = bad === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}

function writeExamples(): number {
  let count = 0;
  for (const op of ops) {
    for (const [number, { inputs, attributes, constants = [] }] of op.examples.entries()) {
      const values = inputs.map((tensor, index) => {
        if (tensor === undefined) return undefined;
        return constants.includes(index) ? constant(tensor) : input(`x${index}`, tensor);
      });
      const outputs = apply(op, values, attributes).map((value, index) => [`y${index}`, value]);
      const bytes = encodeModel(createGraph(Object.fromEntries(outputs)));
      writeFileSync(join(folder, `${op.name}-${number}.onnx`), bytes);
      count += 1;
    }
  }
  return count;
}

async function writeNets(): Promise<number> {
  const x = input('x', { dtype: 'float32', shape: ['batch', 'time', 128] });
  const weight = parameter('fc.weight', { dtype: 'float32', shape: [128, 128] });
  const bias = parameter('fc.bias', { dtype: 'float32', shape: [128] });
  const graph = createGraph({ y: relu(add(matMul(x, weight), bias)), 'x again': x });
  const weights = { 'fc.weight': zeros('float32', [128, 128]), 'fc.bias': zeros('float32', [128]) };
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
  return 2;
}
