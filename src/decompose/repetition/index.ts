/** The REPET family: models of what repeats, on matrices and as separators. */

export {
  type BeatSpectrogram,
  type BeatSpectrogramOptions,
  beatSpectrogram,
  beatSpectrum,
  findPeriod,
  type PeriodRange,
} from './beat-spectrum.ts';
export type { MatrixShape } from './matrix-shape.ts';
export {
  type AdaptiveModelOptions,
  adaptiveModel,
  findPeriodWithin,
  type PeriodicModelOptions,
  periodicModel,
  periodsOverTime,
} from './periodic-model.ts';
export { type RepeatingMaskOptions, repeatingMask } from './repeating-mask.ts';
export { repeatingStems } from './repeating-separator.ts';
export { createRepet, type RepetOptions, repetOptions } from './repet.ts';
export { createRepetExtended, type RepetExtendedOptions, repetExtendedOptions } from './repet-extended.ts';
export { createRepetSim, type RepetSimOptions, repetSimOptions } from './repet-sim.ts';
export {
  type FrameLists,
  type SimilarFramesOptions,
  similarFrames,
  similarityMatrix,
  similarityModel,
} from './similar-frames.ts';
