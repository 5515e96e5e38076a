/**
 * Signal processing: numbers in, numbers out. Windows, the STFT and its inverse, representations of a spectrogram,
 * masks, resampling and overlap-add, on plain arrays: one `Float32Array` per channel. Stands above `util` alone and
 * knows nothing of files, songs or separators. Everything is synchronous and deterministic.
 */

export { createFft, type Fft } from './fft.ts';
export { type FriendlySizeOptions, isFriendlySize, nearestFriendlySize } from './friendly-size.ts';
export { type IstftOptions, istft } from './istft.ts';
export { type MedianFilterOptions, medianFilter } from './median-filter.ts';
export {
  createOverlapAdder,
  makeTransitionWeights,
  type OverlapAdder,
  type OverlapAdderOptions,
  type OverlapPiece,
} from './overlap-add.ts';
export { type RateChange, resampledLength } from './rate-ratio.ts';
export { createResampler, type Resampler, type ResamplerOptions, resample } from './resampler.ts';
export type { Spectrogram } from './spectrogram.ts';
export { stft } from './stft.ts';
export {
  type PadMode,
  resolveStftSettings,
  type StftOptions,
  type StftSettings,
  stftBinCount,
  stftFrameCount,
} from './stft-settings.ts';
export { makeWindow, resolveWindow, type WindowName, type WindowOptions, windowNames } from './windows.ts';
