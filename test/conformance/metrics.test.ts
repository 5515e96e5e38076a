/** What every metric of the list must keep, whatever it measures: the contract of `Metric`. A new entry in src/metrics/list.ts is tested here. */

import { describe, expect, it } from 'vitest';
import type { Audio } from '../../src/audio/index.ts';
import { findMetric, type MetricTrack, metrics, type StemScores } from '../../src/metrics/index.ts';
import { ArgumentError } from '../../src/util/index.ts';
import { exactSignal } from '../support/exact-signal.ts';

const sampleRate = 8000;
const lengthSamples = 1.25 * sampleRate;

function audioOf(seed: number, { channelCount = 2, length = lengthSamples } = {}): Audio {
  const channels = Array.from({ length: channelCount }, (_, c) =>
    Float32Array.from(exactSignal({ seed: 10 * seed + c, lengthSamples: length, period: 2000 + 100 * seed })),
  );
  return { sampleRate, channels };
}

function combine(audio: Audio, other: Audio, weight: number): Audio {
  const channels = audio.channels.map((channel, c) =>
    channel.map((x, n) => x + weight * other.channels[c]![n]!),
  );
  return { sampleRate, channels };
}

/** Two stems, their sum, and estimates in which `weight` of the other stem remains. */
function makeTrack(weight: number, options: { channelCount?: number; length?: number } = {}): MetricTrack {
  const [vocals, drums] = [audioOf(1, options), audioOf(2, options)];
  return {
    name: 'Song A',
    references: new Map([
      ['vocals', vocals],
      ['drums', drums],
    ]),
    // In the other order: names count.
    estimates: new Map([
      ['drums', combine(drums, vocals, weight)],
      ['vocals', combine(vocals, drums, weight)],
    ]),
    mixture: combine(vocals, drums, 1),
  };
}

/** A track with one of its stems replaced, on one side. */
function withStem(
  track: MetricTrack,
  side: 'references' | 'estimates',
  [name, audio]: [string, Audio],
): MetricTrack {
  return { ...track, [side]: new Map([...track[side], [name, audio]]) };
}

function silence(audio: Audio): Audio {
  return { ...audio, channels: audio.channels.map((channel) => new Float32Array(channel.length)) };
}

/** All numbers of a score, over stems and frames. */
function numbers(scores: StemScores, score: string): number[] {
  return [...scores.values()].flatMap((ofStem) => [...ofStem[score]!]);
}

describe.each(metrics)('$name', (metric) => {
  const standsStill = metric.frames === undefined;

  it('is found by its name and says what its scores are', () => {
    expect(findMetric(metric.name)).toBe(metric);
    expect(metric.title.length).toBeGreaterThan(10);
    expect(metric.scores.length).toBeGreaterThan(0);
  });

  it.each([1, 2])(
    'gives every score of every stem, in the references\u2019 order: %i channels',
    async (channelCount) => {
      const shares: number[] = [];
      const scores = await metric.measure(makeTrack(0.1, { channelCount }), {
        onProgress: (share) => shares.push(share),
      });
      expect([...scores.keys()]).toEqual(['vocals', 'drums']);
      for (const ofStem of scores.values()) {
        expect(Object.keys(ofStem)).toEqual(metric.scores.map(({ name }) => name));
        for (const frames of Object.values(ofStem)) {
          if (standsStill) expect(frames).toHaveLength(1);
          else expect(frames.length).toBeGreaterThan(0);
          expect([...frames].every(Number.isFinite)).toBe(true);
        }
      }
      expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
      expect(shares.at(-1)).toBe(1);
    },
  );

  it('likes a better estimate better', async () => {
    const [good, bad] = [await metric.measure(makeTrack(0.05)), await metric.measure(makeTrack(0.5))];
    // Artifacts are what no reference explains: there are none in either.
    for (const { name, better } of metric.scores.filter((score) => !/SAR/.test(score.name))) {
      const [a, b] = [numbers(good, name), numbers(bad, name)];
      a.forEach((value, i) => {
        if (better === 'higher') expect(value, name).toBeGreaterThan(b[i]!);
        else expect(value, name).toBeLessThan(b[i]!);
      });
    }
  });

  it('repeats itself and leaves its input', async () => {
    const track = makeTrack(0.2);
    const before = track.mixture.channels.map((channel) => channel.slice());
    expect(await metric.measure(track)).toEqual(await metric.measure(track));
    expect(track.mixture.channels).toEqual(before);
  });

  it('has a number or NaN for silent stems, and the others keep theirs', async () => {
    const track = makeTrack(0.2);
    for (const side of ['references', 'estimates'] as const) {
      const silent = silence(track[side].get('drums')!);
      const scores = await metric.measure(withStem(track, side, ['drums', silent]));
      expect([...scores.keys()]).toEqual(['vocals', 'drums']);
      if (!standsStill || side === 'references') continue;
      for (const { name } of metric.scores) expect(scores.get('vocals')![name]![0], name).not.toBeNaN();
    }
  });

  it('refuses what does not fit, naming track and stem', async () => {
    const track = makeTrack(0.2);
    const rejects = (bad: MetricTrack, words: RegExp) => expect(metric.measure(bad)).rejects.toThrow(words);
    const drums = track.estimates.get('drums')!;
    const broken = combine(drums, drums, 0);
    broken.channels[1]![77] = Number.NaN;
    await rejects(
      withStem(track, 'estimates', ['drums', broken]),
      /track "Song A", estimate drums, channel 1, sample 77: .*NaN/,
    );
    await rejects(
      withStem(track, 'estimates', ['drums', { ...drums, sampleRate: 44100 }]),
      /track "Song A", estimate drums: expected 8000 Hz.*44100.*Resample/,
    );
    await rejects(
      withStem(track, 'references', ['drums', audioOf(2, { channelCount: 1 })]),
      /track "Song A", reference drums: expected 2 channels.*got 1/,
    );
    await rejects(
      withStem(track, 'estimates', ['drums', audioOf(2, { length: 9999 })]),
      /track "Song A", estimate drums: expected 10000 samples.*got 9999.*shorter/,
    );
    await rejects(
      {
        ...track,
        estimates: new Map([
          ['vocals', drums],
          ['drms', drums],
        ]),
      },
      /estimate drums: expected an estimate for every reference.*Rename the estimate drms to drums/,
    );
    await rejects(
      withStem(track, 'estimates', ['bass', drums]),
      /estimate bass.*references of vocals, drums/,
    );
    await rejects({ ...track, references: new Map() }, /references: expected at least one stem/);
    const nothing = { sampleRate, channels: [new Float32Array(0)] };
    const empty = new Map([['a', nothing]]);
    await rejects(
      { references: empty, estimates: empty, mixture: nothing },
      /track, mixture: .*at least one sample/,
    );
  });

  it('stops when it is told to', async () => {
    const abort = new AbortController();
    abort.abort(new Error('enough'));
    await expect(metric.measure(makeTrack(0.2), { signal: abort.signal })).rejects.toThrow('enough');
  });
});

describe('the list of metrics', () => {
  it('has every name once, and every score but in versions of one metric', () => {
    const names = metrics.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    // Of `x` and `x-v3` one is chosen.
    const versions = metrics.filter(({ name }) => !/-v\d+$/.test(name));
    const scores = versions.flatMap((metric) => metric.scores.map(({ name }) => name));
    expect(new Set(scores).size).toBe(scores.length);
  });

  it('names the nearest', () => {
    expect(() => findMetric('si_sdr')).toThrow(ArgumentError);
    expect(() => findMetric('si_sdr')).toThrow(/si-sdr.*Did you mean si-sdr\?/);
  });
});
