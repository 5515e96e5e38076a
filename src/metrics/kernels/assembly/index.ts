/** AssemblyScript: what the metric kernels export, all in double precision. Memory is laid out and grown by the callers in TypeScript. */

export { squaredDistance } from './distance';
export { gather, transform } from './fft-pairs';
export { backSubstitute, forwardSubstitute, schurStep } from './schur';
export { multiplySpectra, unpackSpectra } from './spectra';
