/**
 * Engines in the browser, over the optional package `onnxruntime-web`: WebAssembly on the processor, WebGPU where the page
 * has an adapter. Nothing is fetched from other sites: the runtime's files come with the page's own bundle.
 */

import {
  type Chosen,
  chooseDevice,
  createOrtEngine,
  type Device,
  type Engine,
  type OrtModule,
  refusedOps,
} from '../runtime/index.ts';
import { checkInteger, HostError } from '../util/index.ts';

/** Options of {@link createEngine}. */
export interface EngineOptions {
  /**
   * Where to compute. `'auto'` (default) takes WebGPU where the page has an adapter that is no emulation, gives right
   * answers and is faster; WebAssembly otherwise.
   */
  readonly device?: 'auto' | 'wasm' | 'webgpu';
  /**
   * Threads of WebAssembly, 1 or more. Only a page that is cross-origin isolated (headers `Cross-Origin-Opener-Policy:
   * same-origin` and `Cross-Origin-Embedder-Policy: require-corp`) can have more than one. Default: as many as the machine
   * can run at once, up to 8. The first engine of a page decides for all.
   */
  readonly threads?: number;
  /**
   * Where the runtime's `.wasm` files lie: a folder ending in `/`, or the address of each: `wasm` is
   * `onnxruntime-web/ort-wasm-simd-threaded.wasm`, `webgpu` is `onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm`, which
   * is loaded where WebGPU may be used. Default: beside the runtime's code, where bundlers put them as assets. Needed where a
   * bundler does not (Vite's dependency optimizer).
   */
  readonly wasmPaths?: string | { readonly wasm?: string; readonly webgpu?: string };
}

/**
 * An engine. Throws ArgumentError for a device of no known name, HostError where `onnxruntime-web` is not installed, its
 * files cannot be loaded, or the device does not run; the message lists the devices that are here.
 */
export async function createEngine(options: EngineOptions = {}): Promise<Engine> {
  if (options.threads !== undefined) checkInteger('threads', options.threads, { min: 1 });
  const wanted = options.device ?? 'auto';
  const adapter = wanted === 'wasm' ? 'none' : await findAdapter();
  const available: readonly Device[] = adapter === 'none' ? ['wasm'] : ['webgpu', 'wasm'];
  // The build with WebGPU is twice the size, and has WebAssembly too: loaded only where it may be used.
  const withGpu =
    adapter !== 'none' && (wanted === 'webgpu' || (wanted === 'auto' && adapter === 'hardware'));
  const loaded = await loadRuntime(withGpu ? 'webgpu' : 'wasm', options);
  const open = ({ precisions, ...chosen }: Chosen): Engine =>
    createOrtEngine(loaded.ort, {
      writesOutputs: false,
      info: {
        ...chosen,
        threads: loaded.threads,
        runtime: `onnxruntime-web ${loaded.ort.env.versions.web}`,
      },
      capabilities: {
        devices: available,
        refusedOps: refusedOps(chosen.device),
        threads: loaded.threads,
        precisions,
      },
    });
  const chosen = await chooseDevice(wanted, {
    available: withGpu ? available : available.filter((device) => device !== 'webgpu'),
    open: async (device) => open({ device, reason: '', tried: [], precisions: ['float32', 'float16'] }),
    remedy: (device) => remedies[device] ?? 'It is there in Node only',
  });
  return open(chosen);
}

const remedies: Readonly<Partial<Record<Device, string>>> = {
  webgpu: 'It needs a browser with WebGPU (navigator.gpu), a secure page (https or localhost) and an adapter',
  wasm: 'Check that the page may load the runtime’s .wasm file (option wasmPaths, Content-Security-Policy wasm-unsafe-eval)',
};

interface WebRuntime extends OrtModule {
  readonly env: {
    logLevel?: string;
    readonly versions: { readonly web?: string };
    readonly wasm: { numThreads?: number; wasmPaths?: unknown };
  };
}

interface Loaded {
  readonly ort: WebRuntime;
  readonly threads: number;
}

/** The two builds, each set up once: threads and addresses cannot change after the first session. */
const runtimes = new Map<'wasm' | 'webgpu', Promise<Loaded>>();

function loadRuntime(build: 'wasm' | 'webgpu', options: EngineOptions): Promise<Loaded> {
  const known = runtimes.get(build);
  if (known !== undefined) return known;
  const loading = setUp(build, options);
  runtimes.set(build, loading);
  loading.catch(() => runtimes.delete(build));
  return loading;
}

async function setUp(build: 'wasm' | 'webgpu', options: EngineOptions): Promise<Loaded> {
  const ort = await importRuntime(build);
  const threads = globalThis.crossOriginIsolated
    ? (options.threads ?? Math.min(navigator.hardwareConcurrency, mostThreads))
    : 1;
  ort.env.logLevel = 'fatal';
  ort.env.wasm.numThreads = threads;
  const { wasmPaths } = options;
  const path = typeof wasmPaths === 'object' ? wasmPaths[build] : wasmPaths;
  if (path !== undefined) ort.env.wasm.wasmPaths = typeof wasmPaths === 'object' ? { wasm: path } : path;
  return { ort, threads };
}

/** Every thread is a worker with a stack of its own; beyond this, waiting for each other eats what they gain. */
const mostThreads = 8;

async function importRuntime(build: 'wasm' | 'webgpu'): Promise<WebRuntime> {
  try {
    // Two literal imports inside `try`: bundlers then see both, and let the package be absent.
    const module =
      build === 'wasm' ? await import('onnxruntime-web/wasm') : await import('onnxruntime-web/webgpu');
    return module as unknown as WebRuntime;
  } catch (cause) {
    throw new HostError({
      place: 'createEngine',
      expected: 'the package onnxruntime-web',
      got: (cause as Error).message,
      remedy: 'npm install onnxruntime-web, and let the bundler include it',
      cause,
    });
  }
}

interface Gpu {
  requestAdapter(options: { readonly powerPreference: 'high-performance' }): Promise<Adapter | null>;
}

interface Adapter {
  readonly info?: { readonly isFallbackAdapter?: boolean; readonly architecture?: string };
  readonly isFallbackAdapter?: boolean;
}

/** Whether there is an adapter, and whether it is an emulation, which the processor beats. */
async function findAdapter(): Promise<'none' | 'emulated' | 'hardware'> {
  const { gpu } = navigator as { readonly gpu?: Gpu };
  const adapter = await gpu?.requestAdapter({ powerPreference: 'high-performance' }).catch(() => null);
  if (adapter === null || adapter === undefined) return 'none';
  const emulated =
    adapter.info?.isFallbackAdapter ??
    adapter.isFallbackAdapter ??
    /swiftshader|llvmpipe/i.test(adapter.info?.architecture ?? '');
  return emulated ? 'emulated' : 'hardware';
}
