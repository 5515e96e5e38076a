/** A network of the toolkit on both sides: a process of ours and one of PyTorch's, with the same weights and batches, asked in turn. */

import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { input } from '../../src/graph/index.ts';
import { createModel, type Model } from '../../src/models/index.ts';
import { createScope, initialize } from '../../src/nn/index.ts';
import { elementCount, encodeSafetensors, floatTensor, type Tensor } from '../../src/tensor/index.ts';
import { createRandom } from '../../src/util/index.ts';
import { type Side, startSide } from '../engine/peers.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const peers = fileURLToPath(new URL('../peers/', import.meta.url));

/** Which network, and on how many examples at once. */
export interface NetworkPairing {
  readonly network: string;
  readonly batchSize: number;
  /** Batches that there are to choose from. Default: 1. */
  readonly batchCount?: number;
  readonly channels?: number;
  readonly targets?: readonly string[];
  readonly sampleRate?: number;
  readonly sampleLengthSeconds?: number;
  readonly fftSize?: number;
  readonly hopSize?: number;
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** Starts both sides, lets `work` ask them, and ends them. */
export async function withNetworkPeers<T>(
  pairing: NetworkPairing,
  work: (sides: { readonly ours: Side; readonly theirs: Side }) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'toolkit-figures-'));
  const started: ChildProcess[] = [];
  try {
    const model = createModel(pairing);
    writeFileSync(`${folder}/weights.safetensors`, encodeSafetensors(weightsOf(model)));
    for (let n = 0; n < (pairing.batchCount ?? 1); n++) {
      const batch = batchOf(model, { size: pairing.batchSize, seed: 2 * n });
      writeFileSync(`${folder}/batch${n}.safetensors`, encodeSafetensors(batch));
    }
    const { fftSize, hopSize } = model.transform.settings;
    const config = JSON.stringify({
      network: pairing.network,
      shape: { ...model.shape, targets: model.shape.targets.length },
      settings: model.settings,
      fft_size: fftSize,
      hop_size: hopSize,
    });
    const child = [process.execPath, '--import', 'tsx', `${here}network-child.ts`];
    const ours = startSide([...child, JSON.stringify(pairing), folder]);
    const theirs = startSide([`${peers}.venv/bin/python`, `${peers}models.py`, config, folder]);
    started.push(ours.process, theirs.process);
    return await work({ ours, theirs });
  } finally {
    for (const child of started) child.stdin!.end();
    await Promise.all(started.map((child) => (child.exitCode === null ? once(child, 'exit') : undefined)));
    rmSync(folder, { recursive: true });
  }
}

function weightsOf(model: Model): ReadonlyMap<string, Tensor> {
  const scope = createScope();
  const { channels, samples } = model.shape;
  model.buildInference(scope, input('mixture', { dtype: 'float32', shape: [1, channels, samples] }));
  return initialize(scope.parameters, 5);
}

/** Noise, as loud as music. */
function batchOf(
  { shape }: Model,
  { size, seed }: { readonly size: number; readonly seed: number },
): Readonly<Record<string, Tensor>> {
  const { channels, samples, targets } = shape;
  return {
    mixture: noise([size, channels, samples], seed),
    targets: noise([size, targets.length, channels, samples], seed + 1),
  };
}

function noise(shape: readonly number[], seed: number): Tensor {
  const random = createRandom(seed);
  return floatTensor(
    shape,
    Float32Array.from({ length: elementCount(shape) }, () => 0.1 * random.normal()),
  );
}
