/**
 * Layers as functions of a scope and values, with PyTorch's parameter names, beginnings and defaults, so that published
 * weights load by name. Knows graphs, not files or devices.
 */

export {
  constantInit,
  fanInUniform,
  type InitArray,
  type Initializer,
  type InitSource,
  kaimingNormal,
  kaimingUniform,
  normal,
  ones,
  orthogonal,
  uniform,
  xavierNormal,
  xavierUniform,
  zeros,
} from './init.ts';
export { initialize } from './initialize.ts';
export {
  createScope,
  type ParameterOptions,
  type ParameterSpec,
  type RandomStream,
  type Scope,
  type ScopeOptions,
  seedInputName,
} from './scope.ts';
