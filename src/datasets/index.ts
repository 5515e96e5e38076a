/** Datasets: tracks whose stems are known, for evaluation and training. Stands below both, and knows no host. */

export type { Dataset, Track, TrackAudio } from './dataset.ts';
