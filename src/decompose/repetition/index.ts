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
export { createRepet, type RepetOptions } from './repet.ts';
export { createRepetExtended, type RepetExtendedOptions } from './repet-extended.ts';
export { createRepetSim, type RepetSimOptions } from './repet-sim.ts';
export {
  type FrameLists,
  type SimilarFramesOptions,
  similarFrames,
  similarityMatrix,
  similarityModel,
} from './similar-frames.ts';
