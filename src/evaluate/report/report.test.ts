import { describe, expect, it } from 'vitest';
import { encodeAudio } from '../../audio/index.ts';
import { stemScore } from '../evaluate-track.ts';
import { excerptMedia } from '../excerpt-media.ts';
import type { Evaluation, TrackScores } from '../scores.ts';
import { evaluationReport } from './report.ts';

const hostile = '<img src=x onerror=alert(1)> & "q" \'a\' </script>\u0000';
const moment = { startSeconds: 1, durationSeconds: 1, score: 'SDR', value: 3 };

function track(name: string, separator: string, value: number | null): TrackScores {
  const score = { value, frames: [value] };
  return {
    track: name,
    separator,
    durationSeconds: 10,
    separateSeconds: 1,
    measureSeconds: 1,
    scores: { vocals: { SDR: score, LSD: score }, [hostile]: { SDR: stemScore([Number.NaN]) } },
    notes: ['mixture: the sum of the stems'],
    findings: [{ kind: 'silent', severity: 'problem', stem: 'vocals', words: `vocals is silent ${hostile}` }],
    moments: { vocals: { best: moment, worst: moment } },
  };
}

const evaluation: Evaluation = {
  dataset: hostile,
  separators: ['first', 'second'],
  stems: ['vocals', hostile],
  columns: [
    { name: 'SDR', unit: 'dB', better: 'higher' },
    { name: 'LSD', unit: 'dB', better: 'lower' },
  ],
  tracks: [1, 2, 3, 4].flatMap((n) => [
    track(`song ${n} ${hostile}`, 'first', n),
    track(`song ${n} ${hostile}`, 'second', -n - 1.5),
  ]),
  failures: [{ track: hostile, separator: 'second', message: `${hostile}: expected sound` }],
};

describe('the report', () => {
  const page = evaluationReport(evaluation, {
    date: '2026-11-20',
    tool: 'auralflow',
    command: `auralflow '${hostile}'`,
  });

  it('escapes every name', () => {
    expect(page).not.toContain('<img');
    expect(page.match(/<script>/g)).toHaveLength(1);
    expect(page.match(/<\/script>/g)).toHaveLength(1);
    expect(page).not.toContain('\u0000');
    expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;');
  });

  it('asks nothing of the network', () => {
    const asked = [...page.matchAll(/(?:src|href)="([^"#][^"]*)"/g)].map((match) => match[1]!);
    // Links to papers are followed by people only.
    expect(asked.filter((url) => !/^(data:|https:\/\/(arxiv|doi)\.org\/)/.test(url))).toEqual([]);
    expect(page).not.toMatch(/<link|@import|url\(/);
  });

  it('marks the best of each column, where lower is better too', () => {
    const [, ...rows] = page.slice(page.indexOf('<caption>vocals'), page.indexOf('</table>')).split('<tr>');
    const marked = rows.map((row) =>
      [...row.matchAll(/<td( class="best")?>/g)].map((match) => match[1] !== undefined),
    );
    expect(marked.slice(1)).toEqual([
      [true, false, false],
      [false, true, false],
    ]);
  });

  it('has what happened, how to do it again, and true minus signs', () => {
    for (const text of [
      '2026-11-20',
      '1 failure',
      'Probably wrong (2)',
      'Alike on 4 tracks',
      'To do it again',
      '−4.00',
      '>–<',
      'arxiv.org',
    ]) {
      expect(page).toContain(text);
    }
  });

  it('is the same for the same evaluation', () => {
    expect(
      evaluationReport(evaluation, {
        date: '2026-11-20',
        tool: 'auralflow',
        command: `auralflow '${hostile}'`,
      }),
    ).toBe(page);
  });

  it('can be made of an evaluation in which everything failed', () => {
    const empty = evaluationReport({ ...evaluation, tracks: [], stems: [] });
    expect(empty).toContain('No track was measured.');
    expect(empty).not.toContain('id="track-list"');
  });
});

describe('excerpts in the report', () => {
  const sound = {
    sampleRate: 22_000,
    channels: [0, 1, 2].map((c) =>
      Float32Array.from({ length: 4400 }, (_, n) => 1.5 * Math.sin(n * (0.05 + c))),
    ),
  };
  const choice = { separator: 'first', stem: 'vocals', kind: 'best', track: 'song', moment } as const;

  it('can be played: at a rate that mp3 has, on two channels at most, without clipping', async () => {
    const media = await excerptMedia({
      startSeconds: 1,
      durationSeconds: 0.2,
      reference: sound,
      estimate: sound,
      mixture: sound,
    });
    const page = evaluationReport(evaluation, { excerpts: [{ ...choice, media }] });
    expect(page.match(/<audio /g)).toHaveLength(3);
    expect(page).toContain('data:audio/mpeg;base64,');
    await expect(encodeAudio(sound, { format: 'mp3' })).rejects.toThrow();
  });

  it('are left out beyond the size that a page may have, and the page says so', async () => {
    const media = await excerptMedia({
      startSeconds: 1,
      durationSeconds: 0.2,
      reference: sound,
      estimate: sound,
      mixture: sound,
    });
    const excerpts = [choice, { ...choice, kind: 'worst' as const }].map((one) => ({ ...one, media }));
    const bytes = media.picture.length + 4 * media.mixture.length;
    const page = evaluationReport(evaluation, { excerpts, maxMediaBytes: bytes * 1.5 });
    expect(page.match(/<audio /g)).toHaveLength(3);
    expect(page).toContain('1 of 2 excerpts were left out');
    const lost = evaluationReport(evaluation, { excerpts: [{ ...choice, media: undefined }, excerpts[0]!] });
    expect(lost).toContain('1 of 2 excerpts could not be made');
  });
});
