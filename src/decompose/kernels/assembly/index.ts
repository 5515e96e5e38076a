/** AssemblyScript: what the kernels of the factorizations export, all in single precision. Memory is laid out by the callers in TypeScript. */

export { divergence } from './divergence';
export { packAcross, packAlong } from './pack';
export { multiplyPanels } from './product';
export { ratios } from './ratios';
export { gram, scalePanel, spreadPanel } from './update';
