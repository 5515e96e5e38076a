/**
 * Non-negative matrix factorization: V ≈ A·T, a spectrogram as a sum of few spectra (templates) that come and go (activations). The method
 * behind the `nmf` family; see multiplicative-updates.ts for the mathematics and costs.ts for what "≈" may mean.
 */

import type { Engine } from '../../runtime/index.ts';
import {
  ArgumentError,
  checkChoice,
  checkInteger,
  checkNumber,
  createRandom,
  type WorkOptions,
} from '../../util/index.ts';
import { takeTurn } from '../chunk.ts';
import { betaOf, type FactorizationCost } from './costs.ts';
import { EngineUpdates } from './engine-updates.ts';
import { MultiplicativeUpdates } from './multiplicative-updates.ts';
import { nndsvd } from './nndsvd.ts';
import { modelFloor, type UpdateParts, type Updates } from './updates.ts';

/** Where both factors begin, or where given ones do. What is not given is drawn. */
export interface InitialFactors {
  /** `[component, bin]`. Zeros stay zero: that is how knowledge about harmonics or a score enters. */
  readonly templates?: Float32Array;
  /** `[component, frame]`. Zeros stay zero. */
  readonly activations?: Float32Array;
}

/** Options of {@link factorize}. */
export interface FactorizeOptions extends WorkOptions {
  readonly frameCount: number;
  readonly binCount: number;
  /** How many components. */
  readonly rank: number;
  /** Default `'kullback-leibler'`: it weighs soft partials more than `'euclidean'`, and fits magnitudes. */
  readonly cost?: FactorizationCost;
  /** Iterations at most, from 0. Default 200, scikit-learn's. */
  readonly iterations?: number;
  /** Of the random start, a whole number. Default 0. */
  readonly seed?: number;
  /**
   * `'random'` (default): all numbers about √(mean of V / rank). `'nndsvd'`: from the singular vectors of V, with zeros that stay;
   * `'nndsvda'`: the same with the mean of V in their place, which converges faster than a random start. Or given factors.
   */
  readonly initial?: 'random' | 'nndsvd' | 'nndsvda' | InitialFactors;
  /** Which templates stay as they are: all of them, or a flag per component. Default: none. */
  readonly fixedTemplates?: boolean | readonly boolean[];
  /** Which activations stay as they are. Default: none. */
  readonly fixedActivations?: boolean | readonly boolean[];
  /**
   * Stop when a cost is less than this part of the first cost below the one before it. Default 0: never. scikit-learn: 1e-4 with
   * `costInterval` 10, of the root of the cost.
   */
  readonly tolerance?: number;
  /** Iterations from one cost to the next, which takes about half an iteration itself. Default 10. */
  readonly costInterval?: number;
  /**
   * What computes: with an engine of two threads twice as fast and more, to rounding the same. Default: SIMD kernels in this thread, the same
   * bits on every machine.
   */
  readonly engine?: Engine;
}

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
 * Throws `ArgumentError` for negative or non-finite numbers, arrays of other lengths, and a rank above both counts for a random start.
 */
