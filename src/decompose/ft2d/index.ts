/** Separation by the two-dimensional Fourier transform of the spectrogram. */

export { createFt2d, type Ft2dOptions, ft2dOptions } from './ft2d.ts';
export { type Ft2dMaskOptions, ft2dMagnitudes, ft2dMask } from './ft2d-mask.ts';
export type { PeakOptions } from './spectral-peaks.ts';
