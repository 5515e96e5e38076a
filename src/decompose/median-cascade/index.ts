/** Cascades of harmonic-percussive splits: the description, its separator, and the published ones. */

export type { MedianCascade, MedianStage, SignalName } from './cascade.ts';
export { createMedianCascade } from './median-cascade.ts';
export {
  createHrpsCascade,
  createMultipass,
  type HrpsCascadeOptions,
  hrpsCascade,
  type MultipassOptions,
  multipassCascade,
} from './named.ts';
