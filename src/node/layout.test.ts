/** Output paths: Demucs' layout, templates, legal names, no two alike. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ArgumentError } from '../util/index.ts';
import type { InputFile } from './inputs.ts';
import { type LayoutOptions, planOutputs, safeName } from './layout.ts';

const out = mkdtempSync(join(tmpdir(), 'auralflow-'));
afterAll(() => rmSync(out, { recursive: true }));

const input = (path: string, folder = ''): InputFile => ({
  path: join(out, path),
  name: path,
  folder,
});

async function paths(inputs: readonly InputFile[], options: Partial<LayoutOptions> = {}): Promise<string[]> {
  const base = { out, separator: 'hpss', stems: ['vocals', 'other'], extension: 'wav' };
  const tracks = await planOutputs(inputs, { ...base, ...options });
  return tracks.flatMap((track) => [...track.paths.values()].map((path) => relative(out, path)));
}

describe('planOutputs', () => {
  it('lays out as Demucs does, with the sub-folder of a folder input in between', async () => {
    expect(await paths([input('in/a.b.mp3'), input('in/c.wav', 'disc 1')])).toEqual([
      'hpss/a.b/vocals.wav',
      'hpss/a.b/other.wav',
      'hpss/disc 1/c/vocals.wav',
      'hpss/disc 1/c/other.wav',
    ]);
  });

  it('fills templates', async () => {
    const stems = ['vocals'];
    const fill = async (template: string): Promise<string | undefined> =>
      (await paths([input('in/a.mp3', 'x/y')], { stems, template }))[0];
    expect(await fill('{track}_{stem}_{trackext}.{ext}')).toBe('hpss/x/y/a_vocals_mp3.wav');
    expect(await fill('{stem}/{folder}/{track}.{ext}')).toBe('hpss/vocals/x/y/a.wav');
    expect(await fill('{track} ({separator} {stem}).{ext}')).toBe('x/y/a (hpss vocals).wav');
  });

  it.each(['{trak}.wav', '', '{track}/', '../../{stem}', '{folder}/../../../{stem}'])(
    'refuses the template %j',
    async (template) => {
      await expect(paths([input('in/a.mp3')], { template })).rejects.toThrow(ArgumentError);
    },
  );

  it('refuses two outputs of one name, with both inputs in the message', async () => {
    await expect(paths([input('x/a.mp3'), input('y/a.wav')])).rejects.toThrow(
      /vocals of y\/a\.wav and vocals of x\/a\.mp3/,
    );
    await expect(paths([input('a.mp3')], { template: '{track}.{ext}' })).rejects.toThrow(
      /other of a\.mp3 and vocals of a\.mp3/,
    );
  });

  it('refuses an output that is an input', async () => {
    writeFileSync(join(out, 'song.wav'), '');
    const options = { separator: '.', template: '{separator}/../song.wav', stems: ['vocals'] };
    await expect(paths([input('song.wav')], options)).rejects.toThrow(/the input song\.wav/);
  });

  it('keeps hostile names inside the output folder', async () => {
    const hostile = { ...input('a.wav'), track: '../../etc/passwd' };
    expect(await paths([hostile], { stems: ['vocals'] })).toEqual(['hpss/.._.._etc_passwd/vocals.wav']);
    expect(await paths([{ ...hostile, track: '..' }], { stems: ['a/b'] })).toEqual(['hpss/__/a_b.wav']);
  });
});

describe('safeName', () => {
  it.each([
    ['AC/DC: "Live"?', 'AC_DC_ _Live__'],
    ['..', '__'],
    ['ends with dots...', 'ends with dots___'],
    ['', '_'],
    ['con', '_con'],
    ['nul.txt', '_nul.txt'],
    ['tab\tnewline\n', 'tab_newline_'],
    ['Ü – 曲 🎵', 'Ü – 曲 🎵'],
  ])('%j becomes %j', (name, safe) => expect(safeName(name)).toBe(safe));
});
