/** Weights by name against the parameters of a model: nothing missing, nothing extra, every shape as it should be. */

import { formatType, type TensorType } from '../graph/index.ts';
import type { Tensor } from '../tensor/index.ts';
import { ArgumentError, nearestName } from '../util/index.ts';

/**
 * `tensors` in the order of `expected`. Throws ArgumentError at the first tensor that is missing, unknown or of another
 * type or shape; `place` says what is being loaded.
 */
export function checkWeights(
  tensors: Iterable<readonly [string, Tensor]>,
  expected: ReadonlyMap<string, TensorType>,
  place: string,
): Map<string, Tensor> {
  const given = new Map(tensors);
  for (const [name, tensor] of given) {
    const type = expected.get(name);
    if (type === undefined) throw unknown(`${place} ${name}`, name, [...expected.keys()]);
    if (tensor.dtype === type.dtype && tensor.shape.join() === type.shape.join()) continue;
    throw new ArgumentError({
      place: `${place} ${name}`,
      expected: formatType(type),
      got: formatType(tensor),
      remedy: 'Load weights of the same model, or build the model with the settings they were trained with',
    });
  }
  const missing = [...expected.keys()].filter((name) => !given.has(name));
  if (missing.length > 0) {
    throw new ArgumentError({
      place,
      expected: `${missing[0]} (${formatType(expected.get(missing[0]!)!)})`,
      got: `nothing of that name, and ${missing.length - 1} more are missing`,
      remedy: 'Load a complete set of weights',
    });
  }
  return new Map([...expected.keys()].map((name) => [name, given.get(name)!]));
}

function unknown(place: string, name: string, names: readonly string[]): ArgumentError {
  const near = nearestName(name, names);
  return new ArgumentError({
    place,
    expected: `one of the model's ${names.length} parameters`,
    got: 'a name that it does not have',
    remedy: near === undefined ? 'Leave it out' : `Did you mean ${near}?`,
  });
}
