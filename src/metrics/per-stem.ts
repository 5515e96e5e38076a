/** From a function of one stem to the `measure` of a Metric: the check before, a turn for the host between stems, numbers as frames. */

import type { Audio } from '../audio/index.ts';
import { checkMetricTrack } from './check-track.ts';
import type { FrameScores, MeasureOptions, MetricTrack, StemScores } from './metric.ts';

/** What {@link measureStems} hands over for each stem. */
export interface StemPair {
  readonly stem: string;
  readonly reference: Audio;
  readonly estimate: Audio;
  readonly mixture: Audio;
}

/** Scores of the whole track, stem by stem in the order of the references. */
export async function measureStems(
  track: MetricTrack,
  { signal, onProgress }: MeasureOptions,
  scoresOf: (pair: StemPair) => Readonly<Record<string, number>>,
): Promise<StemScores> {
  checkMetricTrack(track);
  const { references, estimates, mixture } = track;
  const scores = new Map<string, Readonly<Record<string, FrameScores>>>();
  for (const [stem, reference] of references) {
    await takeTurn(signal);
    onProgress?.(scores.size / references.size);
    const numbers = scoresOf({ stem, reference, estimate: estimates.get(stem)!, mixture });
    scores.set(
      stem,
      Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, Float64Array.of(value)])),
    );
  }
  onProgress?.(1);
  return scores;
}

/** Lets the host turn to other events, so that an abort can arrive and a page stay alive; then throws the signal's reason if aborted. */
export async function takeTurn(signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  await new Promise<void>((resolve) => setTimeout(resolve, 0));
  signal?.throwIfAborted();
}
