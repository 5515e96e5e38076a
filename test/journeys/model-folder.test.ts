/** A model folder on the command line: songs separated with it, measured, exported. */

import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeAudio } from '../../src/audio/index.ts';
import { writeModelFolder } from '../support/model-folder.ts';
import { ensureBuilt, filesIn, hashOf, runCli, songPcm, temporaryFolder, writeSong } from './cli.ts';

const folder = temporaryFolder();
const at = (...parts: string[]): string => join(folder.path, ...parts);
const cwd = folder.path;
const sampleRate = 8000;

beforeAll(() => {
  ensureBuilt();
  writeModelFolder(at('my_model'));
  writeSong(at('song.wav'), { seconds: 1.5, sampleRate });
  writeSong(at('other.wav'), { seconds: 1, sampleRate: 16000, channelCount: 1 });
  for (const track of ['one', 'two, "too"']) {
    writeSong(at('songs/test', track, 'mixture.wav'), { seconds: 1.2, sampleRate, channelCount: 1 });
    writeSong(at('songs/test', track, 'vocals.wav'), {
      seconds: 1.2,
      sampleRate,
      channelCount: 1,
      amplitude: 0.2,
    });
  }
}, 60_000);
afterAll(() => folder.remove());

async function decode(path: string): ReturnType<typeof decodeAudio> {
  return await decodeAudio(readFileSync(path));
}

describe('auralflow separate with a model folder', () => {
  it('takes the folder as its first input, as the README has it', async () => {
    const words = ['separate', 'my_model', 'song.wav', '--residual', '--duration', '1', '--save', 'first'];
    const { code, stderr, stdout } = await runCli([...words, '--float32'], { cwd });
    expect(stderr).toContain('song.wav');
    expect(code).toBe(0);
    expect(filesIn(at('first'))).toEqual(['tiny/song/residual.wav', 'tiny/song/vocals.wav']);
    expect(stdout).toContain(at('first/tiny/song/vocals.wav'));
    const [vocals, residual] = await Promise.all(
      ['vocals', 'residual'].map((stem) => decode(at(`first/tiny/song/${stem}.wav`))),
    );
    const song = await decode(at('song.wav'));
    expect(vocals!.channels.map(({ length }) => length)).toEqual([8000, 8000]);
    const mixed = vocals!.channels[0]!.map((value, n) => value + residual!.channels[0]![n]!);
    mixed.forEach((value, n) => {
      expect(Math.abs(value - song.channels[0]![n]!)).toBeLessThan(1e-6);
    });
  });

  it('takes it by name equally, and as the default command', async () => {
    for (const words of [
      ['separate', '-n', 'my_model', 'song.wav', '-o', 'by-name'],
      ['song.wav', '--name', at('my_model'), '-o', 'default'],
    ]) {
      expect((await runCli([...words, '-q'], { cwd })).code).toBe(0);
    }
    expect(filesIn(at('by-name'))).toEqual(['tiny/song/vocals.wav']);
    expect(hashOf(at('by-name/tiny/song/vocals.wav'))).toBe(hashOf(at('default/tiny/song/vocals.wav')));
  });

  it('has every option of separate', async () => {
    const words = ['separate', 'my_model', 'song.wav', 'other.wav', '-o', 'all', '--two-stems', 'vocals'];
    const more = [
      '--other-method',
      'minus',
      '--flac',
      '--mix',
      'half = 0.5*mix',
      '-O',
      'phase=misi',
      '-d',
      'cpu',
      '-j',
      '1',
    ];
    const { code, stderr } = await runCli([...words, ...more], { cwd });
    expect(stderr).toContain('2 done');
    expect(code).toBe(0);
    expect(filesIn(at('all'))).toEqual(
      ['other', 'song'].flatMap((track) =>
        ['half', 'minus_vocals', 'vocals'].map((stem) => `tiny/${track}/${stem}.flac`),
      ),
    );
    // The song's own rate, or the model's where that is another.
    const other = await decode(at('all/tiny/other/vocals.flac'));
    expect([other.sampleRate, other.channels.length]).toEqual([sampleRate, 1]);
  });

  it('separates through pipes', async () => {
    const words = ['separate', 'my_model', '-', '-o', '-', '--pcm', 's16le', '--rate', String(sampleRate)];
    const { code, stdoutBytes } = await runCli(words, { cwd, input: songPcm({ sampleRate }) });
    expect(code).toBe(0);
    expect(stdoutBytes).toHaveLength(songPcm({ sampleRate }).length);
  });

  it('does not take up work that another state of the model has done', async () => {
    const model = writeModelFolder(at('changing'));
    const words = ['separate', 'changing', 'song.wav', '-o', 'changed', '--manifest', '--skip-existing'];
    expect((await runCli(words, { cwd })).code).toBe(0);
    expect((await runCli(words, { cwd })).stderr).toContain('skipped');
    const before = hashOf(at('changed/tiny/song/vocals.wav'));
    writeModelFolder(model, { seed: 2 });
    expect((await runCli(words, { cwd })).stderr).not.toContain('skipped');
    expect(hashOf(at('changed/tiny/song/vocals.wav'))).not.toBe(before);
  });
});

