/**
 * The nouns of running: an Engine compiles graphs for one device, a Program is one compiled graph. Both hold memory outside
 * JavaScript and are freed by `dispose`.
 */

import type { Graph, TensorType } from '../graph/index.ts';
import type { Tensor } from '../tensor/index.ts';
import type { Capabilities, Device, DeviceTrial } from './device.ts';

/** Tensors by the names of a graph's inputs, parameters or outputs. */
export type Tensors = Readonly<Record<string, Tensor>>;

/** A device that is ready to run graphs. */
export interface Engine {
  readonly device: Device;
  readonly info: EngineInfo;
  readonly capabilities: Capabilities;
  /**
   * Makes a graph ready to run. Takes around 0.1 s for a training step of some hundred nodes. Throws HostError, naming the
   * op and its layer, where the device cannot run it.
   */
  compile(graph: Graph, options?: CompileOptions): Promise<Program>;
  /** Frees every program that is still there. Running programs finish first. */
  dispose(): Promise<void>;
}

/** What an engine is, in words and numbers. */
export interface EngineInfo {
  readonly device: Device;
  /** Why this device: asked for, or found the fastest of those that gave right answers. A sentence. */
  readonly reason: string;
  /** Every device that was tried for `'auto'`, the chosen one among them. */
  readonly tried: readonly DeviceTrial[];
  /** Threads that one op may use on the processor. */
  readonly threads: number;
  /** The package and version that computes: `onnxruntime-node 1.30.0`. */
  readonly runtime: string;
}

/** How a graph is compiled. */
export interface CompileOptions {
  /**
   * Weights to store inside the program; they need not be fed then. Parameters of the graph that are missing here are fed
   * at every run, as a training step does.
   */
  readonly parameters?: Tensors;
  /**
   * How hard the runtime rewrites the graph before running it. `'training'` keeps to safe simplifications: rewriting the
   * layout of convolutions costs a training step a third of its time and twice its memory. `'inference'` allows everything.
   * Default: `'inference'` when every parameter is given, `'training'` otherwise.
   */
  readonly purpose?: 'training' | 'inference';
  /**
   * `'speed'` (default) keeps freed buffers for the next run; `'size'` returns them to the system: a third of the memory
   * for twice the time on a training step.
   */
  readonly memory?: 'speed' | 'size';
  /** Element type that float32 graphs are computed in. `'float16'` is for inference on devices that have it. */
  readonly precision?: Precision;
  /** Record the time of every node: {@link Program.endProfile}. Slows runs down by some percent. Default false. */
  readonly profile?: boolean;
  /** Checked before compiling; the runtime cannot stop halfway. */
  readonly signal?: AbortSignal;
}

/** Element types that float32 graphs can be computed in. */
export type Precision = 'float32' | 'float16';

/** A compiled graph. */
export interface Program {
  /** What every run must be fed: inputs, and parameters that were not stored. */
  readonly inputs: ReadonlyMap<string, TensorType>;
  readonly outputs: ReadonlyMap<string, TensorType>;
  /**
   * Computes the outputs. Feeds are read where they lie, never copied by this toolkit, so leave them alone until the run is
   * over. Runs that overlap wait for each other, in order. Throws ArgumentError where feeds are missing, unknown, or of the
   * wrong type or shape; HostError where the device fails.
   */
  run(feeds: Tensors, options?: RunOptions): Promise<Record<string, Tensor>>;
  /** The times of all nodes since compiling; ends the recording. Throws ArgumentError without `profile: true`. */
  endProfile(): Promise<readonly NodeTime[]>;
  /** Frees the program. A run that has begun finishes first; later runs are refused. */
  dispose(): Promise<void>;
}

/** How a program is run. */
export interface RunOptions {
  /**
   * Tensors that the outputs of those names are written into, of exactly the output's type and shape. One may lie over a
   * feed's memory, so that parameters are updated in place.
   */
  readonly outputs?: Tensors;
  /** Aborting it takes a waiting run out of the queue; a run that has begun finishes, and its outputs are dropped. */
  readonly signal?: AbortSignal;
}

/** Time that one node of a program took. */
export interface NodeTime {
  /** The node's name in the model. */
  readonly name: string;
  readonly op: string;
  /** The layer that made it, dotted; empty where it is not known. */
  readonly scope: string;
  /** Who ran it: `CPUExecutionProvider`, … */
  readonly provider: string;
  readonly calls: number;
  readonly totalMilliseconds: number;
}
