/**
 * Forward pass, loss and backward pass as one graph. What comes out of it is the loss, metrics, a gradient per trained
 * parameter and the new values of buffers; what is done with them is `training-step.ts`'s affair.
 */

import {
  createGraph,
  type Graph,
  gradients,
  input,
  inScope,
  mixPrecision,
  mul,
  type OpNode,
  reciprocal,
  reshape,
  simplifyGraph,
  type TensorType,
  type Value,
} from '../graph/index.ts';
import { createScope, type ParameterSpec, type Scope } from '../nn/index.ts';
import { ArgumentError } from '../util/index.ts';
import { recomputeSegments, type Segments } from './checkpointing.ts';

/** A loss and what else is worth knowing of a step: scalars. */
export interface LossTerms {
  readonly loss: Value;
  readonly metrics?: Readonly<Record<string, Value>>;
}

/** Values of a model's inputs by name. */
export type Inputs = Readonly<Record<string, Value>>;

/** What a step is made of. `Outputs` is whatever the model returns and the loss takes. */
export interface StepModel<Outputs> {
  /** Types of everything that is fed at each step: what the model reads and what the loss compares with. */
  readonly inputs: Readonly<Record<string, TensorType>>;
  /** Builds the network; called once, with a scope whose `training` is true. */
  model(scope: Scope, inputs: Inputs): Outputs;
  /** Builds the loss, a scalar; with `metrics` where more is to be reported. */
  loss(outputs: Outputs, inputs: Inputs): Value | LossTerms;
}

/** A step's graph and the names of its outputs. */
export interface StepGraph {
  readonly graph: Graph;
  readonly parameters: ReadonlyMap<string, ParameterSpec>;
  /** Parameters with a gradient, and the output that it is. */
  readonly gradientOutputs: ReadonlyMap<string, string>;
  /** Buffers with a new value, and the output that it is. */
  readonly updateOutputs: ReadonlyMap<string, string>;
  /** Metrics, and the output that each is. */
  readonly metricOutputs: ReadonlyMap<string, string>;
}

/** Name of the output that is the loss. */
export const lossOutput = 'loss';

/** Name of the input that the loss is multiplied by before gradients are taken of it, in mixed precision. */
export const lossScaleInput = 'lossScale';

/** The scope of the loss in mixed precision, where all of it stays float32. */
const lossScope = 'loss';

/** How a step's graph is built. */
export interface StepGraphOptions {
  /** Whether a trainable parameter is trained. Default: all. */
  isTrained?(name: string): boolean;
  /** Which parts of the forward pass are computed again in the backward pass and not kept. */
  readonly recompute?: Segments;
  /** Products in float16, of a loss that is scaled by the input {@link lossScaleInput}. Gradients come out unscaled. Default false. */
  readonly mixedPrecision?: boolean;
}

/**
 * Builds forward, loss and backward. Throws ArgumentError, naming the layer, where shapes do not fit, where the loss is no
 * scalar, or where nothing is trained.
 */
export function buildStepGraph<Outputs>(
  model: StepModel<Outputs>,
  options: StepGraphOptions = {},
): StepGraph {
  const scope = createScope({ training: true });
  const inputs = Object.fromEntries(
    Object.entries(model.inputs).map(([name, type]) => [name, input(name, type)]),
  );
  const { mixedPrecision = false } = options;
  const modelled = model.model(scope, inputs);
  const buildLoss = (): LossTerms => lossTerms(model.loss(modelled, inputs));
  const terms = mixedPrecision ? inScope(lossScope, buildLoss) : buildLoss();
  checkScalar('loss', terms.loss);
  const trained = [...scope.parameters].filter(
    ([name, spec]) => spec.trainable && (options.isTrained?.(name) ?? true),
  );
  checkTrained(trained);
  const weights = trained.map(([, spec]) => spec.value);
  const slopes = mixedPrecision ? scaledGradients(terms.loss, weights) : gradients(terms.loss, weights);
  const outputs: Record<string, Value> = { [lossOutput]: terms.loss };
  const gradientOutputs = new Map<string, string>();
  trained.forEach(([name], i) => {
    gradientOutputs.set(name, addOutput(outputs, `gradient/${name}`, slopes[i]!));
  });
  const updateOutputs = new Map(
    [...scope.updates].map(([name, value]) => [name, addOutput(outputs, `update/${name}`, value)]),
  );
  const metricOutputs = new Map(
    Object.entries(terms.metrics ?? {}).map(([name, value]) => {
      checkScalar(`metric ${name}`, value);
      return [name, addOutput(outputs, `metric/${name}`, value)];
    }),
  );
  // Before parts are computed twice: what is equal then is meant to be.
  const whole = simplifyGraph(createGraph(outputs));
  const kept = options.recompute === undefined ? whole : recomputeSegments(whole, options.recompute);
  const graph = mixedPrecision ? mixPrecision(kept, { keep: isOfLoss }) : kept;
  return { graph, parameters: scope.parameters, gradientOutputs, updateOutputs, metricOutputs };
}

/**
 * ∂(loss · scale)/∂weight / scale: what flows back through halves is scaled, so that little of it vanishes; what comes out is
 * not, and is infinite or NaN where something left the range of halves.
 */
function scaledGradients(loss: Value, weights: readonly Value[]): readonly Value[] {
  const scale = input(lossScaleInput, { dtype: 'float32', shape: [] });
  const gradOutput = reshape(scale, loss.type.shape);
  const inverse = reciprocal(scale);
  return gradients(loss, weights, { gradOutput }).map((slope) => mul(slope, inverse));
}

function isOfLoss({ scope }: OpNode): boolean {
  return scope === lossScope || scope.startsWith(`${lossScope}.`);
}

function addOutput(outputs: Record<string, Value>, name: string, value: Value): string {
  outputs[name] = value;
  return name;
}

function lossTerms(result: Value | LossTerms): LossTerms {
  return 'loss' in result ? result : { loss: result };
}

function checkScalar(place: string, { type }: Value): void {
  if (type.dtype === 'float32' && type.shape.every((dim) => dim === 1)) return;
  throw new ArgumentError({
    place,
    expected: 'a float32 scalar',
    got: `${type.dtype}[${type.shape.join(', ')}]`,
    remedy: 'Reduce it to its mean or sum',
  });
}

function checkTrained(trained: readonly (readonly [string, ParameterSpec])[]): void {
  if (trained.length === 0) {
    throw new ArgumentError({
      place: 'training step',
      expected: 'at least one trainable parameter',
      got: 'none',
      remedy: 'Make parameters through the scope, and leave some of them unfrozen',
    });
  }
  for (const [name, { dtype, shape }] of trained) {
    if (dtype === 'float32') continue;
    throw new ArgumentError({
      place: `parameter ${name}`,
      expected: 'float32 for what is trained',
      got: `${dtype}[${shape.join(', ')}]`,
      remedy: 'Make it float32, or a buffer with { trainable: false }',
    });
  }
}
