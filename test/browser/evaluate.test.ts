/** An evaluation in the browser: a track separated and measured in the page, with the numbers that Node gives. */

import { createSeparator, separateAudio } from 'auralflow';
import { describe, expect, it } from 'vitest';
import { commands } from 'vitest/browser';
import { assembleTrack } from '../../src/datasets/index.ts';
import { evaluateTrack, evaluationReport } from '../../src/evaluate/index.ts';
import { findMetric } from '../../src/metrics/index.ts';
import { noise, tones } from './sounds.ts';

const sampleRate = 8000;
const length = 12_000;
const metrics = ['bss-eval', 'si-sdr', 'snr', 'mr-stft'];

/** A tone, and noise that comes in strokes: what HPSS tells apart. */
const tone = tones({ length, sampleRate }).channels[0]!;
const strokes = noise({ length, channelCount: 1, sampleRate }).channels[0]!.map(
  (sample, n) => sample * Math.exp(-(n % 2000) / 200),
);

describe('an evaluation in the browser', () => {
  it('gives the numbers of Node, and a report', async () => {
    const stems = new Map([
      ['harmonic', { sampleRate, channels: [tone] }],
      ['percussive', { sampleRate, channels: [strokes] }],
    ]);
    const audio = assembleTrack({ name: 'tiny', stems });
    const { stems: estimates } = await separateAudio(audio.mixture, { separator: createSeparator('hpss') });
    const scores = await evaluateTrack(
      { name: 'tiny', audio, separator: 'hpss', estimates },
      { metrics: metrics.map(findMetric) },
    );
    expect(scores.scores.harmonic!.SDR!.value).toBeGreaterThan(3);
    const inNode: unknown = JSON.parse(
      await commands.evaluateInNode({ tone: [...tone], strokes: [...strokes], sampleRate, metrics }),
    );
    const { separateSeconds, measureSeconds, ...numbers } = scores;
    expect([separateSeconds, measureSeconds].every(Number.isFinite)).toBe(true);
    expect(rounded(numbers)).toEqual(rounded(inNode));
    const page = evaluationReport({
      dataset: 'tiny',
      separators: ['hpss'],
      stems: [...stems.keys()],
      columns: metrics.flatMap((name) => findMetric(name).scores),
      tracks: [scores],
      failures: [],
    });
    const parsed = new DOMParser().parseFromString(page, 'text/html');
    expect(parsed.querySelectorAll('#track-list tbody tr')).toHaveLength(2);
  });
});

/** Sines of another engine differ in their last bits, and with them sums of many. */
const decimals = 8;

function rounded(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, part: unknown) =>
      typeof part === 'number' ? Number(part.toFixed(decimals)) : part,
    ),
  );
}
