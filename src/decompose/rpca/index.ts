/**
 * Robust principal component analysis: a matrix as low rank plus sparse, and the separator that takes the sparse part of a spectrogram for
 * the voice. Stands on the dense products and small eigenproblems of `matrix`.
 */

export { createRpca, type RpcaOptions, rpcaOptions, rpcaStems } from './create-rpca.ts';
export { type RobustPca, type RobustPcaOptions, robustPca } from './robust-pca.ts';
