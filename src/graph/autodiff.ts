/**
 * Gradients by reverse mode, as a graph transformation: the backward pass is more nodes, so every device that runs the
 * model can train it, and a gradient has a gradient.
 */

import { floatTensor } from '../tensor/index.ts';
import { ArgumentError } from '../util/index.ts';
import { inScope } from './apply.ts';
import { capturedBy, topologicalOrder } from './graph.ts';
import type { Node, OpNode, Value } from './node.ts';
import { add } from './ops/arithmetic.ts';
import { isFloat } from './ops/axes.ts';
import { expandLike } from './ops/broadcast.ts';
import { scalarOf, zerosLike } from './ops/elementwise.ts';
import { formatType, staticCount, type TensorType } from './type.ts';
import { constant } from './value.ts';

/** What gradients may be told. */
export interface GradientOptions {
  /** ∂(what is minimised)/∂loss, of the loss's shape. Default: 1, for a loss of one element. */
  readonly gradOutput?: Value;
}

/**
 * ∂loss/∂v for each `v` of `wrt`, in order, each with the shape of its `v`; zeros where the loss does not depend on it. The
 * new nodes carry the scope of the node they belong to, followed by `gradient`.
 *
 * Throws ArgumentError when the loss is not one float (and no `gradOutput` is given), and, naming op and scope, when an op
 * between has no gradient.
 */
export function gradients(
  loss: Value,
  wrt: readonly Value[],
  options: GradientOptions = {},
): readonly Value[] {
  const order = topologicalOrder([loss]);
  const dependent = dependents(order, wrt);
  const sums = new Map<Value, Value>();
  if (dependent.has(loss)) sums.set(loss, seed(loss, options.gradOutput));
  flowBack(order, { sums, dependent });
  return wrt.map((value) => sums.get(value) ?? noGradient(value));
}

/** A value, and ∂loss/∂ of it. */
export type Upstream = readonly [value: Value, gradient: Value];

/**
 * What flows from given gradients into each of `wrt`, as if none of those were computed from another: a chain rule's one
 * link, for gradient rules that go by way of other ops. Neither gradients nor `wrt` are looked behind.
 */
export function partialGradients(upstream: readonly Upstream[], wrt: readonly Value[]): readonly Value[] {
  const ends = new Set<Node>(wrt.map(({ node }) => node));
  const order = topologicalOrder(upstream.map(([value]) => value)).filter((node) => !ends.has(node));
  const dependent = dependents(order, wrt);
  const sums = new Map<Value, Value>();
  for (const [value, gradient] of upstream) if (dependent.has(value)) accumulate(sums, value, gradient);
  flowBack(order, { sums, dependent });
  return wrt.map((value) => sums.get(value) ?? noGradient(value));
}

interface Flow {
  /** What has arrived at each value so far; grows. */
  readonly sums: Map<Value, Value>;
  readonly dependent: ReadonlySet<Value>;
}

function flowBack(order: readonly Node[], { sums, dependent }: Flow): void {
  for (const node of order.toReversed()) {
    if (node.kind !== 'op') continue;
    const upstream = node.outputs.map((output) => sums.get(output));
    if (upstream.every((gradient) => gradient === undefined)) continue;
    const sources = [...node.inputs, ...capturedBy(node)];
    const wanted = sources.map((value) => value !== undefined && dependent.has(value));
    if (!wanted.includes(true)) continue;
    inScope(node.scope === '' ? 'gradient' : `${node.scope}.gradient`, () => {
      const flowing = inputGradients(node, upstream, wanted);
      flowing.forEach((gradient, index) => {
        if (gradient !== undefined && wanted[index]) accumulate(sums, sources[index]!, gradient);
      });
    });
  }
}

