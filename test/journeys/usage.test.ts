/** The command line's manners: help, version, wrong usage, unwritable places. */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt, filesIn, runCli, temporaryFolder, writeSong } from './cli.ts';

const folder = temporaryFolder();
const cwd = folder.path;

beforeAll(() => {
  ensureBuilt();
  writeSong(join(cwd, 'song.wav'), { seconds: 1 });
  writeFileSync(join(cwd, 'file'), '');
}, 60_000);
afterAll(() => folder.remove());

describe('auralflow', () => {
  it('explains itself', async () => {
    for (const words of [['--help'], ['-h'], ['help'], ['separate', '--help'], ['help', 'separate']]) {
      const { code, stdout, stderr } = await runCli(words);
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).toContain('Examples:');
      expect(stdout).toContain('--two-stems');
    }
    expect((await runCli(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+/);
    const nothing = await runCli([]);
    expect(nothing.code).toBe(2);
    expect(nothing.stderr).toContain('Usage: auralflow');
  });

  it('has a page that knows every option', async () => {
    const page = readFileSync(new URL('../../docs/cli.md', import.meta.url), 'utf8');
    const { stdout } = await runCli(['--help']);
    const flags = [...stdout.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map((match) => match[1]!);
    expect(flags.length).toBeGreaterThan(30);
    expect(flags.filter((flag) => !page.includes(`\`${flag}`))).toEqual(['--help']);
  });

  it('lists separators with their options', async () => {
    expect((await runCli(['list'])).stdout).toContain('hpss-vocals (default): vocals, drums, other');
    expect((await runCli(['list', 'hpss'])).stdout).toContain('kernel');
    const { separators } = JSON.parse((await runCli(['list', '--json'])).stdout) as { separators: unknown[] };
    expect(separators.length).toBeGreaterThan(3);
  });

  it('probes files', async () => {
    const { stdout } = await runCli(['probe', 'song.wav'], { cwd });
    expect(stdout).toContain('song.wav: wav (pcm-s16, 16 bit), 22050 Hz, stereo, 0:01 (22050 samples)');
    const json = await runCli(['probe', 'song.wav', 'none.wav', '--json'], { cwd });
    expect(json.code).toBe(1);
    expect(
      json.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as object),
    ).toEqual([
      expect.objectContaining({ input: 'none.wav', error: expect.objectContaining({ name: 'HostError' }) }),
      expect.objectContaining({ input: 'song.wav', lengthSamples: 22050 }),
    ]);
  });

  it.each([
    [['--segmnt', '5'], 'Did you mean --segment?'],
    [['-n', 'hpps'], 'Did you mean hpss?'],
    [['--stems', 'vocal'], 'Did you mean vocals?'],
    [['--stems', 'vocals', '--two-stems', 'drums'], 'Leave one of them out'],
    [['-n', 'hpss', '-O', 'kernl=3'], 'Did you mean kernel?'],
    [['--format', 'flak'], 'Did you mean flac?'],
    [['--mp3', '--flac'], 'one format'],
    [['--flac', '--float32'], 'Use wav for float samples'],
    [['--mp3-bitrate', '128'], 'mp3 as the format'],
    [['--overlap', '1.5'], '--overlap'],
    [['--segment', 'long'], 'seconds or mm:ss'],
    [['--max-memory', '2'], 'a size with its unit'],
    [['--jobs', '0'], '--jobs'],
    [['--device', 'gpu'], '--device'],
    [['--mix', 'a = nothing * 2'], 'nothing'],
    [['--filename', '{stm}.{ext}'], 'Did you mean {stem}?'],
    [['--filename', '../../{stem}.{ext}'], 'inside the output folder'],
    [['--filename', 'same.wav'], 'one file per output name'],
    [['--clip-mode', 'tanh'], '--clip-mode'],
    [['--rate', '44100'], 'the input -'],
    [['-o', '-'], 'Choose one with --stems'],
    [['--out'], 'a value'],
  ])('refuses %j in one line with a remedy', async (words, hint) => {
    const { code, stdout, stderr } = await runCli(['song.wav', ...words], { cwd });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^auralflow: .*: expected .*, got .*[.?]\n$/);
    expect(stderr).toContain(hint);
  });

  it('takes a misspelt command for what it is', async () => {
    expect((await runCli(['seperate', 'song.wav'], { cwd })).stderr).toContain('Did you mean separate?');
  });

  it('takes an input behind an option whose value may be left out', async () => {
    const { code } = await runCli(['-n', 'identity', '-o', 'm', '--manifest', 'song.wav', '-q'], { cwd });
    expect(code).toBe(0);
    expect(filesIn(join(cwd, 'm'))).toEqual(['identity/manifest.json', 'identity/song/mixture.wav']);
  });

  it('says why it cannot write, and leaves nothing', async () => {
    for (const out of ['file/inside', '/proc/nowhere']) {
      const { code, stderr } = await runCli(['song.wav', '-n', 'identity', '-o', out], { cwd });
      expect(code).toBe(1);
      expect(stderr).toMatch(/auralflow: .*: expected an output folder that can be written, got .*\./);
    }
    // A limit on file sizes stands in for a full disk: the system refuses in the middle of writing.
    const full = await runCli(['song.wav', '-n', 'identity', '-o', 'full'], { cwd, shell: 'ulimit -f 20;' });
    expect(full.code).toBe(1);
    expect(full.stderr).toContain('a limit on file sizes');
    expect(filesIn(join(cwd, 'full'))).toEqual([]);
    expect(existsSync(join(cwd, 'full/.auralflow'))).toBe(false);
  });

  it('survives a reader that goes away', async () => {
    const { code, stderr } = await runCli(['song.wav', '-n', 'identity', '-o', '-'], {
      cwd,
      shell: 'exec 1>&-;',
    });
    expect(stderr).not.toContain('    at ');
    expect(typeof code).toBe('number');
  });
});
