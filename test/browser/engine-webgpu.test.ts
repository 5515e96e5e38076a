/**
 * Every op on WebGPU in the browser. Chromium gives an adapter where there is a graphics processor, or an emulated one with
 * `CHROMIUM_ARGUMENTS='--enable-unsafe-webgpu --use-webgpu-adapter=swiftshader'`, as `npm run figures -- engine` does.
 */

import webgpu from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import wasm from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import { beforeAll, describe, expect, it } from 'vitest';
import { createEngine } from '../../src/browser/engine.ts';
import { ops } from '../../src/graph/index.ts';
import { checkOps, type OpReport } from '../conformance/op-suite.ts';

interface WithGpu {
  readonly gpu?: { requestAdapter(): Promise<unknown> };
}

const adapter = (await (navigator as WithGpu).gpu?.requestAdapter()) ?? undefined;
const title = adapter ? 'ops on WebGPU' : 'ops on WebGPU (skipped: this browser gives no adapter)';

describe.skipIf(adapter === undefined)(title, () => {
  const reports = new Map<string, OpReport>();

  beforeAll(async () => {
    const engine = await createEngine({ device: 'webgpu', wasmPaths: { wasm, webgpu } });
    const oracle = await createEngine({ device: 'wasm', wasmPaths: { wasm, webgpu } });
    for (const report of await checkOps(engine, { ops, oracle })) reports.set(report.op.name, report);
  }, 120_000);

  it.each(ops.map((op) => op.name))('%s: inferred types, values, gradients', (name) => {
    const { values, gradients } = reports.get(name)!;
    expect([...values.failures, ...gradients.failures]).toEqual([]);
  });
});

it('has a WebGPU device only where there is an adapter', async () => {
  if (adapter !== undefined) return;
  await expect(createEngine({ device: 'webgpu' })).rejects.toThrow(
    /none of that kind.*navigator\.gpu.*Also here: wasm/,
  );
});
