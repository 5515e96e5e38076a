/**
 * Where a layer's parameters live. A layer is a function of a scope and a value; the scope names its parameters as
 * PyTorch would (`encoder.0.weight`), remembers how each begins, and collects what a training step changes besides
 * gradients: running statistics. `initialize` turns the specs into tensors, `train` feeds them.
 */

import { constant, input, inScope, parameter, type Value } from '../graph/index.ts';
import { type DType, intTensor } from '../tensor/index.ts';
import { ArgumentError } from '../util/index.ts';
import type { Initializer } from './init.ts';

/** What is known of a parameter before it has numbers. */
export interface ParameterSpec {
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** How it begins. */
  readonly init: Initializer;
  /** Whether training changes it by gradients; `false` for buffers. */
  readonly trainable: boolean;
  /** Its value in the graph. */
  readonly value: Value;
}

/** Settings of a parameter that are rarely given. */
export interface ParameterOptions {
  /** Default: true. Buffers such as running statistics say false. */
  readonly trainable?: boolean;
  /** Default: `'float32'`. */
  readonly dtype?: DType;
}

/** A place in a model under which layers make their parameters. */
export interface Scope {
  /** Dotted: `encoder.0`; empty at the root. */
  readonly name: string;
  /** Whether the graph is for a training step: dropout drops, batch normalization uses the batch's statistics. */
  readonly training: boolean;
  /** All parameters of the model so far, by full name, in the order in which they were made. */
  readonly parameters: ReadonlyMap<string, ParameterSpec>;
  /** New values of buffers after a training step, by full name: further outputs of the step's graph. */
  readonly updates: ReadonlyMap<string, Value>;

  /**
   * The scope `name` within this one. Layers under a `shared` scope may be called several times and use the same
   * weights; elsewhere a name can be used once only, so that no two layers share weights by mistake.
   */
  child(name: string | number, options?: { readonly shared?: boolean }): Scope;

  /** A parameter of this scope. Throws ArgumentError when the name is taken, or shared with another shape. */
  parameter(name: string, shape: readonly number[], init: Initializer, options?: ParameterOptions): Value;

  /**
   * Gives a buffer its value after the step: `next` gets the value so far and returns the new one, so that a shared
   * layer's second call goes on from the first. Does nothing unless `training`.
   */
  update(name: string, next: (current: Value) => Value): void;

  /** A new stream of randomness, different for every call: what dropout draws from. */
  stream(): RandomStream;
}

/** Names one sequence of random numbers: together with an element's position it determines the number. */
export interface RandomStream {
  /** int64 scalar, fed anew at every step: equal seeds give equal numbers. */
  readonly seed: Value;
  /** Which use in the model this is, from 0. */
  readonly index: number;
}

/** Name of the graph input that dropout's seed is fed to, unless `createScope` was given another value. */
export const seedInputName = 'seed';

/** Settings of a model's outermost scope. */
export interface ScopeOptions {
  /** Default: false, inference. */
  readonly training?: boolean;
  /**
   * An int64 scalar for dropout: a value, or a number for the same numbers at every run. Default: an input named
   * {@link seedInputName}, which is in the graph only if something random is.
   */
  readonly seed?: Value | number;
}

/** What all scopes of a model share. */
interface Model {
  readonly training: boolean;
  readonly parameters: Map<string, ParameterSpec>;
  readonly updates: Map<string, Value>;
  readonly seed: Value;
  streamCount: number;
}

/**
 * The outermost scope of a new model.
 *
 * @example
 * const scope = createScope({ training: true });
 * const y = linear(scope.child('out'), x, { outFeatures: 10 });
 * const weights = initialize(scope.parameters, 1);
 */
export function createScope(options: ScopeOptions = {}): Scope {
  const { seed } = options;
  const model: Model = {
    training: options.training ?? false,
    parameters: new Map(),
    updates: new Map(),
    seed:
      typeof seed === 'number'
        ? constant(intTensor([], [seed]))
        : (seed ?? input(seedInputName, { dtype: 'int64', shape: [] })),
    streamCount: 0,
  };
  return scopeOf(model, '', false);
}

/**
 * Runs `build` so that its nodes and its errors carry the scope's name, for messages and profiles. For layers, not for
 * blocks of layers.
 */
export function within<T>(scope: Scope, build: () => T): T {
  if (scope.name === '') return build();
  try {
    return inScope(scope.name, build);
  } catch (cause) {
    // An op names the scope itself.
    if (!(cause instanceof ArgumentError) || cause.place.startsWith(scope.name)) throw cause;
    const { expected, got, remedy } = cause;
    throw new ArgumentError({ place: `${scope.name}: ${cause.place}`, expected, got, remedy, cause });
  }
}

function scopeOf(model: Model, name: string, shared: boolean): Scope {
  return {
    name,
    training: model.training,
    parameters: model.parameters,
    updates: model.updates,
    child: (childName, options = {}) =>
      scopeOf(model, join(name, String(childName)), shared || (options.shared ?? false)),
    parameter(own, shape, init, options = {}) {
      const full = join(name, own);
      const known = model.parameters.get(full);
      if (known !== undefined) return reuse(full, known, { shape, shared });
      const spec = newSpec(full, shape, init, options);
      model.parameters.set(full, spec);
      return spec.value;
    },
    update(own, next) {
      if (!model.training) return;
      const full = join(name, own);
      const current = model.updates.get(full) ?? model.parameters.get(full)?.value;
      if (current === undefined) throw missing(full);
      model.updates.set(full, next(current));
    },
    stream: () => ({ seed: model.seed, index: model.streamCount++ }),
  };
}

function newSpec(
  name: string,
  shape: readonly number[],
  init: Initializer,
  options: ParameterOptions,
): ParameterSpec {
  const dtype = options.dtype ?? 'float32';
  const trainable = options.trainable ?? true;
  const value = parameter(name, { dtype, shape }, { trainable });
  return { dtype, shape: [...shape], init, trainable, value };
}

function reuse(
  name: string,
  known: ParameterSpec,
  asked: { readonly shape: readonly number[]; readonly shared: boolean },
): Value {
  const sameShape = known.shape.join() === asked.shape.join();
  if (asked.shared && sameShape) return known.value;
  throw new ArgumentError({
    place: `parameter ${name}`,
    expected: asked.shared
      ? `the shape [${known.shape.join(', ')}] it already has`
      : 'a name that is not taken',
    got: asked.shared ? `[${asked.shape.join(', ')}]` : 'a second parameter of that name',
    remedy: asked.shared
      ? 'Call a shared layer with the same sizes every time'
      : 'Give each layer its own scope.child(name), or share weights with child(name, { shared: true })',
  });
}

function missing(name: string): ArgumentError {
  return new ArgumentError({
    place: `update ${name}`,
    expected: 'a parameter of the scope',
    got: 'an unknown name',
    remedy: 'Make the buffer with scope.parameter first',
  });
}

function join(scope: string, name: string): string {
  return scope === '' ? name : `${scope}.${name}`;
}
