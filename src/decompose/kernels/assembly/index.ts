/** AssemblyScript: what the kernels of the factorizations export, all in single precision. Memory is laid out by the callers in TypeScript. */

export { packAcross, packAlong } from './pack';
export { multiplyPanels } from './product';
