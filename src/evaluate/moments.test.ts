import { describe, expect, it } from 'vitest';
import type { Audio } from '../audio/index.ts';
import { stemScore } from './evaluate-track.ts';
import { chooseExcerpts, cutExcerpt } from './excerpts.ts';
import { findMoments } from './moments.ts';

const sampleRate = 100;
const grid = { score: 'SDR', windowSeconds: 1, hopSeconds: 1 };

/** A second of a constant per level. */
function levels(...values: readonly number[]): Audio {
  return {
    sampleRate,
    channels: [Float32Array.from(values.flatMap((value) => Array(sampleRate).fill(value)))],
  };
}

describe('the moments of a stem', () => {
  it('are its best and its worst frame, the first of equals', () => {
    const sound = new Map([['vocals', levels(1, 1, 1, 1)]]);
    const scores = { vocals: { SDR: stemScore([3, 5, 1, 5]) } };
    const { vocals } = findMoments({ references: sound, estimates: sound, scores }, grid);
    expect(vocals!.best).toEqual({ startSeconds: 1, durationSeconds: 1, score: 'SDR', value: 5 });
    expect(vocals!.worst).toMatchObject({ startSeconds: 2, value: 1 });
  });

  it('are none where the stem is silent, all but silent, or has no number', () => {
    const sound = new Map([['vocals', levels(0, 0.005, 1, 0.02, 1)]]);
    const scores = { vocals: { SDR: stemScore([90, -90, 4, 6, Number.NaN]) } };
    const { vocals } = findMoments({ references: sound, estimates: sound, scores }, grid);
    expect([vocals!.best.startSeconds, vocals!.worst.startSeconds]).toEqual([3, 2]);
    const silent = new Map([['vocals', levels(0, 0)]]);
    expect(findMoments({ references: silent, estimates: silent, scores }, grid)).toEqual({});
  });

  it('are those of SI-SDR, second by second, where no score has frames', () => {
    const references = new Map([['drums', levels(1, 1, 1)]]);
    const wrong = levels(1, 1, 1);
    wrong.channels[0]![50] = 2;
    wrong.channels[0]![150] = 9;
    wrong.channels[0]![250] = 3;
    const { drums } = findMoments({ references, estimates: new Map([['drums', wrong]]), scores: {} });
    expect(drums!.best).toMatchObject({ startSeconds: 0, score: 'SI-SDR' });
    expect(drums!.worst.startSeconds).toBe(1);
  });

  it('may be the only frame there is', () => {
    const sound = new Map([['bass', { sampleRate, channels: [Float32Array.of(1, 1, 0.5)] }]]);
    const scores = { bass: { SDR: stemScore([2]) } };
    const { bass } = findMoments({ references: sound, estimates: sound, scores }, grid);
    expect(bass!.best).toEqual(bass!.worst);
  });
});

const moment = (startSeconds: number, value: number) => ({
  startSeconds,
  durationSeconds: 1,
  score: 'SDR',
  value,
});

describe('excerpts', () => {
  it('are the best and the worst of all tracks, by separator and stem', () => {
    const track = (name: string, best: number, worst: number) =>
      ({
        track: name,
        separator: 'hpss',
        moments: { drums: { best: moment(1, best), worst: moment(2, worst) } },
      }) as never;
    const tracks = [track('a', 5, 1), track('b', 7, 2), track('c', 7, 1)];
    const chosen = chooseExcerpts({ separators: ['hpss', 'other'], stems: ['drums', 'bass'], tracks });
    expect(chosen.map(({ kind, track: own }) => [kind, own])).toEqual([
      ['best', 'b'],
      ['worst', 'a'],
    ]);
  });

  it('are one where there is only one frame', () => {
    const tracks = [
      { track: 'a', separator: 's', moments: { x: { best: moment(0, 1), worst: moment(0, 1) } } },
    ];
    const chosen = chooseExcerpts({ separators: ['s'], stems: ['x'], tracks: tracks as never });
    expect(chosen.map(({ kind }) => kind)).toEqual(['best']);
  });

  it.each([
    [0, 0, 6],
    [10, 7.5, 6],
    [19, 14, 6],
  ])('have their frame in the middle, or nearly at the ends: %d s', (start, from, seconds) => {
    const mixture = levels(...Array(20).fill(1));
    const stems = new Map([['x', mixture]]);
    const source = { references: stems, estimates: stems, mixture };
    const excerpt = cutExcerpt(source, { stem: 'x', moment: moment(start, 1) });
    expect([excerpt.startSeconds, excerpt.durationSeconds]).toEqual([from, seconds]);
    expect(excerpt.estimate.channels[0]).toHaveLength(600);
  });

  it('are all of a short track', () => {
    const mixture = levels(1, 1);
    const stems = new Map([['x', mixture]]);
    const excerpt = cutExcerpt(
      { references: stems, estimates: stems, mixture },
      { stem: 'x', moment: moment(1, 1) },
    );
    expect([excerpt.startSeconds, excerpt.durationSeconds]).toEqual([0, 2]);
  });
});
