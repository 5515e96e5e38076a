/**
 * Convolutive non-negative matrix factorization, NMF deconvolution: a spectrogram as a sum of few short spectrograms (templates of some
 * frames), each placed wherever and as loud as its activations say (P. Smaragdis, "Non-negative matrix factor deconvolution; extraction of
 * multiple sound sources from monophonic inputs", ICA 2004). A drum stroke has a course in time that a single spectrum cannot hold.
 */

import {
  ArgumentError,
  checkChoice,
  checkInteger,
  createRandom,
  type Random,
  type WorkOptions,
} from '../../util/index.ts';
import { takeTurn } from '../chunk.ts';
import { ConvolutiveUpdates } from './convolutive-updates.ts';

/** Where both factors begin. What is not given is drawn. */
export interface InitialConvolutiveFactors {
  /** By component `[template frame, bin]`, or `undefined` for one that is drawn. Zeros stay zero. */
  readonly templates?: readonly (Float32Array | undefined)[];
  /** `[component, frame]`. Zeros stay zero. */
  readonly activations?: Float32Array;
}

/** What may happen to a template: learnt freely, held as it began, or held at first and ever less. */
export type TemplateAdaptation = 'free' | 'fixed' | 'semi';

/** Options of {@link factorizeConvolutive}. */
export interface ConvolutiveOptions extends WorkOptions {
  readonly frameCount: number;
  readonly binCount: number;
  readonly componentCount: number;
  /** Frames of all templates, or of each. A component with 1 is one of plain NMF. */
  readonly templateFrames: number | readonly number[];
  /** Iterations, from 0. Default 30, the literature's; from a good start more only fits details. */
  readonly iterations?: number;
  /** Of what is drawn, a whole number. Default 0. */
  readonly seed?: number;
  readonly initial?: InitialConvolutiveFactors;
  /**
   * Of all templates, or of each. `'free'` (default). `'fixed'`. `'semi'`: after iteration i of n a template is mixed with what it began as,
   * α·start + (1 − α)·learnt with α = (1 − i/n)⁴, which keeps it what it is meant to be while the activations find their places (C. Dittmar,
   * M. Müller, "Reverse engineering the Amen break", IEEE/ACM TASLP 2016). The cost may then rise.
   */
  readonly adaptation?: TemplateAdaptation | readonly TemplateAdaptation[];
  /** Iterations from one cost to the next. Default 10. */
  readonly costInterval?: number;
}

/** What {@link factorizeConvolutive} gives: V[frame, bin] ≈ Σᵣₜ activations[r, frame − t] · templates[r][t, bin]. */
export interface ConvolutiveFactorization {
  readonly componentCount: number;
  readonly frameCount: number;
  readonly binCount: number;
  /** By component. */
  readonly templateFrames: readonly number[];
  /** By component `[template frame, bin]`. */
  readonly templates: readonly Float32Array[];
  /** `[component, frame]`: when a template begins, and how loud. */
  readonly activations: Float32Array;
  /** Divergences after so many iterations, from 0 to the last. They never rise but by rounding, unless a template is `'semi'`. */
  readonly costs: readonly { readonly iteration: number; readonly cost: number }[];
}

/** The host gets a turn after so many milliseconds of work. */
const turnMilliseconds = 30;

/**
 * Factorizes magnitudes `data` V `[frame, bin]` for the Kullback-Leibler divergence, activations before templates. All frames of a template,
 * and all of its shifts, are updated at once from one model: each half is then a step of majorisation-minimisation and the divergence cannot
 * rise. (The paper averages the activations that each template frame asks for by itself, which keeps no such promise.)
 *
 * An iteration takes two products more than one of NMF with as many components as there are template frames in all; memory is 16 bytes per
 * number of V and 8 per template frame and frame. Throws `ArgumentError` for negative or non-finite numbers, lengths that do not fit and
 * templates longer than V.
 */
export async function factorizeConvolutive(
  data: Float32Array,
  options: ConvolutiveOptions,
): Promise<ConvolutiveFactorization> {
  const plan = checkOptions(data, options);
  const { frameCount, binCount, componentCount, templateFrames, scale, iterations, costInterval } = plan;
  const start = startOf(data, options, plan);
  const initialTemplates = start.templates.map((value) => value * scale);
  const updates = new ConvolutiveUpdates({
    ...{ frameCount, binCount, templateFrames, activations: start.activations },
    data: data.map((value) => value * scale),
    templates: initialTemplates,
  });
  const moves = plan.adaptation.map((adaptation) => adaptation !== 'fixed');
  const costs = [{ iteration: 0, cost: updates.cost() / scale }];
  options.signal?.throwIfAborted();
  let turn = performance.now();
  for (let iteration = 1; iteration <= iterations; iteration++) {
    updates.updateActivations();
    if (moves.includes(true)) updates.updateTemplates(moves);
    blend(updates.templates, initialTemplates, { plan, share: (1 - iteration / iterations) ** 4 });
    if (iteration === iterations || iteration % costInterval === 0) {
      costs.push({ iteration, cost: updates.cost() / scale });
    }
    options.onProgress?.({ stage: 'factorize', done: iteration, total: iterations, unit: 'items' });
    if (iteration < iterations && performance.now() - turn > turnMilliseconds) {
      await takeTurn(options.signal);
      turn = performance.now();
    }
  }
  const templates = updates.templates.map((value) => value / scale);
  return {
    ...{ componentCount, frameCount, binCount, templateFrames, costs, activations: updates.activations },
    templates: templateSpans(plan).map(([from, to]) => templates.slice(from, to)),
  };
}

