/** What a factorization iterates on, wherever it is computed. */

/** What a factorization starts from. V is scaled so that its largest number lies between ½ and 1. */
export interface UpdateParts {
  /** V, `[frame, bin]`. */
  readonly data: Float32Array;
  readonly frameCount: number;
  readonly binCount: number;
  readonly rank: number;
  readonly beta: number;
  /** `[component, bin]`. */
  readonly templates: Float32Array;
  /** `[component, frame]`. */
  readonly activations: Float32Array;
  /** By component: not to be changed. */
  readonly fixedTemplates: readonly boolean[];
  readonly fixedActivations: readonly boolean[];
}

/** Two factors and how they improve. */
export interface Updates {
  /** `[component, bin]`. */
  readonly templates: Float32Array;
  /** `[component, frame]`. */
  readonly activations: Float32Array;
  /** Whether the host must be given turns in between: an engine's runs are turns. */
  readonly blocks: boolean;
  /** The most iterations that {@link advance} should be asked for at a time. */
  readonly stride: number;
  /** So many iterations: activations, then templates with the new activations. */
  advance(iterations: number): Promise<void>;
  /** The divergence of V from the model. */
  cost(): Promise<number>;
  /** Frees what JavaScript does not. */
  dispose(): Promise<void>;
}

/** 120 dB below the largest power: what a model is held at where it is divided by, and data for costs that have no zeros. */
export const modelFloor: number = 2 ** -40;
/** scikit-learn's bound, below which a number of a factor becomes 0: numbers that shrink further make arithmetic slow. */
export const factorFloor: number = 2 ** -52;

/** Makes every step one of majorisation-minimisation, so that no cost can rise (Févotte and Idier, 2011, table 2). */
export function stepExponent(beta: number): number {
  if (beta < 1) return 1 / (2 - beta);
  return beta > 2 ? 1 / (beta - 1) : 1;
}
