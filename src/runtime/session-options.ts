/** ONNX Runtime's session options for a graph, as measured on training steps and networks. */

import type { Device } from './device.ts';
import type { CompileOptions } from './engine.ts';
import type { OrtSessionOptions } from './ort.ts';

/** What the options depend on besides how the graph is compiled. */
export interface SessionSetting {
  readonly device: Device;
  readonly threads: number;
  readonly purpose: 'training' | 'inference';
  /** Where the profile goes, when one is recorded. */
  readonly profilePrefix?: string;
}

/** Session options for a graph. */
export function sessionOptions(
  { memory = 'speed' }: CompileOptions,
  { device, threads, purpose, profilePrefix }: SessionSetting,
): OrtSessionOptions {
  return {
    executionProviders: [device],
    intraOpNumThreads: threads,
    // `all` moves convolutions into a blocked layout. It pays for fixed weights, and costs a training step, whose weights
    // are fed, a third of its time in reordering and twice its memory.
    graphOptimizationLevel: purpose === 'inference' ? 'all' : 'basic',
    // The arena keeps what was freed: fast, and never given back.
    enableCpuMemArena: memory === 'speed',
    // The pattern, one block for all of a run, comes on top of what the first run took: half as much memory again for a
    // U-Net's step, nearly twice for Conv-TasNet's, and no time won.
    enableMemPattern: memory === 'speed' && purpose === 'inference',
    // Errors come as exceptions; warnings about the graph would be printed, and the library never prints.
    logSeverityLevel: 4,
    ...(profilePrefix === undefined ? {} : { enableProfiling: true, profileFilePrefix: profilePrefix }),
  };
}