describe('auralflow test', () => {
  it('writes evaluation.csv into the folder', async () => {
    const { code, stderr, stdout } = await runCli(['test', 'my_model', 'songs'], { cwd });
    expect(stderr).toContain('average  vocals');
    expect(code).toBe(0);
    expect(stdout.trim()).toBe('my_model/evaluation.csv');
    const lines = readFileSync(at('my_model/evaluation.csv'), 'utf8').trim().split('\n');
    expect(lines[0]).toBe('track_name,sar,sdr,si_sdr,stoi');
    expect(lines.map((line) => line.replace(/(,[^,]*){4}$/, '')).slice(1)).toEqual([
      'one',
      '"two, ""too"""',
      'median',
      'average',
    ]);
    const numbers = lines.slice(1).map((line) => line.split(',').slice(-4).map(Number));
    expect(numbers.flat().every(Number.isFinite)).toBe(true);
    expect(numbers.at(-1)![2]).toBeCloseTo((numbers[0]![2]! + numbers[1]![2]!) / 2, 3);
  });

  it('goes on behind a track that fails, and counts it', async () => {
    cpSync(at('songs'), at('damaged'), { recursive: true });
    writeFileSync(at('damaged/test/one/vocals.wav'), 'no sound');
    const out = ['-o', 'damaged.csv', '--max-tracks', '2', '--duration', '0.8', '--json'];
    const { code, stdout } = await runCli(['test', 'my_model', 'damaged', ...out], { cwd });
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(code).toBe(1);
    expect(events.find(({ type }) => type === 'failed')).toMatchObject({ track: 'one' });
    expect(events.at(-1)).toMatchObject({ type: 'end', done: 1, failed: 1 });
    expect(readFileSync(at('damaged.csv'), 'utf8')).not.toContain('one');
  });

  it('refuses a data set without the stems of the model', async () => {
    mkdirSync(at('drums/song'), { recursive: true });
    writeSong(at('drums/song/drums.wav'), { seconds: 0.5, sampleRate });
    const { code, stderr } = await runCli(['test', 'my_model', 'drums'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toMatch(/tracks with the stems vocals.*got drums/);
  });
});

describe('auralflow export', () => {
  it('writes a waveform-in, waveforms-out model that ONNX Runtime runs at any batch', async () => {
    const { code, stdout } = await runCli(['export', 'my_model', '--onnx'], { cwd });
    expect(code).toBe(0);
    expect(stdout.trim()).toBe('my_model/tiny.onnx');
    const session = await InferenceSession.create(at('my_model/tiny.onnx'));
    const samples = 0.5 * sampleRate;
    const mixture = Float32Array.from({ length: 3 * samples }, (_, n) => Math.sin(n / 7));
    const { estimates } = await session.run({ mixture: new Tensor('float32', mixture, [3, 1, samples]) });
    expect(estimates!.dims).toEqual([3, 1, 1, samples]);
    await session.release();
  });
});
