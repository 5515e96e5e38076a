/**
 * Signal processing: numbers in, numbers out. Windows, the STFT and its inverse, representations of a spectrogram,
 * masks, resampling and overlap-add, on plain arrays: one `Float32Array` per channel. Stands above `util` alone and
 * knows nothing of files, songs or separators. Everything is synchronous and deterministic.
 */

export { applyMask, type ComplexMaskOptions, complexMask } from './apply-mask.ts';
export { type ColaOptions, type ColaReport, checkCola, checkNola, type NolaReport } from './cola.ts';
export { amplitudeToDb, type DecibelOptions, dbToAmplitude, dbToPower, powerToDb } from './decibel.ts';
export { createFft, type Fft } from './fft.ts';
export { type FriendlySizeOptions, isFriendlySize, nearestFriendlySize } from './friendly-size.ts';
export { type IstftOptions, istft } from './istft.ts';
export { type AdamArrays, type AdamFactors, adamStep } from './kernels/adam.ts';
export { kernelArrays } from './kernels/kernel-arrays.ts';
export {
  type BinaryMaskOptions,
  binaryMask,
  checkMasksSumToOne,
  invertMask,
  type MaskSumReport,
  type RatioMaskOptions,
  ratioMasks,
  type SoftMaskOptions,
  softMask,
} from './masks.ts';
export { type MedianFilterOptions, medianFilter } from './median-filter.ts';
export { type MedianOfListsOptions, medianOfLists } from './median-lists.ts';
export {
  applyMelFilterBank,
  type MelFilterBank,
  type MelOptions,
  type MelSpectrogramOptions,
  makeMelFilterBank,
  melFrequencies,
  melSpectrogram,
} from './mel.ts';
export { type MelInverseOptions, melToMagnitude } from './mel-inverse.ts';
export { hzToMel, type MelScale, melToHz } from './mel-scale.ts';
export {
  createOverlapAdder,
  makeTransitionWeights,
  type OverlapAdder,
  type OverlapAdderOptions,
  type OverlapPiece,
} from './overlap-add.ts';
export {
  type ConsistentWienerOptions,
  consistentWiener,
  startConsistentWiener,
} from './phase/consistent-wiener.ts';
export { type GriffinLimOptions, griffinLim, startGriffinLim } from './phase/griffin-lim.ts';
export { type MisiOptions, misi, startMisi } from './phase/misi.ts';
export type { MagnitudeSearch, PhaseIteration, PhaseSearch } from './phase/search.ts';
export { type RateChange, resampledLength } from './rate-ratio.ts';
export {
  fromPolar,
  type LogOptions,
  logMagnitude,
  logPower,
  logPowerToMagnitude,
  logToMagnitude,
  magnitude,
  phase,
  power,
  powerToMagnitude,
  withMagnitude,
} from './representations.ts';
export { createResampler, type Resampler, type ResamplerOptions, resample } from './resampler.ts';
export type { Spectrogram } from './spectrogram.ts';
export { type StftCallOptions, stft } from './stft.ts';
export {
  firstFrameStart,
  frameWindow,
  notInvertible,
  type PadMode,
  paddedLength,
  resolveStftSettings,
  type StftOptions,
  type StftSettings,
  stftBinCount,
  stftFrameCount,
} from './stft-settings.ts';
export { wienerMasks } from './wiener.ts';
export { makeWindow, resolveWindow, type WindowName, type WindowOptions, windowNames } from './windows.ts';
