/**
 * The conformance suite of ops, for any engine: inferred types are the engine's, values are the reference's, gradients are
 * finite differences. Returns findings as data: tests assert on them, the table of ops prints them.
 */

import { createGraph, formatType, type OpDefinition, type Value } from '../../src/graph/index.ts';
import { type Engine, refusal, rewriteForDevice } from '../../src/runtime/index.ts';
import type { Tensor } from '../../src/tensor/index.ts';
import { type Computed, computeAll } from './compute-cases.ts';
import { finiteDifferences } from './finite-differences.ts';
import { casesOf, type GradientCase, gradientCases, noGradient, type OpCase, sizesOf } from './op-cases.ts';

/**
 * Largest difference of values, relative to max(1, |expected|). Float32 rounds at 6e-8, and sums of some dozen products and
 * the runtime's polynomial exponentials lose two digits of that.
 */
const valueTolerance = 1e-5;

/** Graphics processors may use 3 ulp exponentials, fused products and other orders of summing (WGSL's accuracy rules). */
const gpuValueTolerance = 2e-4;

/** Largest difference of gradients, relative to max(1, |expected|): float32's rounding over the step of the differences. */
const gradientTolerance = 2e-3;

/** Largest difference of two gradients of one case: other orders of summing, and a graphics processor's exponentials. */
const sameTolerance = 5e-4;

/** What came of one question about an op. */
export interface Finding {
  readonly passed: number;
  /** One line per failure. */
  readonly failures: readonly string[];
  /** Reasons why examples were not asked. */
  readonly skips: readonly string[];
}

/** What came of one op on one engine. */
export interface OpReport {
  readonly op: OpDefinition;
  /** Inferred types and values. */
  readonly values: Finding;
  readonly gradients: Finding;
}

/** How the suite is run. */
export interface SuiteOptions {
  readonly ops: readonly OpDefinition[];
  /**
   * An engine whose gradients were compared with finite differences already: gradients are then compared with its, in two
   * sessions instead of a thousand runs. Graphics processors are asked this way.
   */
  readonly oracle?: Engine;
}

/** The findings for each op, in order. */
export async function checkOps(engine: Engine, { ops, oracle }: SuiteOptions): Promise<OpReport[]> {
  // What an axis is called changes the graph, not the device's part in it.
  const entries = ops.map((op) => prepare(engine, { op, symbolic: oracle === undefined }));
  const values = await computeAll(
    engine,
    entries.flatMap(({ values: { cases } }) =>
      cases.map(({ name, outputs, feeds }) => ({ name, values: outputs, feeds })),
    ),
  );
  const works = entries.flatMap(({ gradients: { cases } }) =>
    cases.map((one) => ({ name: one.name, values: [...one.gradients.values()], feeds: one.feeds })),
  );
  const gradients = await computeAll(engine, works);
  const known = oracle && (await computeAll(oracle, works));
  const tolerance = engine.device === 'cpu' || engine.device === 'wasm' ? valueTolerance : gpuValueTolerance;
  const reports: OpReport[] = [];
  for (const entry of entries) {
    const found = entry.values.cases.map((one) =>
      checkValues(one, { computed: values.get(one.name)!, tolerance }),
    );
    const derived: (string | undefined)[] = [];
    for (const one of entry.gradients.cases) {
      const computed = gradients.get(one.name)!;
      const plain = entry.gradients.cases.find(({ name }) => name === one.opCase.symbolic?.plain);
      if (known !== undefined)
        derived.push(sameGradient(one, { computed, like: one, known: known.get(one.name)! }));
      else if (plain === undefined) derived.push(await checkGradient(one, { computed, oracle: engine }));
      else derived.push(sameGradient(one, { computed, like: plain, known: gradients.get(plain.name)! }));
    }
    reports.push({
      op: entry.op,
      values: finding(entry.values, found),
      gradients: finding(entry.gradients, derived),
    });
  }
  return reports;
}

/** Cases of one question, and those that are none. */
interface Prepared<Case> {
  readonly cases: Case[];
  readonly skips: string[];
  readonly problems: string[];
}

interface Entry {
  readonly op: OpDefinition;
  readonly values: Prepared<OpCase>;
  readonly gradients: Prepared<GradientCase>;
}

function prepare(
  engine: Engine,
  { op, symbolic }: { readonly op: OpDefinition; readonly symbolic: boolean },
): Entry {
  const { cases: all, problems } = casesOf(op);
  const cases = symbolic ? all : all.filter((one) => one.symbolic === undefined);
  const values: Prepared<OpCase> = { cases: [], skips: [], problems };
  const gradients: Prepared<GradientCase> = { cases: [], skips: [], problems: [] };
  for (const one of cases) {
    const refused = refusedBy(engine, one.outputs);
    if (refused === undefined) values.cases.push(one);
    else values.skips.push(`${one.name}: ${refused}`);
    const reason = noGradient(one);
    if (reason === undefined) addGradient(engine, { one, gradients });
    else gradients.skips.push(`${one.name}: ${reason}`);
  }
  return { op, values, gradients };
}

