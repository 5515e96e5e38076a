/**
 * The ground floor: errors, argument checks, seeded random numbers, progress and cancelling. Knows nothing of sound
 * and imports nothing.
 */

export { checkChoice, checkInteger, checkNumber, describe, type NumberRange } from './check.ts';
export { type ErrorMessage, packError, unpackError } from './error-message.ts';
export {
  ArgumentError,
  AuralflowError,
  type ErrorParts,
  FormatError,
  HostError,
  LimitError,
  type LimitErrorParts,
} from './errors.ts';
export { type KernelInstance, type KernelProgram, MemoryPlan } from './kernel-memory.ts';
export { splitKeyValue } from './key-value.ts';
export { nearestName } from './nearest.ts';
export type { Progress, WorkOptions } from './progress.ts';
export { createRandom, type Random } from './random.ts';
export { roundUp } from './round-up.ts';
