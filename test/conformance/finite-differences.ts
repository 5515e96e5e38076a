/** Derivatives of an op by moving its inputs a little, computed by an engine. */

import { createGraph } from '../../src/graph/index.ts';
import type { Engine } from '../../src/runtime/index.ts';
import type { Tensor } from '../../src/tensor/index.ts';
import type { GradientCase } from './op-cases.ts';

/**
 * Step of the differences, relative to values of about 1. Five points cancel the error up to h⁴: at 0.01 that leaves 1e-8 of
 * the curve and 1e-5 of float32's rounding (1e-7 divided by h).
 */
const step = 0.01;

/** Elements of an input that are moved, spread over it; all of them where there are fewer. */
const elementsPerInput = 16;

/** ∂loss/∂input[element] for some elements of the input. */
export interface Derivative {
  readonly input: number;
  readonly element: number;
  readonly value: number;
}

/** Derivatives of `Σ output · weights` with respect to the inputs that a gradient was asked for. */
export async function finiteDifferences(
  engine: Engine,
  { opCase, weights, wanted }: GradientCase,
): Promise<Derivative[]> {
  const outputs = Object.fromEntries(opCase.outputs.map((value, index) => [String(index), value]));
  const program = await engine.compile(createGraph(outputs), { purpose: 'training' });
  async function lossAt(moved: Readonly<Record<string, Tensor>>): Promise<number> {
    const results = await program.run({ ...opCase.feeds, ...moved });
    return weights.reduce(
      (sum, weight, index) => sum + (weight ? dot(results[String(index)]!, weight) : 0),
      0,
    );
  }
  const derivatives: Derivative[] = [];
  for (const input of wanted) {
    const name = opCase.names[input]!;
    const tensor = opCase.feeds[name]!;
    for (const element of spread(tensor.data.length)) {
      const at = async (distance: number): Promise<number> =>
        lossAt({ [name]: moved(tensor, element, distance) });
      // f' ≈ (8 (f(x+h) − f(x−h)) − (f(x+2h) − f(x−2h))) / 12 h
      const near = (await at(step)) - (await at(-step));
      const far = (await at(2 * step)) - (await at(-2 * step));
      derivatives.push({ input, element, value: (8 * near - far) / (12 * step) });
    }
  }
  await program.dispose();
  return derivatives;
}

function spread(length: number): number[] {
  const count = Math.min(length, elementsPerInput);
  return Array.from({ length: count }, (_, i) => Math.floor((i * length) / count));
}

function moved(tensor: Tensor, element: number, distance: number): Tensor {
  const data = (tensor.data as Float32Array).slice();
  data[element]! += distance;
  return { ...tensor, data };
}

/** In double precision: only the op's own rounding is left. */
function dot(a: Tensor, b: Tensor): number {
  let sum = 0;
  for (let i = 0; i < a.data.length; i++) sum += Number(a.data[i]) * Number(b.data[i]);
  return sum;
}
