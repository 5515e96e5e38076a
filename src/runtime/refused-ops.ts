/** Ops that a device does not run itself, as the conformance suite found them. */

import type { Device } from './device.ts';

const none: Readonly<Record<string, string>> = {};

const refused: Readonly<Partial<Record<Device, Readonly<Record<string, string>>>>> = {
  webgpu: {
    BatchNormalization: 'training_mode is refused: compose it from reductions',
  },
};

/** What `device` is known to refuse, by op, with the reason. */
export function refusedOps(device: Device): Readonly<Record<string, string>> {
  return refused[device] ?? none;
}
