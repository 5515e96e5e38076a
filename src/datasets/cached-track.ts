/** Any track, read whole and kept in a cache, as one of which excerpts can be taken. */

import { lengthSamples } from '../audio/index.ts';
import type { Track, TrackAudio } from './dataset.ts';
import { cut } from './file-track.ts';
import { isSeekable, type SeekableTrack } from './seekable-track.ts';
import type { SoundCache } from './sound-cache.ts';

/** `track` with excerpts; it is read again whenever the cache has let it go. A track that has excerpts itself comes back as it is. */
export function seekableTrack(track: Track, cache: SoundCache): SeekableTrack {
  if (isSeekable(track)) return track;

  /** The stems in the order of their names in `track.stems`, then the mixture. */
  async function whole(signal: AbortSignal | undefined): Promise<TrackAudio> {
    let notes: readonly string[] = [];
    const sounds = await cache.get(track.name, async () => {
      const loaded = await track.load(signal === undefined ? {} : { signal });
      notes = loaded.notes;
      return [...track.stems.map((stem) => loaded.stems.get(stem)!), loaded.mixture];
    });
    return {
      stems: new Map(track.stems.map((stem, n) => [stem, sounds[n]!])),
      mixture: sounds.at(-1)!,
      notes,
    };
  }

  return {
    name: track.name,
    stems: track.stems,
    load: (options) => track.load(options),
    async describe({ signal } = {}) {
      const { mixture } = await whole(signal);
      const { sampleRate, channels } = mixture;
      return { sampleRate, lengthSamples: lengthSamples(mixture), channelCount: channels.length };
    },
    async excerpt(range) {
      const { stems: wanted = track.stems, signal } = range;
      const { stems, mixture, notes } = await whole(signal);
      const part = (audio: typeof mixture) => ({
        sampleRate: audio.sampleRate,
        channels: cut(audio.channels, range),
      });
      return {
        stems: new Map(wanted.map((stem) => [stem, part(stems.get(stem)!)])),
        mixture: part(mixture),
        notes,
      };
    },
  };
}
