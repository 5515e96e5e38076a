/** Excerpts for a report: the best and the worst place of each separator and stem over all tracks, and the sound around it. */

import { type Audio, durationSeconds, lengthSamples, type Stems } from '../audio/index.ts';
import type { Evaluation, Moment } from './scores.ts';

/** The kinds of excerpts. */
export const excerptKinds = ['best', 'worst'] as const;
/** See {@link excerptKinds}. */
export type ExcerptKind = (typeof excerptKinds)[number];

/** A place that a report lets hear. */
export interface ExcerptChoice {
  readonly separator: string;
  readonly stem: string;
  readonly kind: ExcerptKind;
  readonly track: string;
  readonly moment: Moment;
}

/**
 * At most one best and one worst place per separator and stem; of equals that of the earliest track. A place that is both, because
 * it is the only one, is `best`.
 */
export function chooseExcerpts({
  separators,
  stems,
  tracks,
}: Pick<Evaluation, 'separators' | 'stems' | 'tracks'>): ExcerptChoice[] {
  return separators.flatMap((separator) =>
    stems.flatMap((stem) => {
      let [best, worst]: [ExcerptChoice?, ExcerptChoice?] = [];
      for (const { track, moments, separator: own } of tracks) {
        const found = own === separator ? moments[stem] : undefined;
        if (found === undefined) continue;
        const common = { separator, stem, track };
        if (best === undefined || found.best.value > best.moment.value)
          best = { ...common, kind: 'best', moment: found.best };
        if (worst === undefined || found.worst.value < worst.moment.value)
          worst = { ...common, kind: 'worst', moment: found.worst };
      }
      const isOne = best?.track === worst?.track && best?.moment.startSeconds === worst?.moment.startSeconds;
      return [best, isOne ? undefined : worst].filter((choice) => choice !== undefined);
    }),
  );
}

/** The sound around a moment. */
export interface Excerpt {
  /** Of the excerpt, in the track. */
  readonly startSeconds: number;
  readonly durationSeconds: number;
  readonly reference: Audio;
  readonly estimate: Audio;
  readonly mixture: Audio;
}

/** Long enough to hear what happens, short enough for a page with many of them. */
const excerptSeconds = 6;

/** What {@link cutExcerpt} cuts. */
export interface ExcerptSource {
  readonly references: Stems;
  readonly estimates: Stems;
  readonly mixture: Audio;
}

/** Six seconds with `moment` in the middle, or as near to it as the track's ends allow; all of a shorter track. */
export function cutExcerpt(
  { references, estimates, mixture }: ExcerptSource,
  { stem, moment }: Pick<ExcerptChoice, 'stem' | 'moment'>,
): Excerpt {
  const { sampleRate } = mixture;
  const seconds = Math.min(excerptSeconds, durationSeconds(mixture));
  const middle = moment.startSeconds + moment.durationSeconds / 2;
  const latest = durationSeconds(mixture) - seconds;
  const start = Math.round(Math.max(0, Math.min(latest, middle - seconds / 2)) * sampleRate);
  const end = Math.min(lengthSamples(mixture), start + Math.round(seconds * sampleRate));
  const cut = ({ channels }: Audio): Audio => ({
    sampleRate,
    channels: channels.map((channel) => channel.slice(start, end)),
  });
  return {
    startSeconds: start / sampleRate,
    durationSeconds: (end - start) / sampleRate,
    reference: cut(references.get(stem)!),
    estimate: cut(estimates.get(stem)!),
    mixture: cut(mixture),
  };
}
