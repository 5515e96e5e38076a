/** Whether what a program is fed with, or told to write into, is what its graph declares. */

import { formatType, type Graph, type TensorType } from '../graph/index.ts';
import type { Tensor } from '../tensor/index.ts';
import { ArgumentError, nearestName } from '../util/index.ts';
import type { Tensors } from './engine.ts';

/** Symbolic axes and the size that the first feed gave them. */
type Sizes = Map<string, { readonly size: number; readonly name: string }>;

/**
 * Throws ArgumentError where a feed is missing, unknown, of another element type or shape, or where two feeds give one
 * symbolic axis two sizes. Returns the sizes of the symbolic axes.
 */
export function checkFeeds(
  declared: ReadonlyMap<string, TensorType>,
  feeds: Tensors,
  describe: (name: string) => string,
): Sizes {
  const sizes: Sizes = new Map();
  for (const [name, type] of declared) {
    const feed = feeds[name];
    if (feed === undefined) throw missing(describe(name), type);
    checkTensor(feed, { place: () => describe(name), type, sizes, name });
  }
  for (const name of Object.keys(feeds)) {
    if (!declared.has(name)) throw unknown('feed', name, [...declared.keys()]);
  }
  return sizes;
}

/** Throws ArgumentError where a preallocated output has no such output, or another type or shape than it. */
export function checkPreallocated(
  declared: ReadonlyMap<string, TensorType>,
  outputs: Tensors,
  sizes: Sizes,
): void {
  for (const [name, tensor] of Object.entries(outputs)) {
    const type = declared.get(name);
    if (type === undefined) throw unknown('output', name, [...declared.keys()]);
    checkTensor(tensor, { place: () => `output ${name}`, type, sizes, name });
  }
}

/** What a fed name is in its graph, and who uses it first: `parameter w (float32[2, 3], used by encoder.conv Conv)`. */
export function describeLeaf(graph: Graph, name: string): string {
  const value = graph.inputs.get(name) ?? graph.parameters.get(name);
  if (value === undefined) return `feed ${name}`;
  const user = graph.nodes.find((node) => node.inputs.includes(value));
  const layer = user === undefined ? '' : `, used by ${[user.scope, user.op.name].filter(Boolean).join('.')}`;
  return `${value.node.kind} ${name}${layer}`;
}

interface Expectation {
  /** Found out only when something is wrong: it searches the graph. */
  place(): string;
  readonly name: string;
  readonly type: TensorType;
  readonly sizes: Sizes;
}

function checkTensor(tensor: Tensor, { place, name, type, sizes }: Expectation): void {
  const fits = tensor.dtype === type.dtype && tensor.shape.length === type.shape.length;
  if (!fits || type.shape.some((dim, axis) => typeof dim === 'number' && dim !== tensor.shape[axis])) {
    throw new ArgumentError({
      place: place(),
      expected: formatType(type),
      got: formatType(tensor),
      remedy: 'Give a tensor of that type; names in a shape stand for any size',
    });
  }
  type.shape.forEach((dim, axis) => {
    if (typeof dim === 'number') return;
    const size = tensor.shape[axis]!;
    const known = sizes.get(dim);
    if (known === undefined) sizes.set(dim, { size, name });
    else if (known.size !== size) {
      throw new ArgumentError({
        place: place(),
        expected: `${known.size} for the axis '${dim}' of ${formatType(type)}, as ${known.name} has it`,
        got: formatType(tensor),
        remedy: 'Feed tensors that agree on the sizes of their named axes',
      });
    }
  });
}

function missing(place: string, type: TensorType): ArgumentError {
  return new ArgumentError({
    place,
    expected: formatType(type),
    got: 'nothing',
    remedy: 'Feed it, or compile with it among `parameters` if it is a weight',
  });
}

function unknown(kind: 'feed' | 'output', name: string, names: readonly string[]): ArgumentError {
  const near = nearestName(name, names);
  const list = names.slice(0, 12).join(', ') + (names.length > 12 ? `, … (${names.length})` : '');
  return new ArgumentError({
    place: `${kind} ${name}`,
    expected: `one of ${list || 'none at all'}`,
    got: name,
    remedy: near === undefined ? 'Leave it out' : `Did you mean ${near}?`,
  });
}
