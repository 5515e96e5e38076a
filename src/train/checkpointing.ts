/**
 * Gradient checkpointing (Chen et al. 2016): inside the named parts of a network nothing is kept for the backward pass; it
 * is computed again from the part's inputs when its gradient arrives. A transformation of the step's graph.
 *
 * A copy of a node would be merged with the original, or run as early, by a runtime that sees two equal computations. So
 * copies start from the part's inputs passed through a gate: a reshape whose shape is computed from the gradient that
 * arrives. It moves no data, yet cannot run before the gradient is there.
 */

import {
  add,
  apply1,
  cast,
  constant,
  createGraph,
  type Graph,
  less,
  type OpDefinition,
  type OpNode,
  reapply,
  reshape,
  slice,
  type Value,
} from '../graph/index.ts';
import { floatTensor, intTensor } from '../tensor/index.ts';
import { ArgumentError } from '../util/index.ts';

/**
 * Scopes, dotted, each of which is one part with all that is below it: `['encoder.0', 'encoder.1']`. Layers stand in theirs
 * by themselves; ops between layers belong to a part only if they are built in `inScope('encoder.0', ...)`.
 */
export type Segments = readonly string[];

/**
 * `graph` with the inner values of `segments` computed twice. Outputs whose name begins with `gradient/` are the backward
 * pass. Throws ArgumentError where a segment has no nodes.
 */
export function recomputeSegments(graph: Graph, segments: Segments): Graph {
  const plan = planOf(graph, segments);
  const rewriting = createRewriting(plan);
  for (const node of graph.nodes)
    if (!plan.forward.has(node) && plan.isCarrier(node)) rewriting.rewrite(node);
  return createGraph(
    Object.fromEntries([...graph.outputs].map(([name, value]) => [name, rewriting.rewritten(value)])),
  );
}

interface Plan {
  /** Forward nodes with their place in the order of computation. */
  readonly forward: ReadonlyMap<OpNode, number>;
  /** Which segment a forward node belongs to. */
  readonly segmentOf: ReadonlyMap<OpNode, number>;
  /** The last place of each segment. */
  readonly lastOf: readonly number[];
  /** Values that leave their segment: they are kept. */
  readonly kept: ReadonlySet<Value>;
  /** The latest forward place that a value depends on; −1 for leaves. */
  reach(value: Value): number;
  /** Whether a gradient from later in the network comes in beside values from earlier. */
  isCarrier(node: OpNode): boolean;
}

function planOf(graph: Graph, segments: Segments): Plan {
  const results = [...graph.outputs].filter(([name]) => !name.startsWith('gradient/'));
  const forward = new Map(createGraph(Object.fromEntries(results)).nodes.map((node, place) => [node, place]));
  const segmentOf = new Map<OpNode, number>();
  const lastOf = segments.map(() => -1);
  for (const [node, place] of forward) {
    const segment = segments.findIndex((scope) => node.scope === scope || node.scope.startsWith(`${scope}.`));
    if (segment < 0) continue;
    segmentOf.set(node, segment);
    lastOf[segment] = place;
  }
  lastOf.forEach((last, segment) => {
    if (last < 0) throw emptySegment(segments[segment]!);
  });
  const reaches = new Map<OpNode, number>();
  const reach = ({ node }: Value): number => {
    if (node.kind !== 'op') return -1;
    return forward.get(node) ?? reaches.get(node)!;
  };
  for (const node of graph.nodes)
    if (!forward.has(node)) reaches.set(node, Math.max(-1, ...inputsOf(node).map(reach)));
  return {
    forward,
    segmentOf,
    lastOf,
    kept: keptValues(new Map(results), { forward, segmentOf }),
    reach,
    isCarrier: (node) => {
      const places = inputsOf(node)
        .map(reach)
        .filter((place) => place >= 0);
      return Math.max(...places) > Math.min(...places);
    },
  };
}

function keptValues(
  results: ReadonlyMap<string, Value>,
  { forward, segmentOf }: Pick<Plan, 'forward' | 'segmentOf'>,
): Set<Value> {
  const kept = new Set(results.values());
  for (const node of forward.keys()) {
    for (const value of inputsOf(node)) {
      if (value.node.kind === 'op' && segmentOf.get(value.node) !== segmentOf.get(node)) kept.add(value);
    }
  }
  return kept;
}

