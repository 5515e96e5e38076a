/** The conformance suites as numbers: how many ops and layers hold on an engine, and what was not asked, and why. */

import { ops } from '../../src/graph/index.ts';
import { layers } from '../../src/nn/index.ts';
import type { Engine } from '../../src/runtime/index.ts';
import { gpuLayerTolerance, layerErrors } from '../../test/conformance/layer-suite.ts';
import { checkOps } from '../../test/conformance/op-suite.ts';

/** What came of all ops on one engine. */
export interface OpCount {
  readonly where: string;
  readonly ops: number;
  /** Ops without a failure. */
  readonly holding: number;
  /** Cases whose inferred types were the engine's, and whose values the reference's. */
  readonly values: number;
  /** Cases whose gradients were those of finite differences. */
  readonly gradients: number;
  /** A line for each case that failed. */
  readonly failures: readonly string[];
  /** How many cases were not asked, by reason. */
  readonly skips: Readonly<Record<string, number>>;
}

/** Runs the suite. With an oracle gradients are compared with its, which holds to finite differences itself. */
export async function countOps(engine: Engine, oracle?: Engine): Promise<OpCount> {
  const reports = await checkOps(engine, oracle === undefined ? { ops } : { ops, oracle });
  const failures = reports.map(({ values, gradients }) => [...values.failures, ...gradients.failures]);
  const skips: Record<string, number> = {};
  for (const { values, gradients } of reports) {
    for (const skip of [...values.skips, ...gradients.skips]) {
      // What a refusal says after that is of the one case.
      const reason = skip.slice(skip.indexOf(': ') + 2).split(', got ')[0]!;
      skips[reason] = (skips[reason] ?? 0) + 1;
    }
  }
  return {
    where: `${engine.device}, ${engine.info.runtime}`,
    ops: reports.length,
    holding: failures.filter((list) => list.length === 0).length,
    values: reports.reduce((sum, { values }) => sum + values.passed, 0),
    gradients: reports.reduce((sum, { gradients }) => sum + gradients.passed, 0),
    failures: failures.flat(),
    skips,
  };
}

/** What came of the training steps of all layers on a graphics processor, beside the processor. */
export interface LayerCount {
  readonly layers: number;
  readonly tensors: number;
  /** `LAYER TENSOR` of what is too far, with its distance. */
  readonly failures: readonly string[];
  readonly worst: number;
  readonly tolerance: number;
}

/** Runs the layers' suite. */
export async function countLayers(engine: Engine, oracle: Engine): Promise<LayerCount> {
  const errors: [string, number][] = [];
  for (const layer of layers) {
    for (const [name, error] of Object.entries(await layerErrors(layer, { engine, oracle }))) {
      errors.push([`${layer.name} ${name}`, error]);
    }
  }
  const wrong = errors.filter(([, error]) => !(error < gpuLayerTolerance));
  return {
    layers: layers.length,
    tensors: errors.length,
    failures: wrong.map(([name, error]) => `${name} ${error}`),
    worst: Math.max(...errors.map(([, error]) => error)),
    tolerance: gpuLayerTolerance,
  };
}
