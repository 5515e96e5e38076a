/** Names, folders and patterns become files, each once, and nothing is passed over in silence. */

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FindInputsOptions, findInputs } from './inputs.ts';

const cwd = mkdtempSync(join(tmpdir(), 'auralflow-'));
const files = [
  'a.wav',
  'b [live].MP3',
  'notes.txt',
  'album/1.flac',
  'album/cover.jpg',
  'album/disc/ü – 曲.ogg',
  'album/.hidden/3.wav',
  'out/hpss/a/drums.wav',
  'empty/readme.md',
];

beforeAll(() => {
  for (const file of files) {
    mkdirSync(dirname(join(cwd, file)), { recursive: true });
    writeFileSync(join(cwd, file), '');
  }
  symlinkSync(join(cwd, 'album'), join(cwd, 'album/disc/circle'));
  symlinkSync(join(cwd, 'a.wav'), join(cwd, 'link.wav'));
});
afterAll(() => rmSync(cwd, { recursive: true }));

async function find(names: readonly string[], options: FindInputsOptions = {}): Promise<unknown> {
  const found = await findInputs(names, { cwd, ...options });
  return {
    files: found.files.map(({ name, folder }) => [name, folder]),
    problems: found.problems.map(({ name, error }) => [name, error.got]),
  };
}

describe('findInputs', () => {
  it('takes a named file whatever it is called, and each file once', async () => {
    expect(await find(['notes.txt', 'a.wav', './a.wav', 'link.wav', join(cwd, 'a.wav')])).toEqual({
      files: [
        ['notes.txt', ''],
        ['a.wav', ''],
      ],
      problems: [],
    });
  });

  it('takes a name with brackets as a name if there is such a file', async () => {
    expect(await find(['b [live].MP3'])).toMatchObject({ files: [['b [live].MP3', '']] });
  });

  it('searches folders in order, keeps where files lie, follows links but not in circles', async () => {
    expect(await find(['album'])).toEqual({
      files: [
        ['album/1.flac', ''],
        ['album/disc/ü – 曲.ogg', 'disc'],
      ],
      problems: [],
    });
  });

  it('does not take its own output for input, unless it is named', async () => {
    const except = [join(cwd, 'out')];
    const names = async (given: string[]): Promise<string> => JSON.stringify(await find(given, { except }));
    expect(await names(['.'])).not.toContain('drums');
    expect(await names(['**/*.wav'])).not.toContain('drums');
    expect(await names(['out'])).toContain('drums');
    expect(await names(['out/hpss'])).toContain('drums');
  });

  it('expands patterns, folders included', async () => {
    expect(await find(['*.wav'])).toMatchObject({ files: [['a.wav', '']] });
    expect(await find(['al*'])).toMatchObject({
      files: [
        ['album/1.flac', ''],
        ['album/disc/ü – 曲.ogg', 'disc'],
      ],
    });
    expect(await find(['{a,album/1}.{wav,flac}'])).toMatchObject({
      files: [
        ['a.wav', ''],
        ['album/1.flac', ''],
      ],
    });
  });

  it('reports what is missing or holds no audio, and goes on', async () => {
    expect(await find(['none.wav', 'empty', '*.xyz', 'a.wav', 'a.wav/b'])).toEqual({
      files: [['a.wav', '']],
      problems: [
        ['none.wav', 'no such file or folder'],
        ['empty', 'none'],
        ['*.xyz', 'none'],
        ['a.wav/b', 'a path that leads through a file'],
      ],
    });
  });
});
