/**
 * Signal processing: numbers in, numbers out. Windows, the STFT and its inverse, representations of a spectrogram,
 * masks, resampling and overlap-add, on plain arrays: one `Float32Array` per channel. Stands above `util` alone and
 * knows nothing of files, songs or separators. Everything is synchronous and deterministic.
 */

export { type FriendlySizeOptions, isFriendlySize, nearestFriendlySize } from './friendly-size.ts';
export { makeWindow, resolveWindow, type WindowName, type WindowOptions, windowNames } from './windows.ts';
