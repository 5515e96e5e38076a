/**
 * Multiplicative updates as a graph: the same formulas as multiplicative-updates.ts, some iterations in a row, for an engine that computes in
 * several threads or on a graphics processor. V is a parameter: stored with the program or fed.
 */

import {
  add,
  concat,
  constant,
  createGraph,
  div,
  fusedMatMul,
  type Graph,
  greaterOrEqual,
  input,
  log,
  matMul,
  max,
  mul,
  parameter,
  pow,
  reciprocal,
  reduceSum,
  sqrt,
  sub,
  type Value,
  where,
} from '../../graph/index.ts';
import { floatTensor } from '../../tensor/index.ts';
import { stepExponent } from './updates.ts';

/** What the graph is built for. */
export interface UpdateGraphOptions {
  readonly frameCount: number;
  readonly binCount: number;
  readonly rank: number;
  readonly beta: number;
  /** Iterations of a run. */
  readonly iterations: number;
  /** Which components of each factor change. A mask is an input only where it is `'some'`. */
  readonly moving: Readonly<Record<keyof Factors, Moving>>;
  /** What is added to the model wherever it is divided by. */
  readonly modelFloor: number;
  /** Below this, a number of a factor becomes 0. */
  readonly factorFloor: number;
}

/** How many components change. */
export type Moving = 'all' | 'some' | 'none';

/** Values of both factors, `[component, frame]` and `[component, bin]`. */
interface Factors {
  readonly activations: Value;
  readonly templates: Value;
}

/**
 * From `activations`, `templates` and masks of the components that may change, `activationsMove` and `templatesMove` (`[component, 1]`), to
 * `newActivations` and `newTemplates` after the iterations.
 */
export function buildUpdateGraph(options: UpdateGraphOptions): Graph {
  const { rank, iterations, moving, factorFloor } = options;
  const v = dataOf(options);
  const mask = { dtype: 'bool', shape: [rank, 1] } as const;
  const masks = { activations: input('activationsMove', mask), templates: input('templatesMove', mask) };
  const start = factorInputs(options);
  let factors = start;
  for (let n = 0; n < iterations; n++) {
    for (const name of ['activations', 'templates'] as const) {
      if (moving[name] === 'none') continue;
      const next = updated(factors[name], ratiosOf(name, v, factors, options), options.beta);
      factors = {
        ...factors,
        [name]: moving[name] === 'some' ? where(masks[name], next, start[name]) : next,
      };
    }
  }
  // Once per run is often enough for numbers that shrink.
  const swept = (name: keyof Factors): Value => {
    const value = factors[name];
    const kept = where(greaterOrEqual(value, factorFloor), value, 0);
    return moving[name] === 'some' ? where(masks[name], kept, value) : moving[name] === 'all' ? kept : value;
  };
  return createGraph({
    ...(moving.activations === 'none' ? {} : { newActivations: swept('activations') }),
    ...(moving.templates === 'none' ? {} : { newTemplates: swept('templates') }),
  });
}

/** The divergence by frame, `cost [frame]`, from both factors. */
export function buildCostGraph(options: UpdateGraphOptions): Graph {
  const { beta, modelFloor } = options;
  const v = dataOf(options);
  const model = modelOf(factorInputs(options), options);
  const ratio = (): Value => div(v, max(model, modelFloor));
  const logRatio = (): Value => log(max(ratio(), 1e-37));
  let term: Value;
  if (beta === 2) term = mul(mul(sub(v, model), sub(v, model)), 0.5);
  else if (beta === 1) term = add(sub(mul(v, logRatio()), v), model);
  else if (beta === 0) term = sub(sub(ratio(), logRatio()), 1);
  else {
    const power = pow(max(model, modelFloor), beta - 1);
    const rest = mul(power, sub(mul(model, beta - 1), mul(v, beta)));
    term = div(add(pow(v, beta), rest), beta * (beta - 1));
  }
  return createGraph({ cost: reduceSum(term, [1]) });
}

function dataOf({ frameCount, binCount }: UpdateGraphOptions): Value {
  return parameter('data', { dtype: 'float32', shape: [frameCount, binCount] });
}

function factorInputs({ rank, frameCount, binCount }: UpdateGraphOptions): Factors {
  return {
    activations: input('activations', { dtype: 'float32', shape: [rank, frameCount] }),
    templates: input('templates', { dtype: 'float32', shape: [rank, binCount] }),
  };
}

/**
 * Σ activations · templates, `[frame, bin]`. Costs that divide by it get a component more, which is the floor everywhere: that takes no pass
 * over the model.
 */
function modelOf({ activations, templates }: Factors, options: UpdateGraphOptions): Value {
  const { beta, frameCount, binCount, modelFloor } = options;
  if (beta === 2) return fusedMatMul(activations, templates, { transA: true });
  const level = Math.sqrt(modelFloor);
  const row = (length: number): Value =>
    constant(floatTensor([1, length], new Float32Array(length).fill(level)));
  const [a, t] = [concat([activations, row(frameCount)], 0), concat([templates, row(binCount)], 0)];
  return fusedMatMul(a, t, { transA: true });
}

/** Numerator and denominator of the update of one factor, `[component, its length]`, or a denominator `[component, 1]`. */
function ratiosOf(
  name: keyof Factors,
  v: Value,
  factors: Factors,
  options: UpdateGraphOptions,
): readonly [Value, Value] {
  const { beta } = options;
  const own = factors[name];
  const other = name === 'activations' ? factors.templates : factors.activations;
  const project = (matrix: Value): Value =>
    name === 'activations' ? fusedMatMul(other, matrix, { transB: true }) : matMul(other, matrix);
  if (beta === 2) return [project(v), matMul(fusedMatMul(other, other, { transB: true }), own)];
  const model = modelOf(factors, options);
  if (beta === 1) return [project(div(v, model)), reduceSum(other, [1], { keepDims: true })];
  if (beta === 0) {
    const inverse = reciprocal(model);
    return [project(mul(mul(inverse, inverse), v)), project(inverse)];
  }
  const power = powerOf(model, beta - 1);
  return [project(div(mul(v, power), model)), project(power)];
}

function updated(own: Value, [numerator, denominator]: readonly [Value, Value], beta: number): Value {
  const ratio = div(numerator, max(denominator, 1e-30));
  return mul(own, powerOf(ratio, stepExponent(beta)));
}

/** Roots take a tenth of the time of powers. */
function powerOf(x: Value, exponent: number): Value {
  if (exponent === 1) return x;
  if (exponent === 0.5) return sqrt(x);
  if (exponent === -0.5) return reciprocal(sqrt(x));
  return pow(x, exponent);
}
