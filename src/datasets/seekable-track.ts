/** Tracks of which a stretch can be read without the rest: what random excerpts are taken from. */

import type { Track, TrackAudio } from './dataset.ts';

/** What the headers of a track say. */
export interface TrackShape {
  /** Hertz, of all its parts. */
  readonly sampleRate: number;
  /** Samples per channel of the mixture, or of the longest stem where there is none. */
  readonly lengthSamples: number;
  /** Of its widest part. */
  readonly channelCount: number;
}

/** Which of a track's stems are wanted. */
export interface StemChoice {
  /** Stems that are read beside the mixture. Default: all. */
  readonly stems?: readonly string[];
  readonly signal?: AbortSignal;
}

/** A stretch of a track. */
export interface ExcerptRange extends StemChoice {
  readonly startSample: number;
  /** Behind the end of the track there is silence. */
  readonly lengthSamples: number;
}

/** A track that can be read in part. */
export interface SeekableTrack extends Track {
  /** Reads headers only, where formats allow. Throws where a part cannot be read, or does not go with the others. */
  describe(options?: StemChoice): Promise<TrackShape>;
  /** A stretch of mixture and stems, of one shape. Throws as {@link Track.load} does. */
  excerpt(range: ExcerptRange): Promise<TrackAudio>;
}

/** Whether a track can be read in part. */
export function isSeekable(track: Track): track is SeekableTrack {
  return 'excerpt' in track && 'describe' in track;
}
