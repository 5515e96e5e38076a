/** `auralflow plot` as users call it: files, folders, one picture of all, wrong words, places that cannot be written. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPng } from '../support/read-png.ts';
import { type CliResult, ensureBuilt, filesIn, hashOf, runCli, temporaryFolder, writeSong } from './cli.ts';

const folder = temporaryFolder();
const cwd = folder.path;

beforeAll(() => {
  ensureBuilt();
  writeSong(join(cwd, 'song.wav'), { seconds: 1 });
  writeSong(join(cwd, 'stems/a.wav'), { seconds: 1, amplitude: 0.2 });
  writeSong(join(cwd, 'stems/deep/b.wav'), { seconds: 0.9, amplitude: 0.2 });
  writeFileSync(join(cwd, 'losses.csv'), 'epoch,train,valid\n1,0.9,1.1\n2,0.5,0.8\n3,0.4,0.7\n');
  writeFileSync(join(cwd, 'file'), '');
}, 60_000);
afterAll(() => folder.remove());

async function plot(...words: readonly string[]): Promise<CliResult> {
  return await runCli(['plot', ...words], { cwd });
}

function sizeOf(path: string): readonly [number, number] {
  const { width, height } = readPng(readFileSync(join(cwd, path)));
  return [width, height];
}

describe('auralflow plot', () => {
  it('draws a spectrogram of a song into plots/, and prints where', async () => {
    const { code, stdout, stderr } = await plot('song.wav', '--width', '400', '--height', '200');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toBe(`${join(cwd, 'plots/song.spectrogram.png')}\n`);
    expect(sizeOf('plots/song.spectrogram.png')).toEqual([400, 200]);
  });

  it('gives the same bytes again, replacing what was there', async () => {
    const words = ['song.wav', '-k', 'mel', '-o', 'again.png', '--width', '300'];
    await plot(...words);
    const first = hashOf(join(cwd, 'again.png'));
    expect((await plot(...words)).code).toBe(0);
    expect(hashOf(join(cwd, 'again.png'))).toBe(first);
  });

  it('draws a picture of each file of a folder, keeping its layout', async () => {
    const { code } = await plot('stems', '-k', 'waveform', '--format', 'svg', '-o', 'each', '-q');
    expect(code).toBe(0);
    expect(filesIn(join(cwd, 'each'))).toEqual(['a.waveform.svg', 'deep/b.waveform.svg']);
  });

  it('draws all stems in one picture', async () => {
    const { code } = await plot('stems', '-k', 'waveform', '-o', 'all.svg', '--title', 'Stems & more');
    expect(code).toBe(0);
    const svg = readFileSync(join(cwd, 'all.svg'), 'utf8');
    for (const text of ['>a</text>', '>b</text>', '>Stems &amp; more</text>', '>Time (s)</text>'])
      expect(svg).toContain(text);
  });

  it('compares an estimate with its reference, and tells what it cut', async () => {
    const words = [
      'stems/deep/b.wav',
      '--against',
      'song.wav',
      '-o',
      'pair.png',
      '--scale',
      '2',
      '--width',
      '300',
    ];
    const { code, stderr } = await plot(...words);
    expect(code).toBe(0);
    expect(stderr).toContain('song.wav is 2205 samples longer than the other and was cut');
    expect(sizeOf('pair.png')[0]).toBe(600);
    expect((await plot('song.wav', '-k', 'mask', '--against', 'stems/a.wav', '-o', 'mask.svg')).code).toBe(0);
    expect(readFileSync(join(cwd, 'mask.svg'), 'utf8')).toContain('Mask of song in a');
  });

  it('shows a part, one channel, a range of frequencies', async () => {
    const words = '--start 0.25 --duration 0.5 --channel right --frequency log --min-hz 50 --max-hz 5000';
    const { code } = await plot('song.wav', ...words.split(' '), '-o', 'part.svg');
    expect(code).toBe(0);
    const labels = [...readFileSync(join(cwd, 'part.svg'), 'utf8').matchAll(/>([^<]*)<\/text>/g)].map(
      ([, text]) => text,
    );
    expect(labels).toEqual(expect.arrayContaining(['0.25', '0.75', '100', '5k', 'Frequency (Hz)']));
    expect(labels).not.toContain('0.80');
    expect(labels).not.toContain('10k');
  });

  it('draws losses', async () => {
    const { code, stdout } = await plot('losses.csv', '--log', '--json', '--format', 'svg');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ type: 'done', kind: 'curve', inputs: ['losses.csv'] });
    expect(readFileSync(join(cwd, 'plots/losses.curve.svg'), 'utf8')).toContain('>Epoch</text>');
  });

  it('explains itself', async () => {
    const { code, stdout } = await plot('--help');
    expect(code).toBe(0);
    for (const option of ['--kind', '--against', '--colour-map', '--top-db', '--fft-size', 'Examples:'])
      expect(stdout).toContain(option);
    const page = readFileSync(new URL('../../docs/visualize.md', import.meta.url), 'utf8');
    const flags = [...stdout.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map((match) => match[1]!);
    expect(flags.length).toBeGreaterThan(25);
    expect(flags.filter((flag) => !page.includes(`\`${flag}`))).toEqual(['--help']);
  });

  it.each([
    [['-k', 'spectogram'], 'Did you mean spectrogram?'],
    [['-k', 'mask'], 'Name it with the option against'],
    [['-k', 'waveform', '--top-db', '3'], 'Leave the option out'],
    [['-o', 'x.jpg'], '.png or .svg'],
    [['-o', 'x.svg', '--format', 'png'], 'ends in .png'],
    [['--colour-map', 'magna'], 'Did you mean magma?'],
    [['--width', '10'], '--width'],
    [['--start', '9'], 'an input of 1.00 s'],
    [['--widht', '10'], 'Did you mean --width?'],
  ])('refuses %j in one line with a remedy', async (words, hint) => {
    const { code, stdout, stderr } = await plot('song.wav', '-o', 'refused', ...words);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^auralflow: .*: expected .*, got .*[.?]\n$/);
    expect(stderr).toContain(hint);
    expect(filesIn(join(cwd, 'refused'))).toEqual([]);
  });

  it('says why it cannot write, and leaves nothing', async () => {
    const { code, stderr } = await plot('song.wav', '-o', 'file/inside');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^auralflow: .*file\/inside.*: expected a file that can be written, got .*\.\n$/);
    const full = await runCli(['plot', 'song.wav', '-o', 'full'], { cwd, shell: 'ulimit -f 20;' });
    expect(full.code).toBe(1);
    expect(full.stderr).toContain('a limit on file sizes');
    expect(filesIn(join(cwd, 'full'))).toEqual([]);
  });
});
