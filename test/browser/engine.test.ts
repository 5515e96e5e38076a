/** Engines in the browser: the conformance suite of ops on WebAssembly, and what an engine says of itself. */

import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import { beforeAll, describe, expect, it } from 'vitest';
import { createEngine } from '../../src/browser/engine.ts';
import { createGraph, input, ops, reduceSum } from '../../src/graph/index.ts';
import type { Engine } from '../../src/runtime/index.ts';
import { floatTensor } from '../../src/tensor/index.ts';
import { checkOps, type OpReport } from '../conformance/op-suite.ts';

let engine: Engine;
const reports = new Map<string, OpReport>();

beforeAll(async () => {
  engine = await createEngine({ device: 'wasm', wasmPaths: { wasm: wasmUrl } });
  for (const report of await checkOps(engine, { ops })) reports.set(report.op.name, report);
}, 60_000);

describe('the engine in the browser', () => {
  it('says what it is', () => {
    expect(engine.info.reason).toBe('wasm was asked for.');
    expect(engine.info.runtime).toMatch(/^onnxruntime-web 1\.\d+/);
    expect(engine.info.threads).toBe(globalThis.crossOriginIsolated ? engine.capabilities.threads : 1);
  });

  it('writes into preallocated outputs', async () => {
    const x = input('x', { dtype: 'float32', shape: [2, 3] });
    const program = await engine.compile(createGraph({ sum: reduceSum(x, [1]) }));
    const sum = floatTensor([2], [0, 0]);
    const result = await program.run({ x: floatTensor([2, 3], [1, 2, 3, 4, 5, 6]) }, { outputs: { sum } });
    expect(result.sum).toBe(sum);
    expect([...sum.data]).toEqual([6, 15]);
    await program.dispose();
  });
});

describe.each(ops.map((op) => op.name))('%s on WebAssembly', (name) => {
  it('makes the inferred types, the values of its reference and the gradient of finite differences', () => {
    const { values, gradients } = reports.get(name)!;
    expect([...values.failures, ...gradients.failures]).toEqual([]);
  });
});
