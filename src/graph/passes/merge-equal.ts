/** Equal computations are done once (common subexpressions), and equal small constants are stored once. */

import type { Tensor } from '../../tensor/index.ts';
import { reapply } from '../apply.ts';
import type { Attributes, OpNode, Value } from '../node.ts';
import type { RewriteRule } from './rewrite.ts';

/** Ops that give other values every time. */
const random: ReadonlySet<string> = new Set([
  'Bernoulli',
  'Dropout',
  'Multinomial',
  'RandomNormal',
  'RandomNormalLike',
  'RandomUniform',
  'RandomUniformLike',
]);

/** Constants above this are compared by identity: comparing all elements would cost more than it finds. */
const largestCompared = 64;

/** A rule, for one sweep, that replaces a node by an equal one met before, and constants likewise. */
export function createMergeEqual(): RewriteRule {
  const seen = new Map<string, OpNode>();
  const constants = new Map<string, Value>();
  const keyOf = createValueKeys();
  return (given) => {
    const node = shareConstants(given, { constants, keyOf });
    const attributes = attributesKey(node.attributes);
    if (attributes === undefined || random.has(node.op.name)) return node.outputs;
    const inputs = node.inputs.map((value) => (value === undefined ? '' : keyOf(value)));
    // Detached values share a name with Identity, but not their gradient.
    const gradient = node.op.gradient === undefined ? '' : keyOf(node.op.gradient);
    const key = [node.op.domain, node.op.name, gradient, attributes, ...inputs].join('|');
    const before = seen.get(key);
    if (before === undefined) seen.set(key, node);
    return (before ?? node).outputs;
  };
}

/** `node` with the first constant of each content in place of its own. */
function shareConstants(
  node: OpNode,
  known: { readonly constants: Map<string, Value>; readonly keyOf: (value: Value) => string },
): OpNode {
  const inputs = node.inputs.map((value) => {
    if (value?.node.kind !== 'constant') return value;
    const key = known.keyOf(value);
    const first = known.constants.get(key);
    if (first === undefined) known.constants.set(key, value);
    return first ?? value;
  });
  if (inputs.every((value, index) => value === node.inputs[index])) return node;
  return reapply(node, inputs)[0]!.node as OpNode;
}

/** Short keys: numbers for identities, contents for small constants. */
function createValueKeys(): (value: Value | object) => string {
  const numbers = new Map<object, string>();
  return (value) => {
    const known = numbers.get(value);
    if (known !== undefined) return known;
    const tensor = 'node' in value && value.node.kind === 'constant' ? value.node.tensor : undefined;
    const key = (tensor && contentKey(tensor)) ?? `#${numbers.size}`;
    numbers.set(value, key);
    return key;
  };
}

function contentKey({ dtype, shape, data }: Tensor): string | undefined {
  return data.length > largestCompared
    ? undefined
    : `${dtype}[${shape.join()}]:${Array.from(data, exactly).join()}`;
}

/** −0 and 0 are not equal: 1/x tells them apart. */
function exactly(x: number | bigint): string {
  return Object.is(x, -0) ? '-0' : String(x);
}

/** `undefined` where attributes hold bodies or tensors, which are not compared. */
function attributesKey(attributes: Attributes): string | undefined {
  const entries = Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1));
  const plain = entries.every(([, value]) => typeof value !== 'object' || Array.isArray(value));
  return plain ? JSON.stringify(entries) : undefined;
}
