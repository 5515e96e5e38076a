/** Devices by name, and what is known of them. */

/**
 * Where graphs run. `cpu` is the processor, natively in Node; `wasm` the processor in a browser; `webgpu` any graphics
 * processor, in both; `cuda` NVIDIA on Linux and Windows, `dml` DirectX 12 on Windows, `coreml` Apple's.
 */
export type Device = 'cpu' | 'wasm' | 'webgpu' | 'cuda' | 'dml' | 'coreml';

/** All device names, the most capable first: the order in which `'auto'` tries them. */
export const devices: readonly Device[] = ['cuda', 'webgpu', 'dml', 'coreml', 'cpu', 'wasm'];

/** What came of trying a device. */
export interface DeviceTrial {
  readonly device: Device;
  /** Time of one product of two matrices, of the same size for all that were compared; absent where it went wrong. */
  readonly milliseconds?: number;
  /** Why it was not taken; absent for the chosen one. */
  readonly problem?: string;
}

/** What an engine can do. */
export interface Capabilities {
  /** Devices that this host's runtime package contains; whether the hardware is there shows when one is created. */
  readonly devices: readonly Device[];
  /** Ops that this engine's device refuses, with the case and the reason; `*` stands for any op. */
  readonly refusedOps: Readonly<Record<string, string>>;
  readonly threads: number;
  /** Element types that float32 graphs can be computed in with gain. */
  readonly precisions: readonly ('float32' | 'float16')[];
}
