/**
 * From parameter specs to tensors, by a seed. Each parameter draws from its own sequence, made from the seed and its
 * name, so that adding a layer leaves the others as they were.
 */

import { type DType, type DTypeArrays, elementCount, type Tensor, tensor } from '../tensor/index.ts';
import { ArgumentError, createRandom, type Random } from '../util/index.ts';
import type { ParameterSpec } from './scope.ts';

/**
 * Tensors for all parameters, by name. The same seed gives the same numbers on every machine.
 *
 * @example
 * const weights = initialize(scope.parameters, 42);
 */
export function initialize(specs: ReadonlyMap<string, ParameterSpec>, seed: number): Map<string, Tensor> {
  const made = new Map<string, Float64Array>();
  const tensors = new Map<string, Tensor>();
  for (const [name, { dtype, shape, init }] of specs) {
    const values = new Float64Array(elementCount(shape));
    const scope = name.slice(0, name.lastIndexOf('.') + 1);
    const siblings = (sibling: string) => made.get(scope + sibling) ?? unknownSibling(name, sibling);
    init(values, shape, { random: streamOf(name, seed), siblings });
    made.set(name, values);
    tensors.set(name, tensor(dtype, shape, toArray(dtype, values)));
  }
  return tensors;
}

function unknownSibling(name: string, sibling: string): never {
  throw new ArgumentError({
    place: `initializer of ${name}`,
    expected: `a parameter ${sibling} made before it`,
    got: 'none',
    remedy: 'Make the parameter that the other begins from first',
  });
}

/**
 * A parameter's own random numbers: the sums, modulo 1, of two generators that start at unrelated places. Each has a period
 * of 2³², on which the starts of a large model's parameters lie so close that some would share numbers; both at once do not.
 */
function streamOf(name: string, seed: number): Random {
  const [a, b] = [createRandom(seed ^ hash(name)), createRandom(hash(`${seed} ${name}`))];
  const uniform = () => (a.uniform() + b.uniform()) % 1;
  return {
    uniform,
    integer: (low, high) => low + Math.floor(uniform() * (high - low + 1)),
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  };
}

/** FNV-1a (Fowler, Noll and Vo), 32 bits: names to numbers. */
function hash(name: string): number {
  let h = 0x811c9dc5;
  for (const character of name) h = Math.imul(h ^ character.codePointAt(0)!, 0x01000193);
  return h >>> 0;
}

function toArray(dtype: DType, values: Float64Array): DTypeArrays[DType] {
  switch (dtype) {
    case 'float32':
      return Float32Array.from(values);
    case 'float64':
      return values;
    case 'int64':
      return BigInt64Array.from(values, (x) => BigInt(x));
    case 'int32':
      return Int32Array.from(values);
    default:
      return Uint8Array.from(values);
  }
}
