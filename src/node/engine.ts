/** The door to engines in Node: what is behind it is loaded when it is first opened, so that a separation without networks does not wait for it. */

import { availableParallelism } from 'node:os';
import type { Device, Engine } from '../runtime/index.ts';

/** Options of {@link createEngine}. */
export interface EngineOptions {
  /**
   * Where to compute. `'auto'` (default) tries what the package contains and takes the fastest that gives right answers:
   * a graphics processor may be emulated, and then the processor is faster. `engine.info.reason` says what came of it.
   */
  readonly device?: Device | 'auto';
  /** Threads that one op may use on the processor, 1 or more. Default: as many as the machine can run at once. */
  readonly threads?: number;
}

/**
 * An engine. Throws ArgumentError for a device of no known name, HostError where `onnxruntime-node` is not installed or the
 * device does not run; the message lists the devices that are here.
 */
export async function createEngine(options: EngineOptions = {}): Promise<Engine> {
  const { device = 'auto', threads = availableParallelism() } = options;
  const { startEngine } = await import('./start-engine.ts');
  return await startEngine({ device, threads });
}