/** Every value on a path of floats from `wrt`. */
function dependents(order: readonly Node[], wrt: readonly Value[]): Set<Value> {
  const found = new Set<Value>(wrt);
  for (const node of order) {
    if (node.kind !== 'op') continue;
    const sources = [...node.inputs, ...capturedBy(node)];
    if (!sources.some((value) => value !== undefined && found.has(value))) continue;
    for (const output of node.outputs) if (isFloat(output.type.dtype)) found.add(output);
  }
  return found;
}

function seed(loss: Value, given: Value | undefined): Value {
  if (given !== undefined) {
    requireLike(given, { type: loss.type, place: 'gradients', what: 'gradOutput' });
    return given;
  }
  if (!isFloat(loss.type.dtype) || staticCount(loss.type.shape) !== 1) {
    throw new ArgumentError({
      place: 'gradients',
      expected: 'a loss of one float',
      got: formatType(loss.type),
      remedy: 'Reduce it with reduceMean or reduceSum, or give gradOutput',
    });
  }
  const { dtype, shape } = loss.type;
  return dtype === 'float32'
    ? constant(floatTensor(shape as readonly number[], [1]))
    : expandLike(scalarOf(1, dtype), loss);
}

function inputGradients(
  node: OpNode,
  upstream: readonly (Value | undefined)[],
  wanted: readonly boolean[],
): readonly (Value | undefined)[] {
  if (node.op.gradient === undefined) {
    throw new ArgumentError({
      place: placeOf(node),
      expected: 'ops with a gradient between the loss and what it is asked for',
      got: `${node.op.name}, which has none`,
      remedy: 'Use another op, or detach its input',
    });
  }
  const { inputs, outputs } = node;
  const captured = capturedBy(node);
  const flowing = inPlaceOf(node, () =>
    node.op.gradient!({ node, inputs, outputs, captured, gradients: upstream, wanted }),
  );
  const sources = [...inputs, ...captured];
  flowing.forEach((gradient, index) => {
    if (gradient === undefined || !wanted[index]) return;
    const what = `gradient of input ${index}`;
    requireLike(gradient, { type: sources[index]!.type, place: placeOf(node), what });
  });
  return flowing;
}

/** What a rule refuses, it refuses as its op in its layer. */
function inPlaceOf<T>(node: OpNode, run: () => T): T {
  try {
    return run();
  } catch (cause) {
    if (!(cause instanceof ArgumentError)) throw cause;
    const { expected, got, remedy } = cause;
    throw new ArgumentError({ place: `${placeOf(node)}, gradient`, expected, got, remedy, cause });
  }
}

/** A rule that returns another shape would otherwise surface far away. Symbolic axes may be spelled differently. */
function requireLike(
  gradient: Value,
  { type, place, what }: { readonly type: TensorType; readonly place: string; readonly what: string },
): void {
  const own = gradient.type;
  if (sameButForNames(own, type)) return;
  throw new ArgumentError({
    place,
    expected: `a ${what} of ${formatType(type)}`,
    got: formatType(own),
    remedy: 'Give it the shape and element type of the value it belongs to',
  });
}

function sameButForNames(a: TensorType, b: TensorType): boolean {
  return (
    a.dtype === b.dtype &&
    a.shape.length === b.shape.length &&
    a.shape.every(
      (dim, axis) => typeof dim === 'string' || typeof b.shape[axis] === 'string' || dim === b.shape[axis],
    )
  );
}

function accumulate(sums: Map<Value, Value>, value: Value, gradient: Value): void {
  const before = sums.get(value);
  sums.set(value, before === undefined ? gradient : add(before, gradient));
}

function noGradient(value: Value): Value {
  if (!isFloat(value.type.dtype)) {
    throw new ArgumentError({
      place: 'gradients',
      expected: 'values of floats',
      got: formatType(value.type),
      remedy: 'Ask for gradients of floats only',
    });
  }
  return zerosLike(value);
}

function placeOf(node: OpNode): string {
  return node.scope === '' ? node.op.name : `${node.scope}.${node.op.name}`;
}
