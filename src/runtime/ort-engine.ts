/** The Engine over any ONNX Runtime module: graph → ONNX bytes → session. */

import type { Graph, TensorType } from '../graph/index.ts';
import { encodeModel } from '../onnx/index.ts';
import { ArgumentError, HostError } from '../util/index.ts';
import type { Capabilities, Device } from './device.ts';
import type { CompileOptions, Engine, EngineInfo, NodeTime, Program } from './engine.ts';
import type { OrtModule, OrtSession } from './ort.ts';
import { createOrtProgram } from './ort-program.ts';
import { type ProfileStore, readProfile, scopeFinder } from './profile.ts';
import { withBareOutputs } from './rewrites/bare-outputs.ts';
import { blockLength } from './rewrites/blocked-conv.ts';
import { blockProducts } from './rewrites/blocked-products.ts';
import { rewriteForDevice } from './rewrites/device-rewrites.ts';
import { toHalfPrecision } from './rewrites/half-precision.ts';
import { layOutLoopProducts } from './rewrites/loop-products.ts';
import { refusal } from './rewrites/refused-ops.ts';
import { createRunQueue, type RunQueue } from './run-queue.ts';
import { compileFailure } from './runtime-errors.ts';
import { sessionOptions } from './session-options.ts';

/** What a host brings to make an engine. */
export interface OrtEngineParts {
  readonly info: EngineInfo;
  readonly capabilities: Capabilities;
  /** Whether the runtime writes into the outputs that it is given; where it does not, results are copied there. */
  readonly writesOutputs: boolean;
  /** Where profiles go; absent where the host has no place for them. */
  readonly profiles?: ProfileStore;
}

/** The sessions of one module must not overlap: in browsers they share one WebAssembly instance. */
const queues = new WeakMap<OrtModule, RunQueue>();

/** An engine over an ONNX Runtime module that is loaded and set up. */
export function createOrtEngine(ort: OrtModule, parts: OrtEngineParts): Engine {
  const programs = new Set<Program>();
  const queue = queues.get(ort) ?? createRunQueue();
  queues.set(ort, queue);
  let disposed = false;
  return {
    device: parts.info.device,
    info: parts.info,
    capabilities: parts.capabilities,
    async compile(graph, options = {}) {
      if (disposed) throw disposedError();
      options.signal?.throwIfAborted();
      checkOptions(graph, { options, parts });
      const { device } = parts.info;
      const rewritten = rewriteForDevice(device, graph);
      const refused = refusal(device, rewritten);
      if (refused !== undefined) throw refused;
      const work = { graph, rewritten, options, parts, queue, programs };
      return queue.add(() => compileNow(ort, work), options.signal);
    },
    async dispose() {
      disposed = true;
      await queue.idle();
      await Promise.all([...programs].map((program) => program.dispose()));
    },
  };
}

interface Compilation {
  readonly graph: Graph;
  /** What the device is given. */
  readonly rewritten: Graph;
  readonly options: CompileOptions;
  readonly parts: OrtEngineParts;
  readonly queue: RunQueue;
  readonly programs: Set<Program>;
}

async function compileNow(
  ort: OrtModule,
  { graph, rewritten, options, parts, queue, programs }: Compilation,
): Promise<Program> {
  const { device, threads } = parts.info;
  const inputs = fedNames(graph, options);
  const purpose = options.purpose ?? (inputs.size === graph.inputs.size ? 'inference' : 'training');
  const profilePrefix = options.profile ? parts.profiles!.prefix() : undefined;
  const { parameters = {} } = options;
  const laidOut =
    purpose === 'training' ? await layOutProducts(ort, { device, graph: rewritten }) : rewritten;
  const { graph: bare, shapes: sessionShapes } = withBareOutputs(laidOut);
  const encoded =
    options.precision === 'float16'
      ? toHalfPrecision({ graph: bare, parameters })
      : { graph: bare, parameters };
  const model = encodeModel(encoded.graph, { parameters: encoded.parameters });
  const session = await ort.InferenceSession.create(
    model,
    sessionOptions(options, {
      device,
      threads,
      purpose,
      profilePrefix,
    }),
  ).catch((cause: unknown) => {
    throw compileFailure(cause, graph, device);
  });
  const program = createOrtProgram({
    ort,
    session,
    graph,
    inputs,
    sessionShapes,
    queue,
    device,
    writesOutputs: parts.writesOutputs,
    profile: profilePrefix === undefined ? undefined : takeProfile(session, { graph, parts, profilePrefix }),
    onDispose: () => programs.delete(program),
  });
  programs.add(program);
  return program;
}

/** Products as the processor likes them; what is stored in a program is laid out by the runtime itself. */
async function layOutProducts(
  ort: OrtModule,
  { device, graph }: { readonly device: Device; readonly graph: Graph },
): Promise<Graph> {
  if (device === 'wasm') return layOutLoopProducts(graph, undefined);
  if (device !== 'cpu') return graph;
  const block = await blockLength(ort);
  const loops = layOutLoopProducts(graph, block);
  return block === undefined ? loops : blockProducts(loops, block);
}

/** Inputs, and the parameters whose tensors are not stored in the model. */
function fedNames(graph: Graph, { parameters = {} }: CompileOptions): Map<string, TensorType> {
  const fed = new Map<string, TensorType>();
  for (const [name, value] of graph.inputs) fed.set(name, value.type);
  for (const [name, value] of graph.parameters)
    if (!Object.hasOwn(parameters, name)) fed.set(name, value.type);
  return fed;
}

interface ProfileParts {
  readonly graph: Graph;
  readonly parts: OrtEngineParts;
  readonly profilePrefix: string;
}

function takeProfile(
  session: OrtSession,
  { graph, parts, profilePrefix }: ProfileParts,
): () => Promise<readonly NodeTime[]> {
  let times: Promise<readonly NodeTime[]> | undefined;
  return () => {
    times ??= (async () => {
      session.endProfiling();
      return readProfile(await parts.profiles!.take(profilePrefix), scopeFinder(graph));
    })();
    return times;
  };
}

interface OptionCheck {
  readonly options: CompileOptions;
  readonly parts: OrtEngineParts;
}

function checkOptions(graph: Graph, { options, parts }: OptionCheck): void {
  if (options.profile && parts.profiles === undefined) {
    throw new HostError({
      place: 'compile',
      expected: 'a host that keeps profiles',
      got: `${parts.info.runtime} on ${parts.info.device}`,
      remedy: 'Profile in Node, or with the browser’s own profiler',
    });
  }
  const { precision = 'float32' } = options;
  if (!parts.capabilities.precisions.includes(precision)) {
    throw new HostError({
      place: 'compile, precision',
      expected: `one that ${parts.info.device} has: ${parts.capabilities.precisions.join(', ')}`,
      got: `'${precision}'`,
      remedy: 'Leave it out, or choose another device',
    });
  }
  for (const name of Object.keys(options.parameters ?? {})) {
    if (graph.parameters.has(name)) continue;
    throw new ArgumentError({
      place: `compile, parameter ${name}`,
      expected: 'a parameter of the graph',
      got: 'none of that name',
      remedy: 'Give only the weights that the graph uses',
    });
  }
}

function disposedError(): ArgumentError {
  return new ArgumentError({
    place: 'Engine.compile',
    expected: 'an engine that is still there',
    got: 'one that was disposed',
    remedy: 'Create an engine again, or dispose later',
  });
}
