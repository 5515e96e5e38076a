/** AssemblyScript: what the kernel module exports. Memory is laid out and grown by the callers in TypeScript. */

export { adamBlock } from './adam';
export { addSamples, forwardBatch, inverseBatch, multiplySamples } from './fft-batch';
export { forwardSingle, inverseSingle } from './fft-single';
export { medianColumns } from './median';
export { medianOfLists } from './median-lists';
export { holdsNaN, medianRows } from './median-rows';
export { fitMagnitudes, magnitudeError } from './phase';
export { resampleBlock } from './resample';
