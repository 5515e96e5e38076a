/**
 * Non-negative matrix factorization: V ≈ A·T, a spectrogram as a sum of few spectra (templates) that come and go (activations). The method
 * behind the `nmf` family; see multiplicative-updates.ts for the mathematics and costs.ts for what "≈" may mean.
 */

import type { WorkOptions } from '../../util/index.ts';
import { takeTurn } from '../chunk.ts';
import { EngineUpdates } from './engine-updates.ts';
import { type FactorizeOptions, type Plan, planOf, scaleOf } from './factorize-options.ts';
import { MultiplicativeUpdates } from './multiplicative-updates.ts';
import { startOf } from './start.ts';
import { modelFloor, type UpdateParts, type Updates } from './updates.ts';

/** What {@link factorize} gives: V[frame, bin] ≈ Σ activations[component, frame] · templates[component, bin]. */
export interface Factorization {
  readonly rank: number;
  readonly frameCount: number;
  readonly binCount: number;
  /** `[component, bin]`, row-major. */
  readonly templates: Float32Array;
  /** `[component, frame]`, row-major. */
  readonly activations: Float32Array;
  /** The convergence curve: the cost after so many iterations, from 0 to the last. It never rises but by rounding. */
  readonly costs: readonly { readonly iteration: number; readonly cost: number }[];
}

/**
 * Factorizes `data` V `[frame, bin]` (magnitudes, powers, any numbers from 0 up) by multiplicative updates: activations first, then templates
 * with the new activations, as scikit-learn's `solver='mu'` does on `[frame, bin]` and librosa's `decompose` calls it.
 *
 * Numbers below 2⁻⁴⁰ of V's largest count as that where a cost divides by them (β below 1: in V as well, silence has no Itakura-Saito
 * distance), and factors below 2⁻⁵² become zero. Working memory is about 12 bytes per number of V, and 20 per number of the factors.
 *
 * Throws `ArgumentError` for negative or non-finite numbers, arrays of other lengths, and, where no factor is
 * given, a rank above the smaller count.
 */
export async function factorize(data: Float32Array, options: FactorizeOptions): Promise<Factorization> {
  const plan = planOf(data, options);
  const { frameCount, binCount, rank, beta, scale } = plan;
  const start = startOf(data, options, plan);
  // Every template's largest number lies between ½ and 1 too: how loud templates are, and how quiet activations, is the caller's affair.
  const levels = componentScales(start.templates, binCount);
  const parts: UpdateParts = {
    ...{ data: scaledData(data, plan), frameCount, binCount, rank, beta },
    activations: start.activations.map((value, n) => (value * scale) / levels[Math.floor(n / frameCount)]!),
    templates: start.templates.map((value, n) => value * levels[Math.floor(n / binCount)]!),
    fixedActivations: plan.fixedActivations,
    fixedTemplates: plan.fixedTemplates,
  };
  const { engine } = options;
  const updates = engine === undefined ? new MultiplicativeUpdates(parts) : new EngineUpdates(engine, parts);
  try {
    const costs = await iterate(updates, plan, options);
    return {
      ...{ rank, frameCount, binCount, costs },
      templates: updates.templates.map((value, n) => value / levels[Math.floor(n / binCount)]!),
      activations: updates.activations.map(
        (value, n) => (value * levels[Math.floor(n / frameCount)]!) / scale,
      ),
    };
  } finally {
    await updates.dispose();
  }
}

/** The host gets a turn after so many milliseconds of work. */
const turnMilliseconds = 30;

async function iterate(
  updates: Updates,
  plan: Plan,
  { signal, onProgress }: WorkOptions,
): Promise<Factorization['costs']> {
  const { iterations, costInterval, tolerance, beta, scale } = plan;
  const costs: { iteration: number; cost: number }[] = [];
  const note = async (iteration: number): Promise<void> => {
    // d(sV | sM) = s^β d(V | M).
    costs.push({ iteration, cost: (await updates.cost()) / scale ** beta });
  };
  signal?.throwIfAborted();
  await note(0);
  let turn = performance.now();
  let done = 0;
  while (done < iterations && !hasConverged(costs, tolerance)) {
    const untilCost = Math.min(iterations - done, costInterval - (done % costInterval));
    const count = Math.min(untilCost, updates.stride);
    await updates.advance(count);
    done += count;
    if (count === untilCost) await note(done);
    onProgress?.({ stage: 'factorize', done, total: iterations, unit: 'items' });
    signal?.throwIfAborted();
    if (!updates.blocks || performance.now() - turn < turnMilliseconds) continue;
    await takeTurn(signal);
    turn = performance.now();
  }
  return costs;
}

function hasConverged(costs: Factorization['costs'], tolerance: number): boolean {
  if (tolerance === 0 || costs.length < 2) return false;
  const [last, previous] = [costs.at(-1)!.cost, costs.at(-2)!.cost];
  return previous - last < tolerance * costs[0]!.cost;
}

/** V with its largest number between ½ and 1, and, where a cost has no zeros, above the floor. */
function scaledData(data: Float32Array, { beta, scale }: Plan): Float32Array {
  const scaled = new Float32Array(data.length);
  for (let n = 0; n < data.length; n++) scaled[n] = data[n]! * scale;
  if (beta < 1) for (let n = 0; n < data.length; n++) scaled[n] = Math.max(scaled[n]!, modelFloor);
  return scaled;
}

function componentScales(templates: Float32Array, binCount: number): number[] {
  return Array.from({ length: templates.length / binCount }, (_, r) =>
    scaleOf(templates.subarray(r * binCount, (r + 1) * binCount).reduce((a, b) => Math.max(a, b), 0)),
  );
}
