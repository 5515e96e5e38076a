/**
 * What is used of ONNX Runtime's JavaScript API, written down as structure: `onnxruntime-node` and `onnxruntime-web` both
 * fit it, and the core is compiled without either (both are optional, and their types want a DOM).
 */

/** Elements in memory. */
export interface OrtTensor {
  readonly type: string;
  readonly dims: readonly number[];
  /** The elements; throws where they lie on a device, which is never asked for here. */
  readonly data: unknown;
}

/** A loaded model. */
export interface OrtSession {
  /** What the model reads. */
  readonly inputNames: readonly string[];
  run(
    feeds: Readonly<Record<string, OrtTensor>>,
    fetches: Readonly<Record<string, OrtTensor | null>>,
    options: { readonly logSeverityLevel: 4 },
  ): Promise<Readonly<Record<string, OrtTensor>>>;
  release(): Promise<void>;
  endProfiling(): void;
}

/** The session options that are set here; see ONNX Runtime's documentation for their meaning. */
export interface OrtSessionOptions {
  executionProviders?: readonly (string | { readonly name: string })[];
  intraOpNumThreads?: number;
  graphOptimizationLevel?: 'disabled' | 'basic' | 'extended' | 'layout' | 'all';
  enableCpuMemArena?: boolean;
  enableMemPattern?: boolean;
  enableProfiling?: boolean;
  profileFilePrefix?: string;
  /** 0 verbose … 4 fatal. */
  logSeverityLevel?: 0 | 1 | 2 | 3 | 4;
}

/** The module that `import('onnxruntime-node')` or `import('onnxruntime-web')` gives. */
export interface OrtModule {
  readonly Tensor: {
    // biome-ignore lint/suspicious/noExplicitAny: overloads of the real constructor, one per element type
    new (type: any, data: any, dims: readonly number[]): OrtTensor;
  };
  readonly InferenceSession: {
    // biome-ignore lint/suspicious/noExplicitAny: the real option types name DOM objects
    create(model: Uint8Array, options: any): Promise<OrtSession>;
  };
}
