/** Every op on every device that is here: inferred types, values and gradients, by the conformance suites that the tests run. */

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { hasVulkanDriver } from '../../../src/node/vulkan.ts';
import { countOpsInChromium } from '../../engine/chromium.ts';
import type { LayerCount, OpCount } from '../../engine/op-count.ts';
import type { Figure } from '../figure.ts';

const child = fileURLToPath(new URL('../../engine/ops-child.ts', import.meta.url));

/** SwiftShader, as Debian's chromium brings it. */
const softwareDriver = '/usr/lib/chromium/vk_swiftshader_icd.json';

const floor = 'all: inferred types, values, gradients; skips with a reason';

/** Failures named in a row; the tests name all. */
const mostNamed = 5;

function opsFigure(where: string, count: () => Promise<OpCount>): Figure {
  return {
    what: `ops on ${where}`,
    floor,
    async measure() {
      const { ops, holding, values, gradients, failures, skips, where: runtime } = await count();
      const named = failures.slice(0, mostNamed).join('; ');
      const passed = `${holding} of ${ops}; ${values} values and types, ${gradients} gradients`;
      return {
        measured: failures.length === 0 ? passed : `${passed}; ${failures.length} wrong: ${named}`,
        ok: failures.length === 0 && holding === ops,
        note: `${runtime}; ${skipText(skips)}`,
      };
    },
  };
}

function skipText(skips: Readonly<Record<string, number>>): string {
  const counts = Object.entries(skips).sort(([, a], [, b]) => b - a);
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  return `${total} not asked: ${counts.map(([reason, count]) => `${count} ${reason}`).join(', ')}`;
}

async function askChild<T>(
  what: 'ops' | 'layers',
  device: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<T> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', child, what, device], {
    env: { ...process.env, ...environment },
    maxBuffer: 2 ** 26,
  });
  return JSON.parse(stdout.slice(stdout.lastIndexOf('\n', stdout.length - 2) + 1)) as T;
}

/** On the machine's own driver, or the software one. */
function askWebGpu<T>(what: 'ops' | 'layers'): Promise<T> {
  if (hasVulkanDriver(process.env)) return askChild(what, 'webgpu');
  if (!existsSync(softwareDriver)) throw new Error(`no graphics driver, nor ${softwareDriver}`);
  return askChild(what, 'webgpu', { VK_ICD_FILENAMES: softwareDriver });
}

const layersOnWebGpu: Figure = {
  what: 'training steps of layers on WebGPU (Node) beside the processor',
  floor: 'all outputs, gradients and buffers within 2e-5',
  async measure() {
    const { layers, tensors, failures, worst, tolerance } = await askWebGpu<LayerCount>('layers');
    const far = failures.length === 0 ? '' : `; too far: ${failures.slice(0, mostNamed).join('; ')}`;
    return {
      measured: `${tensors - failures.length} of ${tensors} tensors of ${layers} layers${far}`,
      ok: failures.length === 0 && tolerance <= 2e-5,
      note: `at most ${worst.toExponential(1)} of a tensor's largest number`,
    };
  },
};

const figures: Figure[] = [
  opsFigure('the processor (Node)', () => askChild('ops', 'cpu')),
  opsFigure('WebAssembly (Chromium)', () => countOpsInChromium('wasm')),
  opsFigure('WebGPU (Node)', () => askWebGpu('ops')),
  opsFigure('WebGPU (Chromium, software adapter)', () => countOpsInChromium('webgpu')),
  layersOnWebGpu,
];
export default figures;
