/**
 * What an optimizer is: a rule that changes one weight array by its gradient, in place, with arrays of its own that it keeps
 * from step to step. Rules are loops over typed arrays that read each array once, which a graph of ops would not; Adam's root
 * and division are worth a WebAssembly kernel besides, the others are bound by memory.
 */

/** The arrays of one parameter, all of one length. */
export interface ParameterArrays {
  /** Changed in place. */
  readonly weights: Float32Array;
  readonly gradient: Float32Array;
  /** What the rule remembers, in the order of {@link Optimizer.slots}; zeros before the first step. Changed in place. */
  readonly slots: readonly Float32Array[];
}

/** What holds for one step of one parameter. */
export interface UpdateStep {
  /** 1 at the first step. */
  readonly count: number;
  readonly learningRate: number;
  readonly weightDecay: number;
  /** Multiplies the gradient as it is read: clipping by norm and averaging cost no pass of their own. */
  readonly gradientScale: number;
}

/** A rule with its settings. */
export interface Optimizer {
  /** `sgd`, `adam`, `adamw` or `rmsprop`: written into saved states, which restore only into the same rule. */
  readonly name: string;
  /** Of all parameters whose group says nothing else. */
  readonly learningRate: number;
  /** Of all parameters whose group says nothing else. */
  readonly weightDecay: number;
  /** The other settings, for the saved state. */
  readonly settings: Readonly<Record<string, number | boolean>>;
  /** Names of the arrays that the rule keeps per parameter, as PyTorch calls them. */
  readonly slots: readonly string[];
  /** One step of one parameter. */
  update(arrays: ParameterArrays, step: UpdateStep): void;
}
