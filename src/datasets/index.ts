/** Datasets: tracks whose stems are known, for evaluation and training. Stands below both, and knows no host. */

export { assembleTrack, type TrackParts } from './assemble.ts';
export type { Dataset, Track, TrackAudio } from './dataset.ts';
