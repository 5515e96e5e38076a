/** One compiled graph on ONNX Runtime. */

import type { Graph, TensorType } from '../graph/index.ts';
import { elementCount, type Tensor } from '../tensor/index.ts';
import { ArgumentError } from '../util/index.ts';
import { checkFeeds, checkPreallocated, describeLeaf } from './check-feeds.ts';
import type { NodeTime, Program, RunOptions, Tensors } from './engine.ts';
import type { OrtModule, OrtSession, OrtTensor } from './ort.ts';
import { fromOrt, toOrt } from './ort-tensor.ts';
import type { RunQueue } from './run-queue.ts';
import { runFailure } from './runtime-errors.ts';

/** What a program is made of. */
export interface ProgramParts {
  readonly ort: OrtModule;
  readonly session: OrtSession;
  readonly graph: Graph;
  /** Names that every run is fed. */
  readonly inputs: ReadonlyMap<string, TensorType>;
  /** Shapes that the session knows outputs by, where they are others than the graph's. */
  readonly sessionShapes: ReadonlyMap<string, readonly number[]>;
  readonly queue: RunQueue;
  readonly device: string;
  readonly writesOutputs: boolean;
  /** Ends and reads the profile; absent where none is recorded. */
  readonly profile?: () => Promise<readonly NodeTime[]>;
  readonly onDispose: () => void;
}

/** A program over a session, which it owns. */
export function createOrtProgram(parts: ProgramParts): Program {
  const { session, graph, inputs, queue } = parts;
  const outputs = new Map([...graph.outputs].map(([name, value]) => [name, value.type]));
  let disposed: Promise<void> | undefined;
  return {
    inputs,
    outputs,
    async run(feeds, options = {}) {
      options.signal?.throwIfAborted();
      refuseDisposed(disposed);
      const sizes = checkFeeds(inputs, feeds, (name) => describeLeaf(graph, name));
      checkPreallocated(outputs, options.outputs ?? {}, sizes);
      return queue.add(() => runNow(parts, outputs, { feeds, options }), options.signal);
    },
    async endProfile() {
      refuseDisposed(disposed);
      if (parts.profile === undefined) throw notProfiled();
      await queue.idle();
      return parts.profile();
    },
    dispose() {
      disposed ??= queue.add(async () => {
        parts.onDispose();
        // A profile that nobody asked for would stay where it was written.
        await parts.profile?.();
        await session.release();
      });
      return disposed;
    },
  };
}

/** Failures come as exceptions; the library prints nothing. */
const quiet = { logSeverityLevel: 4 } as const;

interface Call {
  readonly feeds: Tensors;
  readonly options: RunOptions;
}

async function runNow(
  { ort, session, graph, inputs, sessionShapes, device, writesOutputs }: ProgramParts,
  outputs: ReadonlyMap<string, TensorType>,
  { feeds, options }: Call,
): Promise<Record<string, Tensor>> {
  const fed: Record<string, OrtTensor> = {};
  // A device may need less: what its rewritten graph does not read, the runtime for the browser refuses.
  for (const name of session.inputNames) if (inputs.has(name)) fed[name] = toOrt(ort, feeds[name]!);
  const fetches: Record<string, OrtTensor | null> = {};
  for (const name of outputs.keys()) {
    const given = options.outputs?.[name];
    const shape = sessionShapes.get(name) ?? given?.shape;
    fetches[name] = given === undefined || !writesOutputs ? null : toOrt(ort, { ...given, shape: shape! });
  }
  const results = await session.run(fed, fetches, quiet).catch((cause: unknown) => {
    throw runFailure(cause, graph, device);
  });
  const tensors: Record<string, Tensor> = {};
  for (const name of outputs.keys()) {
    const computed = fromOrt(name, results[name]!);
    const { shape } = outputs.get(name)!;
    const result = sessionShapes.has(name) ? { ...computed, shape: shape as readonly number[] } : computed;
    const given = options.outputs?.[name];
    tensors[name] = given === undefined ? result : written(given, result);
  }
  return tensors;
}

/** The preallocated tensor, holding the result: copied there where the runtime did not write it there. */
function written(given: Tensor, result: Tensor): Tensor {
  const inPlace =
    result.data.buffer === given.data.buffer && result.data.byteOffset === given.data.byteOffset;
  if (!inPlace && elementCount(given.shape) > 0)
    (given.data as Float32Array).set(result.data as Float32Array);
  return given;
}

function refuseDisposed(disposed: Promise<void> | undefined): void {
  if (disposed === undefined) return;
  throw new ArgumentError({
    place: 'Program',
    expected: 'a program that is still there',
    got: 'one that was disposed',
    remedy: 'Compile the graph again, or dispose later',
  });
}

function notProfiled(): ArgumentError {
  return new ArgumentError({
    place: 'Program.endProfile',
    expected: 'a program that records times',
    got: 'one that does not, or whose recording has ended',
    remedy: 'Compile the graph with `profile: true`',
  });
}
