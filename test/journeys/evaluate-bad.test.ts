/** Evaluations of songs and estimates that are not as they should be: what fails, fails alone, and is named. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt, runCli, temporaryFolder } from './cli.ts';
import { evaluationIn, quick, stem, writeTrack } from './tracks.ts';
import { writeWav } from './wav.ts';

const folder = temporaryFolder();
const cwd = folder.path;
const at = (...parts: string[]): string => join(cwd, ...parts);

beforeAll(() => {
  ensureBuilt();
  for (const [n, name] of ['one', 'two', 'three'].entries()) writeTrack(at('songs'), name, n + 1);
}, 60_000);
afterAll(() => folder.remove());

describe('bad tracks', () => {
  beforeAll(() => {
    writeTrack(at('bad'), 'good', 1);
    writeTrack(at('bad'), 'nan', 2);
    writeWav(at('bad/nan/vocals.wav'), { channels: [stem(4).fill(Number.NaN, 100, 101)] });
    writeTrack(at('bad'), 'rate', 3);
    writeWav(at('bad/rate/vocals.wav'), { channels: [stem(6)], sampleRate: 11025 });
    writeWav(at('bad/missing/vocals.wav'), { channels: [stem(8)] });
    writeTrack(at('bad'), 'unreadable', 5);
    writeFileSync(at('bad/unreadable/drums.wav'), 'RIFF');
    writeTrack(at('bad'), 'silent', 6);
    writeWav(at('bad/silent/vocals.wav'), { channels: [new Float32Array(8000)] });
    writeTrack(at('bad'), 'short', 7);
    writeWav(at('bad/short/vocals.wav'), { channels: [stem(14, 7900)] });
    writeTrack(at('bad'), 'empty', 8);
    writeWav(at('bad/empty/vocals.wav'), { channels: [new Float32Array(0)] });
    writeWav(at('bad/empty/drums.wav'), { channels: [new Float32Array(0)] });
  });

  it('never lose the others: they are named, and the exit code is 1', async () => {
    const words = [
      'evaluate',
      'oracle-irm',
      'bad',
      '-o',
      'bad-out',
      '--metrics',
      'si-sdr',
      '-q',
      '-j',
      '2',
      '--no-report',
    ];
    const { code, stderr } = await runCli([...words, '--stems', 'vocals,drums'], { cwd });
    expect(code).toBe(1);
    const { tracks, failures } = evaluationIn(at('bad-out'));
    expect(tracks.map(({ track }) => track)).toEqual(['good', 'short', 'silent']);
    expect(failures.map(({ track }) => track)).toEqual(['empty', 'missing', 'nan', 'rate', 'unreadable']);
    for (const { track } of failures) expect(stderr).toContain(track);
    const messages = Object.fromEntries(failures.map(({ track, message }) => [track, message]));
    expect(messages.nan).toContain('NaN at sample 100');
    expect(messages.rate).toContain('11025 Hz');
    expect(messages.missing).toContain('a file for drums');
    const silent = tracks.find(({ track }) => track === 'silent')!;
    expect(silent.scores.vocals!['SI-SDR']!.value).toBeNull();
    expect(silent.scores.drums!['SI-SDR']!.value).not.toBeNull();
    const short = tracks.find(({ track }) => track === 'short')!;
    expect(short.notes).toContain('vocals was 100 samples shorter: silence added');
  });

  it('and a separator that cannot separate one of them, fail alone', async () => {
    const { code, stderr } = await runCli(
      ['evaluate', 'hpss', 'oracle-irm', 'songs', '-o', 'unfit', '--limit', '1', ...quick],
      { cwd },
    );
    expect(code).toBe(1);
    expect(stderr).toContain('Say what an estimate is to be compared with: "harmonic = drums"');
    expect(evaluationIn(at('unfit')).tracks.map(({ separator }) => separator)).toEqual(['oracle-irm']);
    const equations = ['--reference', 'percussive = drums', '--reference', 'harmonic = vocals'];
    const told = await runCli(['evaluate', 'hpss', 'songs', '-o', 'fit', ...quick, ...equations], { cwd });
    expect(told.code).toBe(0);
    expect(evaluationIn(at('fit')).stems).toEqual(['harmonic', 'percussive']);
  });
});

describe('folders of estimates', () => {
  it('are measured by the names of tracks and stems; a missing track fails alone, other lengths are told', async () => {
    writeTrack(at('estimates'), 'one', 1);
    writeTrack(at('estimates'), 'three', 9);
    writeWav(at('estimates/three/vocals.wav'), { channels: [stem(6, 9000)] });
    const { code, stderr } = await runCli(['evaluate', 'mine=estimates', 'songs', '-o', 'theirs', ...quick], {
      cwd,
    });
    expect(code).toBe(1);
    expect(stderr).toContain('two: estimates in');
    const { tracks } = evaluationIn(at('theirs'));
    expect(tracks.map(({ track }) => track)).toEqual(['one', 'three']);
    expect(tracks[1]!.notes.join()).toContain('its last 1000 samples were cut');
  });

  it('are never taken for another track’s', async () => {
    writeTrack(at('flat'), '.', 1);
    const { code } = await runCli(['evaluate', 'flat', 'songs', '-o', 'flat-out', ...quick], { cwd });
    expect(code).toBe(1);
    expect(evaluationIn(at('flat-out')).tracks).toEqual([]);
    const single = await runCli(['metrics', 'songs/one', 'flat', '--metrics', 'snr', '-q'], { cwd });
    expect(single.code).toBe(0);
  });

  it('are compared by auralflow metrics, which writes a report if it is asked to', async () => {
    const { code, stdout } = await runCli(
      ['metrics', 'songs', 'estimates', '--tracks', 'three', '--metrics', 'snr', '--report', 'page.html'],
      { cwd },
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/estimates +drums +1 +-?\d/);
    expect(readFileSync(at('page.html'), 'utf8')).toContain('<h1>Separation of songs</h1>');
  });
});
