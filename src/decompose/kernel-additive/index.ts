/** Kernel additive modelling: proximity kernels, back-fitting, and the separator. */

export { type KernelMaskOptions, type KernelSource, kernelMasks } from './back-fitting.ts';
export { createKam, type KamOptions, kamOptions, kamStems } from './kam.ts';
export { type KernelMedianOptions, kernelMedian, type ProximityKernel } from './proximity-kernel.ts';