/** A rebuilt gradient that must be there before anything is computed again, and the latest place it depends on. */
interface Arrival {
  readonly value: Value;
  readonly reach: number;
}

/** Rebuilt nodes of the backward pass, and copies of forward nodes. */
function createRewriting(plan: Plan): { rewrite(node: OpNode): void; rewritten(value: Value): Value } {
  const { forward, segmentOf, lastOf, kept, reach } = plan;
  const rebuilt = new Map<OpNode, readonly Value[]>();
  const copies = new Map<OpNode, readonly Value[]>();
  const gates = new Map<number, Value>();
  const gated = new Map<number, Map<Value, Value>>();

  function rewritten(value: Value, gate?: Arrival): Value {
    const { node } = value;
    if (node.kind !== 'op') return value;
    if (!forward.has(node)) return rewrite(node, gate)[value.index]!;
    const segment = segmentOf.get(node);
    if (segment === undefined || kept.has(value)) return value;
    if (!gates.has(segment)) {
      if (gate === undefined || gate.reach <= lastOf[segment]!) return value;
      gates.set(segment, gate.value);
    }
    return copy(node, segment)[value.index]!;
  }

  function rewrite(node: OpNode, outer?: Arrival): readonly Value[] {
    const done = rebuilt.get(node);
    if (done !== undefined) return done;
    let gate = outer;
    const fresh = new Map<Value, Value>();
    // The gradient from furthest along comes first: it is what the others wait for.
    for (const value of inputsOf(node).toSorted((a, b) => reach(b) - reach(a))) {
      const next = rewritten(value, gate);
      fresh.set(value, next);
      const isBackward = value.node.kind === 'op' && !forward.has(value.node);
      if (isBackward && next.type.dtype === 'float32' && reach(value) > (gate?.reach ?? -1)) {
        gate = { value: next, reach: reach(value) };
      }
    }
    const outputs = rebuild(node, (value) => fresh.get(value)!);
    rebuilt.set(node, outputs);
    return outputs;
  }

  function copy(node: OpNode, segment: number): readonly Value[] {
    const done = copies.get(node);
    if (done !== undefined) return done;
    const outputs = rebuild(node, (value) => {
      if (value.node.kind !== 'op') return value;
      const inside = segmentOf.get(value.node) === segment && !kept.has(value);
      return inside ? copy(value.node, segment)[value.index]! : throughGate(value, segment);
    });
    copies.set(node, outputs);
    return outputs;
  }

  function throughGate(value: Value, segment: number): Value {
    const own = gated.get(segment) ?? new Map<Value, Value>();
    gated.set(segment, own);
    const passed = own.get(value) ?? gateReshape(value, gates.get(segment)!);
    own.set(value, passed);
    return passed;
  }

  return { rewrite, rewritten };
}

/** A `Reshape` to the shape that its input has: the rule knows it, though the shape it is fed with is computed. */
const Gate: OpDefinition = {
  name: 'Reshape',
  domain: '',
  infer: ({ inputs }) => [inputs[0]!],
  examples: [],
};

/** `value` unchanged, once `gradient` is computed: reshaped to its own shape plus zero, which nothing can know before. */
function gateReshape(value: Value, gradient: Value): Value {
  const first = slice(reshape(gradient, [-1]), { axis: 0, start: 0, end: 1 });
  const never = less(first, constant(floatTensor([], [Number.NEGATIVE_INFINITY])));
  const rank = value.type.shape.length;
  // In a shape, 0 keeps the axis.
  const shape = add(constant(intTensor([rank], new Array(rank).fill(0))), cast(never, 'int64'));
  return apply1(Gate, [value, shape]);
}

function rebuild(node: OpNode, replace: (value: Value) => Value): readonly Value[] {
  const inputs = node.inputs.map((value) => (value === undefined ? undefined : replace(value)));
  const same = inputs.every((value, i) => value === node.inputs[i]);
  return same ? node.outputs : reapply(node, inputs);
}

function inputsOf(node: OpNode): Value[] {
  return node.inputs.filter((value) => value !== undefined);
}

function emptySegment(scope: string): ArgumentError {
  return new ArgumentError({
    place: `recompute ${scope}`,
    expected: 'the scope of a layer or of a block of layers',
    got: 'a scope without nodes',
    remedy:
      'Name scopes as parameters are named, without their last word: encoder.0 for encoder.0.weight; ops between layers belong to none unless they are built in inScope(name, ...)',
  });
}
