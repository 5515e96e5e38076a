/** The Dataset: tracks with known stems. Where they come from (a folder, a server, memory) is the host's affair. */

import type { Audio, Stems } from '../audio/index.ts';

/** A track's sound. */
export interface TrackAudio {
  /** The true stems, by name: one rate, one channel count, one length. */
  readonly stems: Stems;
  /** The track's own mixture, or the sum of its stems where it has none. */
  readonly mixture: Audio;
  /** What was done to make it fit, in words for reports: stems cut to a common length, channels doubled. Empty: nothing. */
  readonly notes: readonly string[];
}

/** One song of a dataset. */
export interface Track {
  /** Unique in its dataset. */
  readonly name: string;
  /** The names of its stems. */
  readonly stems: readonly string[];
  /** Reads it. Throws where it cannot be read, naming the track and the file. */
  load(options?: { readonly signal?: AbortSignal }): Promise<TrackAudio>;
}

/** A set of tracks. */
export interface Dataset {
  readonly name: string;
  /** In a fixed order. */
  readonly tracks: readonly Track[];
}
