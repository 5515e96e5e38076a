/** A page that trains and checks ops: what bench/engine/chromium.ts serves and asks. */

import { createEngine } from '../../../src/browser/engine.ts';
import { type LossesOptions, trainingLosses } from '../losses.ts';
import { countOps, type OpCount } from '../op-count.ts';

/** What came of training in the page. */
export interface PageTraining {
  readonly losses: readonly number[];
  /** Of all steps and what it takes to begin. */
  readonly milliseconds: number;
  readonly threads: number;
  readonly isolated: boolean;
  readonly runtime: string;
}

async function train({ threads, ...options }: LossesOptions & { threads: number }): Promise<PageTraining> {
  const engine = await createEngine({ device: 'wasm', threads });
  const start = performance.now();
  const losses = await trainingLosses(engine, options);
  const milliseconds = performance.now() - start;
  const { runtime, threads: used } = engine.info;
  await engine.dispose();
  return { losses, milliseconds, threads: used, isolated: crossOriginIsolated, runtime };
}

async function countOpsHere(device: 'wasm' | 'webgpu'): Promise<OpCount> {
  const engine = await createEngine({ device });
  return await countOps(engine, device === 'wasm' ? undefined : await createEngine({ device: 'wasm' }));
}

Object.assign(globalThis, { train, countOps: countOpsHere });
