/** Training in a web page goes PyTorch's way, on two threads; test/conformance/training.test.ts says the same of Node. */

import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine } from '../../src/browser/engine.ts';
import type { Engine } from '../../src/runtime/index.ts';
import golden from '../golden/training.json';
import { wrongLosses } from '../support/golden-training.ts';

/** Keeps count of the workers that the runtime starts, and lets them work. */
const started: string[] = [];
const PageWorker = globalThis.Worker;
globalThis.Worker = class extends PageWorker {
  constructor(url: string | URL, options?: WorkerOptions) {
    super(url, options);
    started.push(options?.name ?? '');
  }
};

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine({ device: 'wasm', threads: 2, wasmPaths: { wasm: wasmUrl } });
});
afterAll(() => engine.dispose());

describe('training in a page that is cross-origin isolated', () => {
  it('has the losses of PyTorch, step after step', async () => {
    expect(await wrongLosses(engine, golden)).toEqual([]);
  });

  it('has a second thread', () => {
    expect(globalThis.crossOriginIsolated).toBe(true);
    expect(engine.info.threads).toBe(2);
    expect(started).toEqual(['em-pthread']);
  });
});
