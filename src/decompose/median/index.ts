/**
 * Median filtering: tones are lines along time, strokes lines along frequency, and a median keeps the lines of its direction. One split
 * (`hpss`, `hrps`), cascades of splits as data (`hpss-vocals`, `hrps-cascade`, `multipass`, or your own), and the masks on plain numbers.
 */

export type { MedianCascade, MedianStage, SignalName } from './cascade.ts';
export { createMedianCascade } from './cascade-separator.ts';
export { createHpss, type HpssOptions } from './hpss.ts';
export { type HpssMaskOptions, type HpssMasks, hpssMasks, type MaskRule } from './hpss-masks.ts';
export { createHpssVocals, type HpssVocalsOptions } from './hpss-vocals.ts';
export { createHrps, type HrpsOptions } from './hrps.ts';
export { createHrpsCascade, type HrpsCascadeOptions, hrpsCascade } from './hrps-cascade.ts';
export { createMultipass, type MultipassOptions, multipassCascade } from './multipass.ts';
export type { MedianOptions } from './options.ts';