export async function factorize(data: Float32Array, options: FactorizeOptions): Promise<Factorization> {
  const plan = checkOptions(data, options);
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

/** V with its largest number between ½ and 1, and, where a cost has no zeros, above the floor. */
function scaledData(data: Float32Array, { beta, scale }: Plan): Float32Array {
  const scaled = new Float32Array(data.length);
  for (let n = 0; n < data.length; n++) scaled[n] = data[n]! * scale;
  if (beta < 1) for (let n = 0; n < data.length; n++) scaled[n] = Math.max(scaled[n]!, modelFloor);
  return scaled;
}

interface Plan {
  readonly frameCount: number;
  readonly binCount: number;
  readonly rank: number;
  readonly beta: number;
  readonly iterations: number;
  readonly tolerance: number;
  readonly costInterval: number;
  readonly fixedTemplates: readonly boolean[];
  readonly fixedActivations: readonly boolean[];
  /** A power of 2 that brings V's largest number between ½ and 1. */
  readonly scale: number;
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

/** A power of 2, which changes no digit, that brings `largest` between ½ and 1. */
function scaleOf(largest: number): number {
  return largest === 0 ? 1 : 2 ** (-Math.floor(Math.log2(largest)) - 1);
}

function componentScales(templates: Float32Array, binCount: number): number[] {
  return Array.from({ length: templates.length / binCount }, (_, r) =>
    scaleOf(templates.subarray(r * binCount, (r + 1) * binCount).reduce((a, b) => Math.max(a, b), 0)),
  );
}

/** The largest number of V; throws unless all are finite and from 0 up. */
function largestOf(place: string, values: Float32Array): number {
  let largest = 0;
  for (let n = 0; n < values.length; n++) {
    const value = values[n]!;
    // Written so that NaN fails it.
    if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) throw refusedNumber(`${place}[${n}]`, value);
    if (value > largest) largest = value;
  }
  return largest;
}

function refusedNumber(place: string, value: number): ArgumentError {
  return new ArgumentError({
    place,
    expected: 'a finite number from 0 up',
    got: String(value),
    remedy: 'Factorize magnitudes or powers, not samples or complex bins',
  });
}

function checkOptions(data: Float32Array, options: FactorizeOptions): Plan {
  const frameCount = checkInteger('factorize.frameCount', options.frameCount, { min: 1 });
  const binCount = checkInteger('factorize.binCount', options.binCount, { min: 1 });
  checkLength('factorize.data', data, [frameCount, binCount], '[frame, bin]');
  const rank = checkInteger('factorize.rank', options.rank, { min: 1 });
  const largest = largestOf('factorize.data', data);
  const flags = (name: 'fixedTemplates' | 'fixedActivations'): readonly boolean[] =>
    checkFlags(`factorize.${name}`, options[name] ?? false, rank);
  return {
    ...{ frameCount, binCount, rank },
    beta: betaOf('factorize.cost', options.cost ?? 'kullback-leibler'),
    iterations: checkInteger('factorize.iterations', options.iterations ?? 200, { min: 0 }),
    tolerance: checkNumber('factorize.tolerance', options.tolerance ?? 0, { min: 0 }),
    costInterval: checkInteger('factorize.costInterval', options.costInterval ?? 10, { min: 1 }),
    fixedTemplates: flags('fixedTemplates'),
    fixedActivations: flags('fixedActivations'),
    scale: scaleOf(largest),
  };
}

function checkFlags(place: string, flags: boolean | readonly boolean[], rank: number): readonly boolean[] {
  if (typeof flags === 'boolean') return Array<boolean>(rank).fill(flags);
  if (Array.isArray(flags) && flags.length === rank) return flags as readonly boolean[];
  throw new ArgumentError({
    place,
    expected: `true, false, or ${rank} flags, one per component`,
    got: Array.isArray(flags) ? `${flags.length} flags` : String(flags),
    remedy: 'Give a flag for every component',
  });
}

function checkLength(
  place: string,
  values: Float32Array,
  [rows, columns]: readonly [number, number],
  axes: string,
): void {
  if (values instanceof Float32Array && values.length === rows * columns) return;
  throw new ArgumentError({
    place,
    expected: `${rows} × ${columns} numbers ${axes} in a Float32Array`,
    got: values instanceof Float32Array ? `${values.length}` : String(values),
    remedy: 'Check frameCount, binCount and rank',
  });
}

function startOf(
  data: Float32Array,
  { initial = 'random', seed = 0 }: FactorizeOptions,
  plan: Plan,
): Required<InitialFactors> {
  const { frameCount, binCount, rank } = plan;
  checkInteger('factorize.seed', seed);
  const given = typeof initial === 'object' ? initial : {};
  if (typeof initial !== 'object') checkChoice('factorize.initial', initial, ['random', 'nndsvd', 'nndsvda']);
  for (const [name, length] of [
    ['templates', binCount],
    ['activations', frameCount],
  ] as const) {
    const values = given[name];
    if (values === undefined) continue;
    checkLength(
      `factorize.initial.${name}`,
      values,
      [rank, length],
      `[component, ${length === binCount ? 'bin' : 'frame'}]`,
    );
    largestOf(`factorize.initial.${name}`, values);
  }
  if (given.templates === undefined && given.activations === undefined) checkRank(plan);
  if (initial === 'nndsvd' || initial === 'nndsvda') {
    return nndsvd(data, { frameCount, binCount, rank, fill: initial === 'nndsvd' ? 'zeros' : 'mean' });
  }
  const random = createRandom(seed);
  let size: number | undefined;
  const draw = (length: number): Float32Array => {
    size ??= sizeOf(data, rank);
    return Float32Array.from({ length }, () => size! * Math.abs(random.normal()));
  };
  return {
    activations: given.activations ?? draw(rank * frameCount),
    templates: given.templates ?? draw(rank * binCount),
  };
}

/** The root of the mean of V by component: two factors of that size have products as large as V. */
function sizeOf(data: Float32Array, rank: number): number {
  let sum = 0;
  for (let n = 0; n < data.length; n++) sum += data[n]!;
  return Math.sqrt(sum / data.length / rank);
}

function checkRank({ rank, frameCount, binCount }: Plan): void {
  const most = Math.min(frameCount, binCount);
  if (rank <= most) return;
  throw new ArgumentError({
    place: 'factorize.rank',
    expected: `at most ${most} components for ${frameCount} frames of ${binCount} bins: more can copy any data and say nothing`,
    got: String(rank),
    remedy: 'Take fewer components, more frames, or give initial templates',
  });
}
