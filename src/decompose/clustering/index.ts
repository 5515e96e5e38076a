/** Grouping components into sources: features of templates, k-means, and the separator `nmf` that stands on them. */

export {
  type ComponentWeights,
  type FactorizationGrid,
  type GroupOptions,
  groupComponents,
  percussiveWeights,
} from './component-weights.ts';
export { type Clustering, type KMeansOptions, kMeans } from './k-means.ts';
export { cosineTransform, type MfccOptions, mfcc } from './mfcc.ts';
export { createNmf, type NmfOptions, nmfOptions, nmfStems } from './nmf-separator.ts';
export { envelopeFeatures, type TemplateSet, timbreFeatures } from './template-features.ts';
