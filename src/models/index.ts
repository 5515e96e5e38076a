/**
 * Models: one folder per architecture, each a Network, and what turns a network into something that trains and separates. Stands on
 * `nn`; knows neither the training loop nor the journey that separates songs.
 */

export { findNetwork, networkNames, networks } from './list.ts';
export { createModel, type Model, type ModelOptions, parameterCount } from './model.ts';
export type {
  Network,
  NetworkInput,
  NetworkOutput,
  NetworkSetting,
  NetworkSettings,
  SignalShape,
} from './network.ts';
export { type GraphPhase, graphPhases, type PhaseOptions } from './phase.ts';
export { createModelSeparator, type ModelSeparator, type ModelSeparatorOptions } from './separator.ts';
export { checkSetting, resolveSettings } from './settings.ts';
export type { ModelSignal, ModelSignals } from './signals.ts';
export { frameCount, type SegmentTransform, type TransformOptions } from './transform.ts';