function addGradient(
  engine: Engine,
  { one, gradients }: { readonly one: OpCase; readonly gradients: Prepared<GradientCase> },
): void {
  try {
    for (const built of gradientCases(one)) {
      const refused = refusedBy(engine, [...built.gradients.values()]);
      if (refused === undefined) gradients.cases.push(built);
      else gradients.skips.push(`${built.name}: ${refused}`);
    }
  } catch (error) {
    const list = one.symbolic === undefined ? gradients.problems : gradients.skips;
    list.push(`${one.name}: its gradient cannot be built: ${(error as Error).message}`);
  }
}

/** Why the engine would refuse to compile, in words. */
function refusedBy({ device }: Engine, values: readonly Value[]): string | undefined {
  const graph = createGraph(Object.fromEntries(values.map((value, index) => [String(index), value])));
  const refused = refusal(device, rewriteForDevice(device, graph));
  return refused && `${device} refuses ${refused.got}`;
}

function finding({ problems, skips }: Prepared<unknown>, outcomes: readonly (string | undefined)[]): Finding {
  const wrong = outcomes.filter((outcome) => outcome !== undefined);
  return { passed: outcomes.length - wrong.length, failures: [...problems, ...wrong], skips };
}

interface Check {
  readonly computed: Computed;
  readonly tolerance: number;
}

/** What is wrong with the values or types, or `undefined`. */
function checkValues(opCase: OpCase, { computed, tolerance }: Check): string | undefined {
  const { name, example, outputs } = opCase;
  if (computed instanceof Error) return `${name}: ${computed.message}`;
  const expected = example.reference(example.inputs);
  for (const [index, { type }] of outputs.entries()) {
    const got = computed[index]!;
    const sizes = { ...type, shape: sizesOf(type.shape, opCase) };
    if (formatType(got) !== formatType(sizes)) {
      return `${name}: output ${index} was inferred as ${formatType(type)}, the engine made ${formatType(got)}`;
    }
    const reference = expected[index];
    // Outputs that are only there for a gradient may have no reference.
    if (reference === undefined) continue;
    if (formatType(got) !== formatType(reference)) {
      return `${name}: output ${index}: the engine made ${formatType(got)}, the reference ${formatType(reference)}`;
    }
    const problem = firstDifference(got, reference, tolerance);
    if (problem !== undefined) return `${name}: output ${index}${problem}`;
  }
  return undefined;
}

interface SameCheck {
  readonly computed: Computed;
  /** A case whose gradient was compared with finite differences: with known sizes, or on another engine. */
  readonly like: GradientCase;
  readonly known: Computed;
}

/** With a symbolic axis a rule may go another way, a device always does: it must lead to the same gradient. */
function sameGradient(gradient: GradientCase, { computed, like, known }: SameCheck): string | undefined {
  const { name } = gradient;
  if (computed instanceof Error) return `${name}: gradient: ${computed.message}`;
  if (known instanceof Error) return undefined;
  const inputs = [...gradient.gradients.keys()];
  for (const [position, input] of inputs.entries()) {
    const expected = known[[...like.gradients.keys()].indexOf(input)];
    const got = computed[position]!;
    if (expected === undefined || formatType(got) !== formatType(expected)) {
      return `${name}: gradient of input ${input} is ${formatType(got)} instead of ${expected && formatType(expected)}`;
    }
    const problem = firstDifference(got, expected, sameTolerance);
    if (problem !== undefined) return `${name}: gradient of input ${input}${problem}`;
  }
  return undefined;
}

interface GradientCheck {
  readonly computed: Computed;
  readonly oracle: Engine;
}

async function checkGradient(
  gradient: GradientCase,
  { computed, oracle }: GradientCheck,
): Promise<string | undefined> {
  const { name } = gradient;
  const { feeds, names } = gradient.opCase;
  if (computed instanceof Error) return `${name}: gradient: ${computed.message}`;
  const inputs = [...gradient.gradients.keys()];
  for (const [position, input] of inputs.entries()) {
    const shape = formatType(computed[position]!);
    const wanted = formatType(feeds[names[input]!]!);
    if (shape !== wanted) return `${name}: gradient of input ${input} is ${shape}, the input ${wanted}`;
  }
  try {
    for (const { input, element, value } of await finiteDifferences(oracle, gradient)) {
      const got = Number(computed[inputs.indexOf(input)]?.data[element] ?? 0);
      if (Math.abs(got - value) <= gradientTolerance * Math.max(1, Math.abs(value))) continue;
      return `${name}: gradient of input ${input} at ${element} is ${got}, finite differences say ${value}`;
    }
  } catch (error) {
    return `${name}: finite differences: ${(error as Error).message}`;
  }
  return undefined;
}

function firstDifference(got: Tensor, expected: Tensor, tolerance: number): string | undefined {
  const exact = !expected.dtype.startsWith('float');
  for (let i = 0; i < expected.data.length; i++) {
    const a = Number(got.data[i]);
    const b = Number(expected.data[i]);
    if (Object.is(a, b) || a === b) continue;
    if (!exact && Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b))) continue;
    return ` at ${i} is ${a}, expected ${b}`;
  }
  return undefined;
}
