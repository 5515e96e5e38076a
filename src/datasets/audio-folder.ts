/**
 * The AudioFolder: random excerpts of tracks, read when they are asked for. Nothing is held in memory but the excerpts of a batch and
 * a bounded cache, however many tracks there are. Draws are with replacement and never end.
 */

import type { Dataset } from './dataset.ts';
import { namedRandom } from './draw.ts';
import type { ExampleSource } from './example.ts';
import { createExcerptDrawer, type DrawOptions } from './excerpt-drawer.ts';

/** Keeps the draws of this source apart from others of the same seed. */
const stream = 1;

/**
 * Examples drawn from `dataset`: at each place of an epoch a random track and a random sample of it, a pure function of seed, epoch
 * and position. A track shorter than an example is followed by silence. Throws ArgumentError for options out of range and where no track
 * has the targets; examples reject with the track's name where it cannot be read.
 *
 * @example
 * const source = createAudioFolder(dataset, { targets: ['vocals'], lengthSeconds: 3, sampleRate: 44100 });
 * const { mixture, targets } = await source.example({ seed: 1, epoch: 0, position: 0 });
 */
export function createAudioFolder(dataset: Dataset, options: DrawOptions = {}): ExampleSource {
  const drawer = createExcerptDrawer(dataset, options);
  return {
    shape: drawer.shape,
    exampleCount: undefined,
    example: ({ seed, epoch, position }, { signal } = {}) =>
      drawer.draw(namedRandom(seed, stream, epoch, position), signal),
    report: drawer.report,
  };
}