interface Plan {
  readonly frameCount: number;
  readonly binCount: number;
  readonly componentCount: number;
  readonly templateFrames: readonly number[];
  readonly iterations: number;
  readonly costInterval: number;
  readonly adaptation: readonly TemplateAdaptation[];
  /** A power of 2 that brings V's largest number between ½ and 1. */
  readonly scale: number;
}

/** Where each component's template lies among all. */
function templateSpans({ templateFrames, binCount }: Plan): [number, number][] {
  let to = 0;
  return templateFrames.map((frames) => {
    to += frames * binCount;
    return [to - frames * binCount, to];
  });
}

/** Mixes `'semi'` templates with what they began as, which is brought to their level: levels are the activations' affair. */
function blend(
  templates: Float32Array,
  initial: Float32Array,
  { plan, share }: { readonly plan: Plan; readonly share: number },
): void {
  templateSpans(plan).forEach(([from, to], r) => {
    if (plan.adaptation[r] !== 'semi') return;
    let [now, then] = [0, 0];
    for (let i = from; i < to; i++) {
      now += templates[i]!;
      then += initial[i]!;
    }
    const gain = then === 0 ? 0 : (share * now) / then;
    for (let i = from; i < to; i++) templates[i] = gain * initial[i]! + (1 - share) * templates[i]!;
  });
}

function checkOptions(data: Float32Array, options: ConvolutiveOptions): Plan {
  const place = 'factorizeConvolutive';
  const frameCount = checkInteger(`${place}.frameCount`, options.frameCount, { min: 1 });
  const binCount = checkInteger(`${place}.binCount`, options.binCount, { min: 1 });
  const componentCount = checkInteger(`${place}.componentCount`, options.componentCount, { min: 1 });
  checkNumbers(`${place}.data`, data, frameCount * binCount);
  const perComponent = <T>(name: string, value: T | readonly T[]): readonly T[] => {
    if (!Array.isArray(value)) return Array<T>(componentCount).fill(value as T);
    if (value.length === componentCount) return value as readonly T[];
    throw new ArgumentError({
      place: `${place}.${name}`,
      expected: `one value, or ${componentCount}, one per component`,
      got: `${value.length}`,
      remedy: 'Give a value for every component',
    });
  };
  const largest = data.reduce((most, value) => Math.max(most, value), 0);
  return {
    ...{ frameCount, binCount, componentCount },
    // A template longer than the data has frames that nothing tells anything about.
    templateFrames: perComponent('templateFrames', options.templateFrames).map((frames) =>
      checkInteger(`${place}.templateFrames`, frames, { min: 1, max: frameCount }),
    ),
    adaptation: perComponent('adaptation', options.adaptation ?? 'free').map((value) =>
      checkChoice(`${place}.adaptation`, value, ['free', 'fixed', 'semi']),
    ),
    iterations: checkInteger(`${place}.iterations`, options.iterations ?? 30, { min: 0 }),
    costInterval: checkInteger(`${place}.costInterval`, options.costInterval ?? 10, { min: 1 }),
    scale: largest === 0 ? 1 : 2 ** (-Math.floor(Math.log2(largest)) - 1),
  };
}

/** Throws unless `values` holds `length` finite numbers from 0 up. */
function checkNumbers(place: string, values: Float32Array, length: number): void {
  if (values.length !== length) {
    throw new ArgumentError({
      place,
      expected: `${length} numbers`,
      got: `${values.length}`,
      remedy: 'Check frameCount, binCount, componentCount and templateFrames',
    });
  }
  // Written so that NaN fails it.
  const wrong = values.findIndex((value) => !(value >= 0 && value < Number.POSITIVE_INFINITY));
  if (wrong < 0) return;
  throw new ArgumentError({
    place: `${place}[${wrong}]`,
    expected: 'a finite number from 0 up',
    got: String(values[wrong]),
    remedy: 'Factorize magnitudes, not samples or complex bins',
  });
}

function startOf(
  data: Float32Array,
  { initial = {}, seed = 0 }: ConvolutiveOptions,
  plan: Plan,
): { readonly templates: Float32Array; readonly activations: Float32Array } {
  const place = 'factorizeConvolutive.initial';
  const { frameCount, binCount, componentCount, templateFrames } = plan;
  const random = createRandom(checkInteger('factorizeConvolutive.seed', seed));
  const rows = templateFrames.reduce((sum, frames) => sum + frames, 0);
  const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
  const level = Math.sqrt(mean / rows);
  const activations = initial.activations ?? draw(random, componentCount * frameCount, level);
  checkNumbers(`${place}.activations`, activations, componentCount * frameCount);
  const templates = new Float32Array(rows * binCount);
  templateSpans(plan).forEach(([from, to], r) => {
    const template = initial.templates?.[r] ?? draw(random, to - from, level);
    checkNumbers(`${place}.templates[${r}]`, template, to - from);
    templates.set(template, from);
  });
  return { templates, activations };
}

function draw(random: Random, length: number, level: number): Float32Array {
  return Float32Array.from({ length }, () => level * Math.abs(random.normal()));
}
