/**
 * Median filtering: tones are lines along time, strokes lines along frequency, and a median keeps the lines of its direction. One split
 * (`hpss`, `hrps`), cascades of splits as data (`hpss-vocals`, `hrps-cascade`, `multipass`, or your own), and the masks on plain numbers.
 */

export type { MedianCascade, MedianStage, SignalName } from './cascade.ts';
export { createMedianCascade } from './cascade-separator.ts';
export { createHpss, type HpssOptions, hpssOptions, hpssStems } from './hpss.ts';
export { type HpssMaskOptions, type HpssMasks, hpssMasks, type MaskRule } from './hpss-masks.ts';
export {
  createHpssVocals,
  type HpssVocalsOptions,
  hpssVocalsOptions,
  hpssVocalsStems,
} from './hpss-vocals.ts';
export { createHrps, type HrpsOptions, hrpsOptions, hrpsStems } from './hrps.ts';
export {
  createHrpsCascade,
  type HrpsCascadeOptions,
  hrpsCascade,
  hrpsCascadeOptions,
  hrpsCascadeStems,
} from './hrps-cascade.ts';
export {
  createMultipass,
  type MultipassOptions,
  multipassCascade,
  multipassOptions,
  multipassStems,
} from './multipass.ts';
export type { MedianOptions } from './options.ts';
