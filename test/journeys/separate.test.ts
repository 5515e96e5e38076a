/** `auralflow separate` as users run it: layout, formats, batches, conflicts, odd inputs, pipes. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeAudio } from '../../src/audio/index.ts';
import { ensureBuilt, filesIn, runCli, songPcm, temporaryFolder, writeSong } from './cli.ts';
import { writeWav } from './wav.ts';

const folder = temporaryFolder();
const at = (...parts: string[]): string => join(folder.path, ...parts);
const cwd = folder.path;

beforeAll(() => {
  ensureBuilt();
  writeSong(at('song.wav'), { seconds: 0.5 });
  writeSong(at('album/one.wav'), { seconds: 0.3 });
  writeSong(at('album/disc 2/zwei – 二.wav'), { seconds: 0.3, sampleRate: 48000, channelCount: 1 });
  writeFileSync(at('album/cover.jpg'), 'not audio');
}, 60_000);
afterAll(() => folder.remove());

async function decode(path: string): ReturnType<typeof decodeAudio> {
  return await decodeAudio(readFileSync(path));
}

describe('auralflow separate', () => {
  it('is the default command and lays stems out as Demucs does', async () => {
    const { code, stdout, stderr } = await runCli(['song.wav'], { cwd });
    expect(stderr).toContain('song.wav');
    expect(code).toBe(0);
    expect(filesIn(at('separated'))).toEqual(
      ['drums', 'other', 'vocals'].map((stem) => `hpss-vocals/song/${stem}.wav`),
    );
    expect(stdout.trim().split('\n')).toEqual(
      ['vocals', 'drums', 'other'].map((stem) => at('separated/hpss-vocals/song', `${stem}.wav`)),
    );
    const vocals = await decode(at('separated/hpss-vocals/song/vocals.wav'));
    expect([vocals.sampleRate, vocals.channels.length, vocals.channels[0]!.length]).toEqual([
      22050, 2, 11025,
    ]);
  });

  it('keeps the layout of folders and passes over what is not audio', async () => {
    const { code } = await runCli(['album', '-n', 'identity', '-o', 'stems', '-q'], { cwd });
    expect(code).toBe(0);
    expect(filesIn(at('stems'))).toEqual([
      'identity/disc 2/zwei – 二/mixture.wav',
      'identity/one/mixture.wav',
    ]);
  });

  it('expands patterns where the shell did not', async () => {
    const words = ['album/**/*.wav', '-n', 'identity', '-o', 'matched', '--filename', '{track}.{ext}', '-q'];
    expect((await runCli(words, { cwd })).code).toBe(0);
    expect(filesIn(at('matched'))).toEqual(['identity/one.wav', 'identity/zwei – 二.wav']);
  });

  it.each([
    ['--flac', 'flac'],
    ['--mp3', 'mp3'],
    ['--format=opus', 'opus'],
    ['--format=m4a', 'm4a'],
    ['--float32', 'wav'],
    ['--int24', 'wav'],
  ])('writes %s', async (option, extension) => {
    const out = `out${option}`;
    expect((await runCli(['song.wav', '-n', 'identity', option, '-o', out], { cwd })).code).toBe(0);
    const audio = await decode(at(out, `identity/song/mixture.${extension}`));
    expect(audio.channels).toHaveLength(2);
    expect(audio.channels[0]!.length / audio.sampleRate).toBeCloseTo(0.5, 3);
  });

  it('returns the mixture bit for bit from the identity, one sample or none, mono or six channels', async () => {
    for (const shape of [
      { lengthSamples: 0 },
      { lengthSamples: 1 },
      { channelCount: 1, seconds: 0.1 },
      { channelCount: 6, seconds: 0.1, sampleRate: 96000 },
    ]) {
      writeSong(at('odd.wav'), shape);
      expect((await runCli(['odd.wav', '-n', 'identity', '-q'], { cwd })).code).toBe(0);
      const [input, output] = [
        await decode(at('odd.wav')),
        await decode(at('separated/identity/odd/mixture.wav')),
      ];
      expect(output).toEqual(input);
    }
  });

  it('separates silence and very short songs', async () => {
    for (const shape of [{ amplitude: 0, seconds: 0.2 }, { lengthSamples: 1 }, { lengthSamples: 700 }]) {
      writeSong(at('short.wav'), shape);
      expect((await runCli(['short.wav', '-q'], { cwd })).code).toBe(0);
    }
  });

  it('goes on after a bad file, says which and why, and ends with 1', async () => {
    writeFileSync(at('bad.wav'), 'no sound at all');
    writeWav(at('nan.wav'), { channels: [new Float32Array(4000).fill(Number.NaN, 80, 81)] });
    const words = ['bad.wav', 'song.wav', 'nan.wav', 'missing.wav', '-n', 'identity', '-o', 'batch'];
    const { code, stderr } = await runCli(words, { cwd });
    expect(code).toBe(1);
    expect(filesIn(at('batch'))).toEqual(['identity/song/mixture.wav']);
    const summary = stderr.slice(stderr.indexOf('1 done, 0 skipped, 3 failed'));
    expect(summary).toContain('bad.wav: expected');
    expect(summary).toContain('nan.wav: mixture at 0.010 s: expected');
    expect(summary).toContain('missing.wav: expected');
    expect(stderr).not.toContain('    at ');
  });

  it('refuses outputs that would overwrite each other or an input, before it starts', async () => {
    writeSong(at('other/song.wav'), { seconds: 0.1 });
    const twice = await runCli(['song.wav', 'other/song.wav', '-o', 'conflict'], { cwd });
    expect(twice.code).toBe(2);
    expect(twice.stderr).toContain('other/song.wav');
    expect(filesIn(at('conflict'))).toEqual([]);
    const self = await runCli(
      ['song.wav', '-n', 'identity', '-o', '.', '--filename', '{separator}/../song.wav'],
      { cwd },
    );
    expect(self.code).toBe(2);
    expect(self.stderr).toContain('the input song.wav');
  });

  it('tells one shared gain when a stem would clip, and keeps the sum', async () => {
    writeSong(at('loud.wav'), { seconds: 0.3, amplitude: 2.4 });
    const { stderr } = await runCli(['loud.wav', '-n', 'hpss', '--mix', 'loud = 2*mix', '-o', 'gain'], {
      cwd,
    });
    expect(stderr).toMatch(/all stems are \d+\.\d dB softer, since .*loud.* would have clipped/);
    const loud = await decode(at('gain/hpss/loud/loud.wav'));
    expect(Math.max(...loud.channels[0]!)).toBeCloseTo(1 / 1.01, 2);
  });

  it('reads and writes pipes', async () => {
    const pcm = songPcm({ seconds: 0.2 });
    const raw = ['--pcm', 's16le', '--rate', '22050', '--channels', '2'];
    const piped = await runCli(['-', ...raw, '-n', 'identity', '-o', '-'], { cwd, input: pcm });
    expect(piped.code).toBe(0);
    expect(piped.stdoutBytes.equals(pcm)).toBe(true);
    const toFile = await runCli(['-', '-n', 'identity', '-o', 'piped', '-q'], {
      cwd,
      input: readFileSync(at('song.wav')),
    });
    expect(toFile.code).toBe(0);
    expect(filesIn(at('piped'))).toEqual(['identity/stdin/mixture.wav']);
    const asWav = await runCli(['song.wav', '-n', 'identity', '-o', '-', '--format', 'wav'], { cwd });
    expect(asWav.stdoutBytes.subarray(44).equals(readFileSync(at('song.wav')).subarray(44))).toBe(true);
  });

  it('tells everything as JSON lines', async () => {
    const { stdout } = await runCli(['song.wav', 'bad.wav', '-n', 'identity', '--json'], { cwd });
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(events[0]).toMatchObject({
      type: 'start',
      separator: 'identity',
      tracks: 2,
      outputs: ['mixture'],
    });
    expect(events.map((event) => event.type)).toEqual(expect.arrayContaining(['track', 'progress', 'done']));
    expect(events.find((event) => event.type === 'failed')).toMatchObject({
      name: 'bad.wav',
      error: { name: 'FormatError' },
    });
    expect(events.at(-1)).toMatchObject({ type: 'end', done: 1, failed: 1 });
  });
});
