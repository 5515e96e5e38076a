/** A network on both sides: a process of ours and one of PyTorch's, with the same weights and batches, asked in turn. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { encodeSafetensors, type Tensor } from '../../src/tensor/index.ts';
import { benchBatch, benchWeights } from './inputs.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const peers = fileURLToPath(new URL('../peers/', import.meta.url));

/** A process that answers questions. */
export interface Side {
  ask<T>(question: Readonly<Record<string, unknown>>): Promise<T>;
}

/** Which network, how, and on how many different batches. */
export interface Pairing {
  readonly model: string;
  readonly mode: 'forward' | 'step';
  readonly batchCount?: number;
}

/** Starts both sides, lets `work` ask them, and ends them. */
export async function withBoth<T>(
  { model, mode, batchCount = 1 }: Pairing,
  work: (sides: { readonly ours: Side; readonly theirs: Side }) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'engine-figures-'));
  const started: ChildProcess[] = [];
  try {
    writeInputs(model, { folder, batchCount });
    const ours = startSide([process.execPath, '--import', 'tsx', `${here}child.ts`, model, mode, folder]);
    const theirs = startSide([`${peers}.venv/bin/python`, `${peers}engine.py`, model, mode, folder]);
    started.push(ours.process, theirs.process);
    return await work({ ours, theirs });
  } finally {
    for (const child of started) child.stdin!.end();
    await Promise.all(started.map((child) => (child.exitCode === null ? once(child, 'exit') : undefined)));
    rmSync(folder, { recursive: true });
  }
}

function writeInputs(model: string, options: { readonly folder: string; readonly batchCount: number }): void {
  writeFileSync(`${options.folder}/weights.safetensors`, encodeSafetensors(benchWeights(model)));
  const batches: Record<string, Tensor> = {};
  for (let n = 0; n < options.batchCount; n++) {
    const { x, y } = benchBatch(model, n);
    batches[`x${n}`] = x;
    batches[`y${n}`] = y;
  }
  writeFileSync(`${options.folder}/batch.safetensors`, encodeSafetensors(batches));
}

/** Starts a process that answers a line of JSON with a line of JSON until its input ends, with two threads. */
export function startSide(command: readonly string[]): Side & { readonly process: ChildProcess } {
  const child = spawn(command[0]!, command.slice(1), {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { OMP_NUM_THREADS: '2', ...process.env },
  });
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  return {
    process: child,
    async ask<T>(question: Readonly<Record<string, unknown>>): Promise<T> {
      child.stdin!.write(`${JSON.stringify(question)}\n`);
      const { value, done } = await lines.next();
      if (done === true) throw new Error(`${command.at(-3)} stopped; for the peers run bench/peers/setup`);
      return JSON.parse(value) as T;
    },
  };
}
