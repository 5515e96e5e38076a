/**
 * Running graphs: the Engine compiles a graph for one device and frees it again, over ONNX Runtime, whichever package of it
 * the host brings. Stands above `graph` and `onnx`; `node` and `browser` make engines with it.
 */

export { type ChooseOptions, type Chosen, chooseDevice } from './choose-device.ts';
export { type Capabilities, type Device, type DeviceTrial, devices } from './device.ts';
export type {
  CompileOptions,
  Engine,
  EngineInfo,
  NodeTime,
  Precision,
  Program,
  RunOptions,
  Tensors,
} from './engine.ts';
export type { OrtModule, OrtSession, OrtSessionOptions, OrtTensor } from './ort.ts';
export { createOrtEngine, type OrtEngineParts } from './ort-engine.ts';
export type { ProfileStore } from './profile.ts';
export { rewriteForDevice } from './rewrites/device-rewrites.ts';
export { refusal, refusedOps } from './rewrites/refused-ops.ts';
