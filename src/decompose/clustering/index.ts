/** Grouping components into sources: features of templates, and k-means. */

export { type Clustering, type KMeansOptions, kMeans } from './k-means.ts';
export { cosineTransform, type MfccOptions, mfcc } from './mfcc.ts';
