/** Choosing among devices: engines that exist, and ones that do not open. */

import { describe, expect, it } from 'vitest';
import { createEngine } from '../node/engine.ts';
import { chooseDevice } from './choose-device.ts';
import type { Device } from './device.ts';
import type { Engine } from './engine.ts';

const remedy = (device: Device): string => `Buy a ${device}`;

/** A processor under another name is a device as good as another; what is not `cpu` or `wasm` fails to open. */
async function open(device: Device): Promise<Engine> {
  if (device !== 'cpu' && device !== 'wasm') throw new Error('no adapter');
  return createEngine({ device: 'cpu', threads: 1 });
}

describe('choosing a device', () => {
  it('passes over those that do not run, and says so', async () => {
    const chosen = await chooseDevice('auto', { available: ['webgpu', 'cpu'], open, remedy });
    expect(chosen.device).toBe('cpu');
    expect(chosen.reason).toBe('cpu multiplied matrices fastest; webgpu: Error: no adapter.');
    expect(chosen.tried.map(({ device, problem }) => [device, problem])).toEqual([
      ['webgpu', 'Error: no adapter'],
      ['cpu', undefined],
    ]);
    expect(chosen.precisions).toEqual(['float32']);
  });

  it('compares those that run', async () => {
    const chosen = await chooseDevice('auto', { available: ['cpu', 'wasm'], open, remedy });
    const other = chosen.tried.find(({ device }) => device !== chosen.device)!;
    expect(other.problem).toMatch(/^\d+\.\d times slower than (cpu|wasm)$/);
    expect(chosen.reason).toContain(`${other.device}: ${other.problem}`);
  });

  it('has nothing to compare where there is one', async () => {
    const chosen = await chooseDevice('auto', { available: ['cpu'], open, remedy });
    expect(chosen.reason).toBe('cpu is the only device here.');
  });

  it('gives up where nothing runs, with what was tried', async () => {
    const refused = chooseDevice('auto', { available: ['cuda', 'webgpu'], open, remedy });
    await expect(refused).rejects.toThrow(/cuda: Error: no adapter; webgpu: Error: no adapter/);
  });

  it('refuses the device that was asked for when it does not run, with the way out', async () => {
    const refused = chooseDevice('webgpu', { available: ['webgpu', 'cpu'], open, remedy });
    await expect(refused).rejects.toThrow(/device webgpu.*no adapter.*Buy a webgpu\. Also here: cpu/);
  });
});
