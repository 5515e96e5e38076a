/** Engines in Node, over the optional package `onnxruntime-node`: processor, WebGPU, and CUDA, DirectML, CoreML where it has them. */

import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import {
  type Chosen,
  chooseDevice,
  createOrtEngine,
  type Device,
  devices,
  type Engine,
  type OrtModule,
  type ProfileStore,
  refusedOps,
} from '../runtime/index.ts';
import { checkInteger, HostError } from '../util/index.ts';
import { hasVulkanDriver } from './vulkan.ts';

/** Starts what `createEngine` promises. */
export async function startEngine(wanted: {
  readonly device: Device | 'auto';
  readonly threads: number;
}): Promise<Engine> {
  const threads = checkInteger('threads', wanted.threads, { min: 1 });
  const ort = await loadRuntime();
  const available = availableDevices(ort);
  const open = ({ precisions, ...chosen }: Chosen): Engine =>
    createOrtEngine(ort, {
      info: { ...chosen, threads, runtime: `onnxruntime-node ${ort.env.versions.node}` },
      capabilities: { devices: available, refusedOps: refusedOps(chosen.device), threads, precisions },
      writesOutputs: true,
      profiles,
    });
  const chosen = await chooseDevice(wanted.device, {
    available,
    open: async (device) => open({ device, reason: '', tried: [], precisions: ['float32', 'float16'] }),
    remedy: (device) => remedies[device],
  });
  return open(chosen);
}

interface NodeRuntime extends OrtModule {
  readonly env: { logLevel?: string; readonly versions: { readonly node?: string } };
  listSupportedBackends(): readonly { readonly name: string; readonly bundled: boolean }[];
}

const remedies: Readonly<Record<Device, string>> = {
  cpu: 'Reinstall onnxruntime-node for this system',
  wasm: "In Node the processor is device 'cpu'",
  webgpu: 'It needs a graphics processor with a Vulkan, Metal or DirectX 12 driver',
  cuda: 'It needs an NVIDIA card, CUDA 12 and cuDNN 9, and onnxruntime-node installed with --onnxruntime-node-install=cuda12, which downloads its CUDA part',
  dml: 'It is there on Windows',
  coreml: 'It is there on macOS',
};

async function loadRuntime(): Promise<NodeRuntime> {
  try {
    const ort = (await import('onnxruntime-node')) as unknown as NodeRuntime;
    // What goes wrong comes as an exception as well; the library prints nothing.
    ort.env.logLevel = 'fatal';
    return ort;
  } catch (cause) {
    const missing = (cause as { code?: unknown }).code === 'ERR_MODULE_NOT_FOUND';
    throw new HostError({
      place: 'createEngine',
      expected: 'the package onnxruntime-node',
      got: missing ? 'no such package' : String((cause as Error).message),
      remedy: missing
        ? 'npm install onnxruntime-node; with the line onnxruntime-node-install=skip in .npmrc its install downloads nothing else'
        : 'Check that onnxruntime-node has a build for this system: Linux, Windows or macOS on x64 or arm64',
      cause,
    });
  }
}

/**
 * The package's providers. The CUDA part is named by every build and there only where it was downloaded; WebGPU needs a
 * Vulkan driver on Linux.
 */
function availableDevices(ort: NodeRuntime): Device[] {
  const bundled = new Set(
    ort.listSupportedBackends().flatMap(({ name, bundled }) => (bundled ? [name] : [])),
  );
  return devices.filter((device) => {
    if (device === 'cuda') return cudaIsThere();
    if (device === 'webgpu' && process.platform === 'linux' && !hasVulkanDriver(process.env)) return false;
    return bundled.has(device);
  });
}

function cudaIsThere(): boolean {
  const main = createRequire(import.meta.url).resolve('onnxruntime-node');
  const folder = join(dirname(main), '..', 'bin', 'napi-v6', process.platform, process.arch);
  return ['libonnxruntime_providers_cuda.so', 'onnxruntime_providers_cuda.dll'].some((file) =>
    existsSync(join(folder, file)),
  );
}

/** Profiles pass through the system's folder for temporary files. */
const profiles: ProfileStore = {
  prefix: () => join(tmpdir(), `auralflow-profile-${process.pid}-${randomUUID()}`),
  async take(prefix) {
    const folder = dirname(prefix);
    const file = (await readdir(folder)).find((name) => name.startsWith(basename(prefix)));
    if (file === undefined) {
      throw new HostError({
        place: folder,
        expected: 'the profile that the runtime wrote',
        got: 'no such file',
        remedy: 'Check that the folder for temporary files has room',
      });
    }
    const path = join(folder, file);
    const text = await readFile(path, 'utf8');
    await rm(path);
    return text;
  },
};
