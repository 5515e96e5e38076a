/** Files appear under their names only when complete. */

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HostError } from '../util/index.ts';
import { ensureFolder, fileSink, writeJson } from './file-sink.ts';
import { fileSource } from './file-source.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'auralflow-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('fileSink', () => {
  it('shows the file only after close, with what was written at any place', async () => {
    const path = join(folder, 'deep/er/song.bin');
    const sink = await fileSink(path);
    await sink.write(2, new Uint8Array([3, 4]));
    await sink.write(0, new Uint8Array([1, 2]));
    expect(readdirSync(join(folder, 'deep/er'))).not.toContain('song.bin');
    await sink.close();
    expect([...readFileSync(path)]).toEqual([1, 2, 3, 4]);
    expect(readdirSync(join(folder, 'deep/er'))).toEqual(['song.bin']);
  });

  it('keeps an older file of that name when given up', async () => {
    const path = join(folder, 'old.bin');
    writeFileSync(path, 'old');
    const sink = await fileSink(path);
    await sink.write(0, new Uint8Array([1]));
    await sink.abort();
    await sink.abort();
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['old.bin']);
  });

  it('says what is wrong with the place', async () => {
    writeFileSync(join(folder, 'file'), '');
    await expect(fileSink(join(folder, 'file/inside'))).rejects.toThrow(HostError);
    await expect(fileSink('/proc/nowhere/x')).rejects.toThrow(/expected a file that can be written/);
    await expect(writeJson(folder, {})).rejects.toThrow(HostError);
    expect(readdirSync(folder)).toEqual(['file']);
  });

  it('makes folders that exist without complaint', async () => {
    await ensureFolder(folder);
    await ensureFolder('/');
  });
});

describe('fileSource', () => {
  it('reads at any place, less at the end, nothing beyond', async () => {
    const path = join(folder, 'a.bin');
    writeFileSync(path, Buffer.from([1, 2, 3, 4, 5]));
    const source = await fileSource(path);
    expect(source.size).toBe(5);
    expect([...(await source.read(1, 2))]).toEqual([2, 3]);
    expect([...(await source.read(3, 10))]).toEqual([4, 5]);
    expect([...(await source.read(9, 10))]).toEqual([]);
    await source.close();
  });

  it('refuses what is missing or no file, with a remedy', async () => {
    await expect(fileSource(join(folder, 'none'))).rejects.toMatchObject({
      name: 'HostError',
      got: 'no such file or folder',
    });
    await expect(fileSource(folder, { name: 'here' })).rejects.toMatchObject({
      place: 'here',
      got: 'a folder',
    });
    await expect(fileSource('/dev/null')).rejects.toMatchObject({ got: 'a pipe or device' });
  });
});
