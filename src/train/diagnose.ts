/**
 * Which value went wrong first. When a loss or gradient is not finite, a second program runs the same step on the same
 * batch and says of every value whether it holds NaN or infinity; the first in the order of computation is where to look.
 */

import {
  cast,
  concat,
  createGraph,
  type Graph,
  isInf,
  isNan,
  reduceSum,
  reshape,
  type Value,
} from '../graph/index.ts';
import type { Engine, Tensors } from '../runtime/index.ts';
import { AuralflowError } from '../util/index.ts';

/** A value that is not finite. */
export interface NonFiniteValue {
  /** The layer and op that made it, dotted: `encoder.0.Conv`; or `input mixture`, `parameter encoder.0.weight`. */
  readonly name: string;
  readonly kind: 'NaN' | 'infinity';
}

/** A loss or gradient that is not finite. The step has changed nothing: weights and states are as before it. */
export class NonFiniteError extends AuralflowError {
  override readonly name = 'NonFiniteError';
  /** The first value that was not finite; `undefined` where a second run of the same step was finite. */
  readonly first: NonFiniteValue | undefined;

  constructor(what: string, options: { readonly value: number; readonly first: NonFiniteValue | undefined }) {
    const { value, first } = options;
    super({
      place: first === undefined ? what : first.name,
      expected: 'finite numbers',
      got: first === undefined ? `${what} ${value}` : `${first.kind}, and so the ${what} is ${value}`,
      remedy:
        'Lower the learning rate, clip gradients, or keep logarithms, roots and quotients away from zero with a small number',
    });
    this.first = first;
  }
}

/** Runs `graph` again on the feeds of the step that failed and finds the first value that is not finite. */
export async function findNonFinite(
  engine: Engine,
  { graph, feeds }: { readonly graph: Graph; readonly feeds: Tensors },
): Promise<NonFiniteValue | undefined> {
  const fed = firstFed(graph, feeds);
  if (fed !== undefined) return fed;
  const values = computedFloats(graph);
  if (values.length === 0) return undefined;
  const nan = concat(
    values.map((value) => count(isNan(value))),
    0,
  );
  const infinite = concat(
    values.map((value) => count(isInf(value))),
    0,
  );
  const program = await engine.compile(createGraph({ nan, infinite }), { purpose: 'training' });
  try {
    const needed = Object.fromEntries([...program.inputs.keys()].map((name) => [name, feeds[name]!]));
    const found = await program.run(needed);
    return firstFlagged(values, found.nan!.data as Float32Array, found.infinite!.data as Float32Array);
  } finally {
    await program.dispose();
  }
}

/** Values before the first NaN may be infinite on purpose, as masks of attention are: NaN counts first. */
function firstFlagged(
  values: readonly Value[],
  nan: Float32Array,
  infinite: Float32Array,
): NonFiniteValue | undefined {
  const firstNan = nan.findIndex((n) => n > 0);
  const firstInfinite = infinite.findIndex((n) => n > 0);
  const index = firstNan >= 0 ? firstNan : firstInfinite;
  if (index < 0) return undefined;
  return { name: nameOf(values[index]!), kind: firstNan >= 0 ? 'NaN' : 'infinity' };
}

function nameOf({ node: own }: Value): string {
  // In mixed precision products are seen by what brings them back to float32.
  const from = own.kind === 'op' && own.op.name === 'Cast' ? own.inputs[0]!.node : own;
  const node = from.kind === 'op' ? from : own;
  if (node.kind !== 'op') return node.kind;
  return node.scope === '' ? node.op.name : `${node.scope}.${node.op.name}`;
}

function computedFloats(graph: Graph): Value[] {
  return graph.nodes.flatMap((node) => node.outputs.filter((value) => value.type.dtype === 'float32'));
}

function count(flags: Value): Value {
  return reshape(reduceSum(cast(flags, 'float32')), [1]);
}

function firstFed(graph: Graph, feeds: Tensors): NonFiniteValue | undefined {
  for (const [kind, leaves] of [
    ['input', graph.inputs],
    ['parameter', graph.parameters],
  ] as const) {
    for (const name of leaves.keys()) {
      const tensor = feeds[name];
      if (tensor?.dtype !== 'float32') continue;
      const wrong = (tensor.data as Float32Array).find((x) => !Number.isFinite(x));
      if (wrong === undefined) continue;
      return { name: `${kind} ${name}`, kind: Number.isNaN(wrong) ? 'NaN' : 'infinity' };
    }
  }
  return undefined;
}
