/**
 * A data set without files: songs that are composed and rendered from a seed, as many as one likes. A formant voice sings over bass, drums,
 * piano, pad and guitar; stems add up to the mixture exactly. For tests, examples, and a first network before there is data.
 */

import type { Audio } from '../audio/index.ts';
import { checkInteger, checkNumber } from '../util/index.ts';
import type { Dataset, Track, TrackAudio } from './dataset.ts';
import { namedRandom } from './draw.ts';
import { composeSong } from './rendered-songs/compose.ts';
import type { StereoPcm } from './rendered-songs/mixer.ts';
import { renderScore } from './rendered-songs/render.ts';
import { stemNames } from './rendered-songs/score.ts';

/** Options of {@link renderedSongs}. */
export interface RenderedSongsOptions {
  /** How many songs. */
  readonly count: number;
  /** Another seed is another set of songs. Default 0. */
  readonly seed?: number;
  /** Length of each song, at least 2. Default 20. */
  readonly seconds?: number;
  /** Hertz, 8000 to 48000. Default 44100. */
  readonly sampleRate?: number;
}

/** Keeps these draws apart from others of the same seed. */
const stream = 5;

/**
 * Songs named `song-0`, `song-1`, … in stereo, with the stems `vocals`, `drums`, `bass` and `other`. Song n depends on seed, n, length and rate
 * alone, not on `count`. It is rendered whenever it is loaded, in a fraction of its length; sines may differ between machines in the last
 * bit, which rounding to 16 bits hides nearly always. Throws ArgumentError for options out of range.
 *
 * @example
 * const dataset = renderedSongs({ count: 20, seconds: 10, sampleRate: 16000 });
 * const { mixture, stems } = await dataset.tracks[0].load();
 */
export function renderedSongs(options: RenderedSongsOptions): Dataset {
  const count = checkInteger('count', options.count, { min: 1 });
  const seed = checkInteger('seed', options.seed ?? 0);
  const seconds = checkNumber('seconds', options.seconds ?? 20, { min: 2 });
  const sampleRate = checkInteger('sampleRate', options.sampleRate ?? 44100, { min: 8000, max: 48000 });
  const tracks = Array.from(
    { length: count },
    (_, n): Track => ({
      name: `song-${n}`,
      stems: stemNames,
      async load({ signal } = {}): Promise<TrackAudio> {
        signal?.throwIfAborted();
        const random = namedRandom(seed, stream, n);
        const score = composeSong(random, { seconds });
        const { mixture, stems } = renderScore(score, { seed: random.integer(0, 2 ** 30), sampleRate });
        const audio = (pcm: StereoPcm): Audio => ({
          sampleRate,
          channels: [floats(pcm.left), floats(pcm.right)],
        });
        return {
          stems: new Map(stemNames.map((name) => [name, audio(stems[name])])),
          mixture: audio(mixture),
          notes: [],
        };
      },
    }),
  );
  return { name: 'rendered songs', tracks };
}

function floats(samples: Int16Array): Float32Array {
  return Float32Array.from(samples, (sample) => sample / 32768);
}
