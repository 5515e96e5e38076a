import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPng } from '../../test/support/read-png.ts';
import { encodeAudio } from '../audio/index.ts';
import { plotFiles } from './plot.ts';
import type { PlotOptions } from './plot-options.ts';

let folder: string;
const at = (name: string): string => join(folder, name);

/** Small pictures are quickly drawn. */
const small = { width: 240, height: 160 } as const;

async function writeTone(name: string, { channelCount = 2, seconds = 0.5 } = {}): Promise<void> {
  const tone = Float32Array.from({ length: 8000 * seconds }, (_, n) => 0.5 * Math.sin(n / 4));
  const audio = { sampleRate: 8000, channels: Array.from({ length: channelCount }, () => tone) };
  writeFileSync(at(name), await encodeAudio(audio, { format: 'wav' }));
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'auralflow-plot-'));
  mkdirSync(at('other'));
  await writeTone('song.wav');
  await writeTone('mono.wav', { channelCount: 1 });
  copyFileSync(at('song.wav'), at('other/song.wav'));
  writeFileSync(at('broken.wav'), 'RIFF');
  writeFileSync(at('losses.json'), '[{"step":10,"loss":3},{"step":20,"loss":2}]');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('plotFiles', () => {
  it('writes each picture and tells of it', async () => {
    const out = at('plots');
    const told: string[] = [];
    const results = await plotFiles([at('song.wav'), at('mono.wav')], {
      ...small,
      out,
      scale: 2,
      onEvent: ({ type }) => told.push(type),
    });
    expect(told).toEqual(['done', 'done']);
    expect(results[0]).toMatchObject({ kind: 'spectrogram', width: 480, height: 320, notes: [] });
    expect(readdirSync(out).sort()).toEqual(['mono.spectrogram.png', 'song.spectrogram.png']);
    expect(readPng(readFileSync(join(out, 'song.spectrogram.png'))).width).toBe(480);
  });

  it('takes tables for curves, named by their columns', async () => {
    await plotFiles([at('losses.json')], { ...small, out: at('curve.svg') });
    const svg = readFileSync(at('curve.svg'), 'utf8');
    for (const text of ['loss', 'Step', 'losses']) expect(svg).toContain(`>${text}</text>`);
  });

  it('goes on after a file that cannot be drawn', async () => {
    const inputs = ['broken.wav', 'song.wav', 'none.wav'].map(at);
    const results = await plotFiles(inputs, { ...small, out: at('rest') });
    expect(results.map(({ type }) => type).sort()).toEqual(['done', 'failed', 'failed']);
    expect(readdirSync(at('rest'))).toEqual(['song.spectrogram.png']);
  });

  it('draws no picture of all when one is missing', async () => {
    const results = await plotFiles([at('song.wav'), at('none.wav')], { ...small, out: at('missing.png') });
    expect(results.map(({ type }) => type)).toEqual(['failed']);
    expect(readdirSync(folder)).not.toContain('missing.png');
  });

  it('refuses two pictures of one name, and to write over an input', async () => {
    const twice = plotFiles([at('song.wav'), at('other/song.wav')], { ...small, out: at('twice') });
    await expect(twice).rejects.toThrow('one file per picture');
    copyFileSync(at('song.wav'), at('sound.png'));
    const over = plotFiles([at('sound.png')], { ...small, kind: 'waveform', out: at('sound.png') });
    await expect(over).rejects.toThrow('the input');
  });

  it.each<[PlotOptions, string]>([
    [{ channel: 7 }, 'at most 1'],
    [{ startSeconds: 9 }, 'Start earlier'],
    [{ durationSeconds: 0 }, 'durationSeconds'],
    [{ width: 200, height: 80 }, 'room for data'],
    [{ width: 100_000 }, 'at most 16384'],
    [{ width: 4000, height: 4000, scale: 8 }, '32000 × 32000'],
    [{ minHz: 30_000 }, 'minHz'],
    [{ against: 'mono.wav' }, 'Convert one of them'],
    [{ kind: 'curve' }, 'columns of numbers'],
  ])('tells what is wrong with %j', async (options, hint) => {
    const { against, ...rest } = options;
    const other = against === undefined ? {} : { against: at(against) };
    const [result] = await plotFiles([at('song.wav')], { ...small, out: at('refused'), ...rest, ...other });
    expect(result).toMatchObject({ type: 'failed' });
    expect(String((result as { error: Error }).error)).toContain(hint);
  });

  it.each<[PlotOptions, string]>([
    [{ kind: 'waveform', topDb: 3 }, 'topDb'],
    [{ kind: 'mask' }, 'kind mask'],
    [{ melCount: 40 }, 'kind mel'],
    [{ out: 'x.jpg' }, '.png or .svg'],
    [{ out: '-' }, '.png or .svg'],
    [{ kind: 'photo' as 'mel' }, 'kind'],
  ])('refuses %j at once', async (options, hint) => {
    await expect(plotFiles([at('song.wav')], options)).rejects.toThrow(hint);
  });

  it('can be stopped', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(plotFiles([at('song.wav')], { out: at('stopped'), signal })).rejects.toThrow('enough');
  });
});
